/** Why the room cannot be used. */
import type { ErrorCode } from "../../../shared/contract/errors.ts";
import type { RoomPageContext } from "../context/room-context.ts";

/** A rejection, including one that a passphrase is being tried for, or an outdated page. */
export type ConnectionProblem =
  | { code: ErrorCode | undefined; passphrase?: boolean | undefined }
  | "outdated";

/** Reads signals while rendering: the result follows the connection. */
export function connectionProblemOf({ room }: RoomPageContext): ConnectionProblem | undefined {
  const state = room.connection.state.value;
  if (state.kind === "outdated") return "outdated";
  if (state.kind === "refused") return { code: state.code, passphrase: state.passphrase };
  // The form stays while a passphrase is tried.
  return state.kind === "connecting" && room.passphraseTried.value !== undefined
    ? { code: "forbidden", passphrase: true }
    : undefined;
}
