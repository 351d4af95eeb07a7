/**
 * Reads a message's Markdown into plain nodes: no HTML is ever made, so none can be smuggled in.
 *
 * It is the Markdown of chats: emphasis, code, quotes, lists and links. Headings, tables, images, HTML and what else
 * has no place in a line of conversation stay the characters that were typed.
 */
import { Lexer, type MarkedToken, type Token, Tokenizer } from "marked";

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "bold" | "italic" | "strike"; children: Inline[] }
  /** `href` is always http, https or mailto. */
  | { kind: "link"; href: string; children: Inline[] };

export type Block =
  | { kind: "paragraph"; children: Inline[] }
  | { kind: "code"; language: string; text: string }
  | { kind: "quote"; children: Block[] }
  | { kind: "list"; start: number | undefined; items: Block[][] };

/** How deep quotes, lists and emphasis may lie in each other; what lies deeper stays as it was typed. */
const DEEPEST = 6;
const FOLLOWED = new Set(["http:", "https:", "mailto:"]);

/** What stands below a quote or a list without its mark is what its author says next, and no part of it. */
const QUOTED_LINES = /^(?: {0,3}>[^\n]*(?:\n|$))+/;
/** Lines with a mark, indented ones, and empty ones between them. A mark with nothing behind it lists nothing. */
const LISTED_LINES =
  /^ {0,3}(?:[-+*]|\d{1,3}[.)])[^\S\n]+\S[^\n]*(?:\n(?:[^\S\n]*\n)*(?:[^\S\n]*(?:[-+*]|\d{1,9}[.)])(?=\s|$)|[^\S\n]+\S)[^\n]*)*/;

/** What ends a sentence behind an address in scripts whose full stops and commas the parser does not know. */
const FOREIGN_END = /[؟،؛۔…»”’。、，；：！？）」]+$/u;

/**
 * Parses a message. Never throws, whatever is written: at worst the text is one paragraph.
 *
 * @example
 * parseMarkdown("**no**"); // [{ kind: "paragraph", children: [{ kind: "bold", children: [{ kind: "text", text: "no" }] }] }]
 */
export function parseMarkdown(text: string): Block[] {
  try {
    const tokens = new Lexer({ gfm: true, tokenizer: new ChatTokenizer() }).lex(text);
    return blocksOf(tokens);
  } catch {
    return [{ kind: "paragraph", children: [{ kind: "text", text }] }];
  }
}

/** Leaves out what a chat has no use for, and does not follow what nests deeper than anybody means. */
class ChatTokenizer extends Tokenizer {
  #depth = 0;

  override blockquote(src: string) {
    const quoted = QUOTED_LINES.exec(src)?.[0];
    return quoted === undefined ? undefined : this.#within(() => super.blockquote(quoted));
  }
  override list(src: string) {
    const listed = LISTED_LINES.exec(src)?.[0];
    return listed === undefined ? undefined : this.#within(() => super.list(listed));
  }
  override emStrong(src: string, masked: string, previous?: string) {
    return this.#within(() => super.emStrong(src, masked, previous));
  }
  override del(src: string, masked: string, previous?: string) {
    return this.#within(() => super.del(src, masked, previous));
  }
  override link(src: string) {
    return src.startsWith("!") ? undefined : this.#within(() => super.link(src));
  }
  override url(src: string) {
    const token = super.url(src);
    const end = token === undefined ? null : FOREIGN_END.exec(token.raw);
    return end === null ? token : super.url(src.slice(0, end.index));
  }
  override code(): undefined {}
  override heading(): undefined {}
  override lheading(): undefined {}
  override hr(): undefined {}
  override html(): undefined {}
  override tag(): undefined {}
  override def(): undefined {}
  override table(): undefined {}
  override reflink(): undefined {}

  #within<Result>(parse: () => Result | undefined): Result | undefined {
    if (this.#depth >= DEEPEST) return undefined;
    this.#depth += 1;
    try {
      return parse();
    } finally {
      this.#depth -= 1;
    }
  }
}

function blocksOf(tokens: readonly Token[]): Block[] {
  const blocks: Block[] = [];
  let joined = false;
  let before: Token | undefined;
  for (const token of tokens) {
    const block = blockOf(token);
    const last = blocks.at(-1);
    // A line that would be a heading or HTML elsewhere ends a paragraph for the parser, but not for the reader.
    if (joined && block?.kind === "paragraph" && last?.kind === "paragraph") {
      if (before?.type !== "checkbox") last.children.push({ kind: "text", text: "\n" });
      last.children.push(...block.children);
    } else if (block !== undefined) blocks.push(block);
    joined = token.type !== "space";
    before = token;
  }
  return blocks;
}

function blockOf(token: Token): Block | undefined {
  const known = token as MarkedToken;
  switch (known.type) {
    case "space":
      return undefined;
    case "code":
      return { kind: "code", language: known.lang ?? "", text: known.text };
    case "blockquote":
      return { kind: "quote", children: blocksOf(known.tokens) };
    case "list": {
      const start = known.ordered ? Number(known.start) : undefined;
      return { kind: "list", start, items: known.items.map((item) => blocksOf(item.tokens)) };
    }
    default:
      return { kind: "paragraph", children: inlinesOf(("tokens" in token && token.tokens) || [token]) };
  }
}

function inlinesOf(tokens: readonly Token[]): Inline[] {
  const inlines: Inline[] = [];
  for (const token of tokens) {
    const inline = inlineOf(token);
    const last = inlines.at(-1);
    if (inline.kind === "text" && last?.kind === "text") last.text += inline.text;
    else inlines.push(inline);
  }
  return inlines;
}

function inlineOf(token: Token): Inline {
  const known = token as MarkedToken;
  switch (known.type) {
    case "strong":
      return { kind: "bold", children: inlinesOf(known.tokens) };
    case "em":
      return { kind: "italic", children: inlinesOf(known.tokens) };
    case "del":
      return { kind: "strike", children: inlinesOf(known.tokens) };
    case "link":
      if (!isSafe(known.href)) return { kind: "text", text: known.raw };
      return { kind: "link", href: known.href, children: inlinesOf(known.tokens) };
    case "codespan":
      return { kind: "code", text: known.text };
    case "checkbox":
      return { kind: "text", text: known.checked ? "☑ " : "☐ " };
    case "br":
      return { kind: "text", text: "\n" };
    case "escape":
    case "text":
      return { kind: "text", text: known.text };
    default:
      return { kind: "text", text: token.raw };
  }
}

const isSafe = (href: string): boolean => URL.canParse(href) && FOLLOWED.has(new URL(href).protocol);
