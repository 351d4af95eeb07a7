/** Finds mentions: `@` and the name of a person in the room. */
import { withoutCode } from "../../../shared/text/code-parts.ts";

/** Matches nothing. */
export const NO_MENTIONS = /(?!)/u;

/** A pattern for the mentions of `names`. A longer name wins over a name that it starts with. */
export function mentionPattern(names: readonly string[]): RegExp {
  const known = names.filter((name) => name !== "").sort((a, b) => b.length - a.length);
  if (known.length === 0) return NO_MENTIONS;
  const either = known.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|");
  return new RegExp(`(?<![\\p{L}\\p{N}])@(?:${either})(?![\\p{L}\\p{N}])`, "giu");
}

/** Splits `text` into mentions and the text between them. */
export function splitMentions(text: string, pattern: RegExp): { text: string; mention: boolean }[] {
  if (pattern === NO_MENTIONS) return text === "" ? [] : [{ text, mention: false }];
  const pieces: { text: string; mention: boolean }[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(new RegExp(pattern, "giu"))) {
    if (index > from) pieces.push({ text: text.slice(from, index), mention: false });
    pieces.push({ text: found, mention: true });
    from = index + found.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), mention: false });
  return pieces;
}

/**
 * Whether `text` mentions `name` outside of code.
 *
 * @param pattern matches all names: `@Ada Lovelace` does not mention Ada if there is an Ada Lovelace
 */
export function mentionsName(text: string, name: string, pattern: RegExp): boolean {
  const wanted = `@${name}`.toLowerCase();
  if (!text.includes("@")) return false;
  return splitMentions(withoutCode(text), pattern).some(
    ({ text, mention }) => mention && text.toLowerCase() === wanted,
  );
}
