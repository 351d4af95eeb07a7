/** Distinguishes plain texts from those that may have Markdown in them. */

/**
 * Characters and line starts that the parser of markdown.ts handles. A plain text that matches is parsed without need; a
 * text with markup must always match.
 */
const MARKUP = new RegExp(
  [
    /[\\`*_~[<]/, // escapes, code, emphasis, links
    /:\/\/|www\.|\S@\S/, // addresses that become links
    /^[^\S\n]*(?:>|[-+]|\d+[.)])/, // quotes and lists
    /\n\s*\n|[^\S\n]\n|\n[^\S\n]/, // paragraphs, and spaces around their lines
  ]
    .map(({ source }) => source)
    .join("|"),
  "im",
);

/** False only if `parseMarkdown(text)` is one paragraph with exactly `text` in it. */
export const mayHaveMarkup = (text: string): boolean => MARKUP.test(text);
