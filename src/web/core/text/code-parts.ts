/** Finds the code in a text, as far as that can be told without the Markdown parser, which may not be loaded yet. */

/** A fence, behind the marks of quotes and lists too, up to its end or that of the text; what stands between equal runs of backticks. */
const CODE = [
  /^[^\S\n]*(?:(?:>|[-+*]|\d+[.)])[^\S\n]*)*(?<fence>`{3,}|~{3,})[^`\n]*$(?:\n(?:.*\n)*?[\s>]*\k<fence>[`~]*[^\S\n]*$|[\s\S]*)/,
  /(?<!`)(?<run>`+)(?!`)[\s\S]*?(?<!`)\k<run>(?!`)/,
];

/** The source of a pattern, to be used with the flags `m` and `u`. */
export const CODE_SOURCE = CODE.map(({ source }) => source).join("|");

const ALL_CODE = new RegExp(CODE_SOURCE, "gmu");

/** A text with a space in place of its code. */
export const withoutCode = (text: string): string => (/[`~]/.test(text) ? text.replace(ALL_CODE, " ") : text);
