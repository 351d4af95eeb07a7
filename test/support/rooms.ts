/** Names and addresses that no other test uses: for rooms, words that a test looks for, and clients. Works in Node and inside workerd. */
import { parseRoomName } from "../../src/shared/room-name.ts";

/** Without vowels and digits: a random word never contains a name, a number or a word that a test looks for. */
const LETTERS = "bcdfghjklmnpqrstvwxz";

/**
 * A random word of ten consonants, e.g. `qzkdrwbnvt`. It is in no other text, so a search finds only what was made of it.
 */
export function uniqueWord(): string {
  return Array.from(
    crypto.getRandomValues(new Uint8Array(10)),
    (byte) => LETTERS[byte % LETTERS.length],
  ).join("");
}

/**
 * The name of a room that no other test, and no earlier run, has entered. It is canonical.
 *
 * @param prefix what the test is about: lower-case letters, digits and hyphens, at most 53 characters
 * @throws if the prefix does not begin a room name
 *
 * @example
 * ```ts
 * const room = uniqueRoom("search"); // "search-qzkdrwbnvt"
 * ```
 */
export function uniqueRoom(prefix = "room"): string {
  const name = `${prefix}-${uniqueWord()}`;
  const parsed = parseRoomName(name);
  if (!parsed.ok || parsed.name !== name) throw new Error(`"${name}" is not the name of a room`);
  return name;
}

/** An address of a network that no other test uses. Its last group is 1. */
export function uniqueAddress(): string {
  const [a = 0, b = 0] = crypto.getRandomValues(new Uint16Array(2));
  // No group is 0, so that the address begins with its network as that is listed.
  return `2001:db8:${(a | 1).toString(16)}:${(b | 1).toString(16)}::1`;
}
