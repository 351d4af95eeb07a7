/** Why something did not work, for the person it happened to: the room's own messages are for those who write clients. */
import type { ErrorCode, WireError } from "../../protocol/errors.ts";

const REASONS: Record<ErrorCode, string> = {
  invalid: "the room cannot take it like this",
  too_large: "it is too long",
  unauthorized: "the room does not know you any more; reload the page",
  forbidden: "you may not do this here",
  not_found: "it is not there any more",
  rate_limited: "that was a little fast",
  muted: "you are muted in this room",
  locked: "this room is locked",
  banned: "this room is closed to you",
  room_full: "this room is full",
  stale: "the room has moved on too far",
  unknown_event: "the room does not know how; reload the page",
  internal: "the room had a problem",
};

/** Half a sentence, to stand after a colon. A code this page does not know is explained in the room's own words. */
export const reasonOf = ({ code, message }: WireError): string => REASONS[code] ?? message;
