/** Finds code in a text without the Markdown parser, which may not have loaded yet. */

/** A fenced block, also in quotes and lists, up to its end or the end of the text; text between equal runs of backticks. */
const CODE = [
  /^[^\S\n]*(?:(?:>|[-+*]|\d+[.)])[^\S\n]*)*(?<fence>`{3,}|~{3,})[^`\n]*$(?:\n(?:.*\n)*?[\s>]*\k<fence>[`~]*[^\S\n]*$|[\s\S]*)/,
  /(?<!`)(?<run>`+)(?!`)[\s\S]*?(?<!`)\k<run>(?!`)/,
];

/** The source of a pattern with the flags `m` and `u`. */
export const CODE_SOURCE = CODE.map(({ source }) => source).join("|");

const ALL_CODE = new RegExp(CODE_SOURCE, "gmu");

/** Replaces the code in a text by spaces. */
export const withoutCode = (text: string): string => (/[`~]/.test(text) ? text.replace(ALL_CODE, " ") : text);
