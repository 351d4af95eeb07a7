/** Whether something keeps one from the room. */
import type { ErrorCode } from "../../protocol/errors.ts";
import type { RoomPageContext } from "./room-context.ts";

/** What is the matter, where something is: a refusal, or a door that is being tried again. */
export type Trouble = { code: ErrorCode | undefined; passphrase?: boolean | undefined } | "outdated";

/** Read while rendering: it follows the connection. */
export function troubleOf({ room }: RoomPageContext): Trouble | undefined {
  const state = room.connection.state.value;
  if (state.kind === "outdated") return "outdated";
  if (state.kind === "refused") return { code: state.code, passphrase: state.passphrase };
  // The door stays where it is while a passphrase is tried.
  return state.kind === "connecting" && room.knocked.value !== undefined
    ? { code: "forbidden", passphrase: true }
    : undefined;
}
