/** Emoji written as their names between colons. */
import { CODE_SOURCE } from "../text/code-parts.ts";

/** Names between colons, several in a row too. Not within a word or a time of day: `a:b:c`, `10:30:00`, `std::size:`. */
const SHORTCODES = /(?<![\w:\\])(?:(?::[a-z0-9_+-]+:)+)(?![\w:])/iu;

/** Addresses, alone or behind a link's words: they are left as they were typed, and so is code. */
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/\S+|\bwww\.\S+|\]\([^)\n]*\)/;

const PATTERN = new RegExp(
  [CODE_SOURCE, ADDRESS.source, `(?<shortcodes>${SHORTCODES.source})`].join("|"),
  "gimu",
);

/** False where {@link withEmoji} has nothing to do. */
export const mayHaveShortcodes = (text: string): boolean => SHORTCODES.test(text);

/**
 * A text with emoji in place of the names that are known.
 *
 * @param emojiCalled the emoji of a name, if there is one
 * @example withEmoji("To the moon :rocket: `:rocket:`", emojiCalled) // "To the moon 🚀 `:rocket:`"
 */
export const withEmoji = (text: string, emojiCalled: (name: string) => string | undefined): string =>
  text.replace(PATTERN, (found, ...rest: unknown[]) => {
    const { shortcodes } = rest.at(-1) as { shortcodes?: string };
    if (shortcodes === undefined) return found;
    return found.replace(/:([^:]+):/g, (whole, name: string) => emojiCalled(name) ?? whole);
  });
