/** Why something did not work, for the person it happened to: the room's own messages are for those who write clients. */
import type { WireError } from "../../protocol/errors.ts";
import { words } from "../words/room/index.ts";

/** Half a sentence, to stand after a colon. A code this page does not know is explained in the room's own words. */
export const reasonOf = ({ code, message }: WireError): string => words().reasons[code] ?? message;
