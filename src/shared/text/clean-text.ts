/** Cleans texts and names before they are stored: removes what is invisible or broken. */

/** Control characters but tab and newline. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it finds control characters.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Characters that change the direction of text: a name must not reorder the text around it. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Invisible characters, except joiners and variation selectors. */
const INVISIBLE = /(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}/gu;

/** Characters without visible marks. U+2800 is a Braille cell without dots. */
const BLANK = /[\s\u2800\p{Default_Ignorable_Code_Point}]/gu;

/** More than four marks on one letter: no script needs them, and they cover the lines around them. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * A message's text as it is stored.
 *
 * Lone surrogates become U+FFFD, line ends become `\n`; control characters but tab and newline are removed, and so is white
 * space around the text. Direction marks stay: texts in two scripts need them. Empty if nothing visible is left.
 */
export function cleanText(text: string): string {
  const clean = text.toWellFormed().replace(/\r\n?/g, "\n").replace(CONTROLS, "").trim();
  return clean.replace(BLANK, "") === "" ? "" : clean;
}

/**
 * A person's name as it is shown.
 *
 * One line in NFC, with single spaces, without control, direction and invisible characters or lone surrogates. Empty if
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
    // Removed characters may have separated a letter and its mark, or two spaces.
    .normalize("NFC")
    .replace(/ +/g, " ")
    .trim();
  return clean.replace(BLANK, "") === "" ? "" : clean;
}

/**
 * Exactly one emoji that Unicode recommends for interchange (RGI). Created on first use: that takes a slow phone a tenth of a
 * second.
 */
let oneEmoji: RegExp | undefined;

/** More code units than any emoji has. */
const EMOJI_LENGTH = 32;

/**
 * An emoji as it is stored: with a variation selector if it needs one.
 *
 * Empty if it is not exactly one emoji.
 */
export function cleanEmoji(emoji: string): string {
  if (emoji.length > EMOJI_LENGTH) return "";
  oneEmoji ??= /^\p{RGI_Emoji}$/v;
  const pattern = oneEmoji;
  return [emoji, `${emoji}\ufe0f`].find((spelling) => pattern.test(spelling)) ?? "";
}
