/** The state of the connection, as the header shows it. */
import type { ErrorCode } from "../../../shared/contract/errors.ts";

export type ConnectionState =
  /** A connection is opening, or waits for its welcome. */
  | { kind: "connecting" }
  | { kind: "live"; transport: string }
  /** Lost; the next attempt starts at `retryAt`, milliseconds since the epoch. `silent` if no answer came at all. */
  | { kind: "waiting"; retryAt: number; silent?: true }
  /** The device itself has no network. */
  | { kind: "offline" }
  /** The server has a newer protocol than this page. */
  | { kind: "outdated" }
  /** The room rejected the connection. */
  | {
      kind: "refused";
      code: ErrorCode | undefined;
      message: string;
      passphrase?: boolean | undefined;
      signedOut?: boolean | undefined;
    };

/** Whether a later attempt may succeed without any action of the user. */
export const isTemporary = (code: ErrorCode | undefined): boolean =>
  code === "room_full" || code === "rate_limited" || code === "locked" || code === "internal";
