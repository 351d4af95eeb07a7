/** How the page is connected, as the header says it. */
import type { ErrorCode } from "../../../shared/contract/errors.ts";

export type ConnectionState =
  /** On the way: a connection is being opened, or waits for its welcome. */
  | { kind: "connecting" }
  | { kind: "live"; transport: string }
  /** Lost; the next attempt starts at `retryAt`, milliseconds since the epoch. `silent` where no answer came at all. */
  | { kind: "waiting"; retryAt: number; silent?: true }
  /** The device itself has no network. */
  | { kind: "offline" }
  /** The server speaks a newer protocol than this page. */
  | { kind: "outdated" }
  /** The room answered, and said no. */
  | { kind: "refused"; code: ErrorCode | undefined; message: string; passphrase?: boolean | undefined };

/** Whether the room may have another answer if it is asked again later without anyone doing anything. */
export const isTemporary = (code: ErrorCode | undefined): boolean =>
  code === "room_full" || code === "rate_limited" || code === "internal";
