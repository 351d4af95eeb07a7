/** Shortcodes: the names of emoji between colons. */
import { CODE_SOURCE } from "../../../shared/text/code-parts.ts";

/** One or more shortcodes in a row, not within a word or a time: `a:b:c`, `10:30:00`, `std::size:`. */
const SHORTCODES = /(?<![\w:\\])(?:(?::[a-z0-9_+-]+:)+)(?![\w:])/iu;

/** Web addresses, alone or in a link. They stay as typed, and so does code. */
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/\S+|\bwww\.\S+|\]\([^)\n]*\)/;

const PATTERN = new RegExp(
  [CODE_SOURCE, ADDRESS.source, `(?<shortcodes>${SHORTCODES.source})`].join("|"),
  "gimu",
);

/** Whether {@link withEmoji} could change the text. */
export const mayHaveShortcodes = (text: string): boolean => SHORTCODES.test(text);

/**
 * Replaces the known shortcodes of a text by emoji.
 *
 * @param emojiCalled returns the emoji of a shortcode, if there is one
 * @example withEmoji("To the moon :rocket: `:rocket:`", emojiCalled) // "To the moon 🚀 `:rocket:`"
 */
export const withEmoji = (text: string, emojiCalled: (name: string) => string | undefined): string =>
  text.replace(PATTERN, (found, ...rest: unknown[]) => {
    const { shortcodes } = rest.at(-1) as { shortcodes?: string };
    if (shortcodes === undefined) return found;
    return found.replace(/:([^:]+):/g, (whole, name: string) => emojiCalled(name) ?? whole);
  });
