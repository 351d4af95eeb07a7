/** How words are cleaned before they are stored: what is invisible or broken goes, what a person wrote stays. */

/** Control characters that mean nothing in a text: all but tab and newline. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what it is for.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Characters that turn the direction of what stands around them: a name must not reorder its neighbours. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Invisible characters, but for those that join emoji and letters or choose their form. */
const INVISIBLE = /(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}/gu;

/** Whatever leaves no mark on the screen. U+2800 is a Braille cell without dots. */
const BLANK = /[\s\u2800\p{Default_Ignorable_Code_Point}]/gu;

/** More marks than four on one letter: no script needs them, and they climb over the lines around them. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * A message's text as it is stored.
 *
 * Lone surrogates become U+FFFD, line ends become `\n`, control characters but tab and newline go, and so do spaces and empty
 * lines around it. Direction marks stay: texts in two scripts need them. Empty when nothing visible is left.
 */
export function cleanText(text: string): string {
  const clean = text.toWellFormed().replace(/\r\n?/g, "\n").replace(CONTROLS, "").trim();
  return clean.replace(BLANK, "") === "" ? "" : clean;
}

/**
 * A person's name as it is shown.
 *
 * One line in NFC, single spaces, without control, direction and invisible characters or lone surrogates. Empty when
 * nothing visible is left.
 */
export function cleanName(name: string): string {
  const clean = name
    .replace(/\p{Surrogate}/gu, "")
    .normalize("NFC")
    .replace(/\s+/g, " ")
    .replace(CONTROLS, "")
    .replace(BIDI_CONTROLS, "")
    .replace(INVISIBLE, "")
    .replace(PILED_MARKS, "$1")
    // What stood between a letter and its mark may be gone, and what stood between two spaces.
    .normalize("NFC")
    .replace(/ +/g, " ")
    .trim();
  return clean.replace(BLANK, "") === "" ? "" : clean;
}

/**
 * Exactly one emoji that Unicode recommends for interchange: no letters, no two in a row, no marks piled on top. Made when
 * it is first needed: it takes a slow phone a tenth of a second.
 */
let oneEmoji: RegExp | undefined;

/** More code units than any emoji has. */
const EMOJI_LENGTH = 32;

/**
 * An emoji as it is stored: with the selector that asks for its colourful form, where it needs one.
 *
 * Empty when it is not exactly one emoji.
 */
export function cleanEmoji(emoji: string): string {
  if (emoji.length > EMOJI_LENGTH) return "";
  oneEmoji ??= /^\p{RGI_Emoji}$/v;
  const pattern = oneEmoji;
  return [emoji, `${emoji}\ufe0f`].find((spelling) => pattern.test(spelling)) ?? "";
}
