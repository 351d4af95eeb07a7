/** The texts that are sent: 64 bytes, found again in a stream of bytes by their marker, however they are framed. */

/** Occurs once in every text, and nowhere else in what a contender sends. */
export const MARKER = "=~=";

const ID_LENGTH = 6;
const TEXT_BYTES = 64;
const FILLER = " is what someone in this room has just said to all the others";

/** The text of message `id`. */
export const textOf = (id: number): string =>
  `${MARKER}${id.toString(36).padStart(ID_LENGTH, "0")}${FILLER}`.slice(0, TEXT_BYTES);

/** The id of the message whose marker begins at `at`. */
export const idAt = (bytes: Buffer, at: number): number =>
  Number.parseInt(bytes.toString("latin1", at + MARKER.length, at + MARKER.length + ID_LENGTH), 36);
