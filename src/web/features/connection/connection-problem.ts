/** Whether something keeps one from the room. */
import type { ErrorCode } from "../../../shared/contract/errors.ts";
import type { RoomPageContext } from "../context/room-context.ts";

/** What is the matter, where something is: a refusal, or a door that is being tried again. */
export type ConnectionProblem =
  | { code: ErrorCode | undefined; passphrase?: boolean | undefined }
  | "outdated";

/** Read while rendering: it follows the connection. */
export function connectionProblemOf({ room }: RoomPageContext): ConnectionProblem | undefined {
  const state = room.connection.state.value;
  if (state.kind === "outdated") return "outdated";
  if (state.kind === "refused") return { code: state.code, passphrase: state.passphrase };
  // The door stays where it is while a passphrase is tried.
  return state.kind === "connecting" && room.passphraseTried.value !== undefined
    ? { code: "forbidden", passphrase: true }
    : undefined;
}
