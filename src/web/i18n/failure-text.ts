/** Why something did not work, for the person it happened to: the room's own messages are for those who write clients. */
import type { WireError } from "../../shared/contract/errors.ts";
import { words } from "./room/index.ts";

/** What is the matter where no answer came: no room said it, so it is told apart from a room's own `internal`. */
export const UNANSWERED: WireError = { code: "internal", message: "the room did not answer" };

/** A sentence for the user. For a code that this page does not know, it is the server's message. */
export const reasonOf = (error: WireError): string =>
  error === UNANSWERED
    ? words().noResponse
    : (words().reasons[error.code] ?? error.message.replace(/[.\s]*$/, "."));
