/** Tells texts that are their words and nothing else from those that Markdown may make something of. */

/**
 * Characters and beginnings of lines that the parser of markdown.ts acts on. It may be wrong on the side of markup: that
 * costs a look at the text. It must never be wrong on the other.
 */
const MARKUP = new RegExp(
  [
    /[\\`*_~[<]/, // escapes, code, emphasis, links
    /:\/\/|www\.|\S@\S/, // addresses that are links by themselves
    /^[^\S\n]*(?:>|[-+]|\d+[.)])/, // quotes and lists
    /\n\s*\n|[^\S\n]\n|\n[^\S\n]/, // paragraphs, and the spaces around the lines of one
  ]
    .map(({ source }) => source)
    .join("|"),
  "im",
);

/** False only where `parseMarkdown(text)` is one paragraph with `text` in it, letter by letter. */
export const mayHaveMarkup = (text: string): boolean => MARKUP.test(text);
