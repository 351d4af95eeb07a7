/** The text for an error. The messages of the server are for developers of clients. */
import type { WireError } from "../../shared/contract/errors.ts";
import type { ReasonCode } from "./room/en.ts";
import { words } from "./room/index.ts";

/** The error of a request without a response. It has its own text, unlike an `internal` error that the room sent. */
export const NO_RESPONSE: WireError = { code: "internal", message: "the room did not respond" };

/** A failure with a code and a sentence of the page's own. */
export interface OwnFailure {
  ok: false;
  error: { code: "network_unknown" | "outcome_unknown"; message: string };
}

/** Returns a sentence for the user. For an error code that this page does not know, it is the server's message. */
export const failureText = (error: WireError | OwnFailure["error"]): string =>
  error === NO_RESPONSE
    ? words().noResponse
    : (words().reasons[error.code as ReasonCode] ?? error.message.replace(/[.\s]*$/, "."));
