/** Names of rooms: what is allowed, and the canonical spelling. */

/** The longest room name, in Unicode code points. It is part of a room's address, so no variable changes it. */
export const ROOM_NAME_LENGTH = 64;

/** What is wrong with a room name. */
export type RoomNameFault = "empty" | "too_long" | "characters";

/** What is wrong with a room name, as a sentence in English for the developer of a client. */
export type RoomNameProblem = string;

export type RoomNameResult =
  | { ok: true; name: string }
  | { ok: false; fault: RoomNameFault; problem: RoomNameProblem };

/** A longer spelling cannot normalise to 64 characters. */
const MAX_SPELLING_LENGTH = 512;

/** Letters with the marks that belong to them (Hindi or Thai cannot be written without) and decimal digits. */
const SLUG = /^(?:[\p{L}\p{Nd}][\p{Mn}\p{Mc}]{0,4}|-)+$/u;

/** Names that are canonical already, as most are. */
const PLAIN = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Brings a room name to its canonical spelling.
 *
 * A room's name is a lower-case slug: letters and digits of any script, with single hyphens between them, 1 to 64
 * characters. Spellings that look like the same name become the same name: compatibility forms (NFKC), upper
 * case, invisible characters, and any run of spaces, underscores and dashes (one hyphen).
 *
 * @example
 * ```ts
 * parseRoomName("Café  Crème"); // { ok: true, name: "café-crème" }
 * parseRoomName("a/b"); // { ok: false, fault: "characters", problem: "..." }
 * ```
 */
export function parseRoomName(spelling: string): RoomNameResult {
  if (PLAIN.test(spelling) && spelling.length <= ROOM_NAME_LENGTH) return { ok: true, name: spelling };
  if (spelling.length > MAX_SPELLING_LENGTH) return tooLong;
  const name = fold(spelling);
  if (name === "") {
    return { ok: false, fault: "empty", problem: "A room needs a name: at least one letter or digit." };
  }
  if ([...name].length > ROOM_NAME_LENGTH) return tooLong;
  if (!SLUG.test(name)) {
    return {
      ok: false,
      fault: "characters",
      problem: "A room's name is made of letters, digits and hyphens, nothing else.",
    };
  }
  return { ok: true, name };
}

const tooLong: RoomNameResult = {
  ok: false,
  fault: "too_long",
  problem: `A room's name has at most ${ROOM_NAME_LENGTH} characters.`,
};

function fold(spelling: string): string {
  return (
    spelling
      .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
      .normalize("NFKC")
      .toLowerCase()
      // The lower case of the Turkish İ is an i with an invisible second dot.
      .replace(/i\u0307/g, "i")
      .normalize("NFKC")
      .replace(/[\s_\p{Pd}]+/gu, "-")
      .replace(/^-|-$/g, "")
  );
}

/**
 * Reads a room name from one percent-encoded segment of a URL's path, as it stands between the slashes.
 *
 * Malformed percent-encoding, encoded slashes and NULs are bad names.
 */
export function roomNameFromSegment(segment: string): RoomNameResult {
  try {
    return parseRoomName(decodeURIComponent(segment));
  } catch {
    return {
      ok: false,
      fault: "characters",
      problem: "The room's name in this address is not valid percent-encoding.",
    };
  }
}

/** Reads the room name from the path of a room's page, as `location.pathname` gives it. */
export function roomNameFromPath(pathname: string): RoomNameResult {
  return roomNameFromSegment(pathname.match(/^\/rooms\/([^/]*)\/?$/)?.[1] ?? "");
}

/** The path of a room's page. `name` is canonical. */
export function roomPath(name: string): string {
  return `/rooms/${encodeURIComponent(name)}`;
}

/** The Socket.IO path of a room. `name` is canonical. */
export function socketPath(name: string): string {
  return `${roomPath(name)}/socket.io/`;
}
