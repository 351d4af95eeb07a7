/**
 * Recovery codes as people write them down: the person and a secret in groups of four letters and digits, such as
 * `7k2m-9qh4-...`. Base 32 without letters that look like digits (Crockford).
 */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** The id of a person: 96 bits. */
const PERSON_BYTES = 12;

/** 80 bits. */
const SECRET_BYTES = 10;

/** A code in characters, without hyphens. */
const LENGTH = Math.ceil(((PERSON_BYTES + SECRET_BYTES) * 8) / 5);

/** Spaces, dashes that a program puts for hyphens, and characters without width. */
const SEPARATORS = /[\s\p{Pd}\p{Cf}\u2212]+/gu;

/** The secret part of a code: base64url. */
export const newRecoverySecret = (): string =>
  toBase64url(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));

/** @param person the id of a person @param secret see {@link newRecoverySecret} */
export function formatRecoveryCode(person: string, secret: string): string {
  const bytes = [...fromBase64url(person), ...fromBase64url(secret)];
  let bits = bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  bits = bits.padEnd(LENGTH * 5, "0");
  const digits = Array.from(
    { length: LENGTH },
    (_, at) => ALPHABET[Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2)],
  );
  return digits.join("").replace(/(.{4})(?=.)/g, "$1-");
}

/**
 * Reads a code, however it is typed or pasted: in capitals, without hyphens or with other dashes, with `o` for `0` and `i` or `l` for `1`.
 *
 * @returns undefined for text that is no code
 */
export function parseRecoveryCode(text: string): { person: string; secret: string } | undefined {
  const digits = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(SEPARATORS, "")
    .replaceAll("o", "0")
    .replace(/[il]/g, "1");
  if (digits.length !== LENGTH) return undefined;
  const values = Array.from(digits, (digit) => ALPHABET.indexOf(digit));
  if (values.includes(-1)) return undefined;
  const bits = values.map((value) => value.toString(2).padStart(5, "0")).join("");
  // The last character has bits that are not used: with others than these it is a typing error.
  if (/1/.test(bits.slice((PERSON_BYTES + SECRET_BYTES) * 8))) return undefined;
  const bytes = Uint8Array.from({ length: PERSON_BYTES + SECRET_BYTES }, (_, at) =>
    Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2),
  );
  return {
    person: toBase64url(bytes.subarray(0, PERSON_BYTES)),
    secret: toBase64url(bytes.subarray(PERSON_BYTES)),
  };
}

const toBase64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const fromBase64url = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
