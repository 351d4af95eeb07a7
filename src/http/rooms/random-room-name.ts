/** Names for rooms that nobody is to find by chance. */

/** 32 characters: no letter that looks like a digit, and no u, which makes the most words that one would not say. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** 5 bits a character: 130 in all. */
const LENGTH = 26;

/** A room name that nobody guesses, such as `7k2m9qh4tbw0x5r8c3ev6nda1z`. */
export function unguessableRoomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  return Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
