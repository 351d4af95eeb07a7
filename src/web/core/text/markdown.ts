/**
 * Reads a message's Markdown into plain nodes: no HTML is ever made, so none can be smuggled in.
 *
 * It is the Markdown of chats: emphasis, code, quotes, lists and links. Headings, tables, images, HTML and what else
 * has no place in a line of conversation stay the characters that were typed.
 */
import { Lexer, type MarkedToken, type Token, Tokenizer, type Tokens } from "marked";
import { addressAt, displayAddress, hostToShow } from "./links.ts";

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
  /** `numbers` are as they were typed, such as `3.` or `1)`: one for each item, none where it has no numbers. */
  | { kind: "list"; numbers: readonly string[]; items: Block[][] };

/** How deep quotes, lists and emphasis may lie in each other; what lies deeper stays as it was typed. */
const MAX_DEPTH = 6;
const SAFE_PROTOCOLS = new Set(["http:", "https:", "mailto:"]);

/** A text for each kind of markup: the first of a kind takes longest to parse, because its rules are compiled then. */
export const SAMPLES: readonly string[] = ["*", "*a*", "`a`", "https://a.example"];

/** What stands below a quote or a list without its mark is what its author says next, and no part of it. */
const QUOTED_LINES = /^(?: {0,3}>(?![:;=_.<(\d-])[^\n]*(?:\n|$))(?: {0,3}>[^\n]*(?:\n|$))*/;
/** Lines with a mark, indented ones, and empty ones between them. A mark with nothing behind it lists nothing. */
const LISTED_LINES =
  /^ {0,3}(?:[-+*]|\d{1,3}[.)])[^\S\n]+\S[^\n]*(?:\n(?:[^\S\n]*\n)*(?:[^\S\n]*(?:[-+*]|\d{1,9}[.)])(?=\s|$)|[^\S\n]+\S)[^\n]*)*/;

const NUMBER = /\d+[.)]/;

/** One mark and a number are no list: "- 5". */
const SIGNED_NUMBER = /^ {0,3}[-+*][^\S\n]+[\d.,:/]+[^\S\n]*\p{Sc}?%?[^\S\n]*$/u;

/** What stands in front of a mark that is meant as none: in formulas, paths, comments and faces. */
const NO_OPENING = /[\w\\/^¯<>=+]$/;
/** What such a mark begins: `*.txt`, `^_^`, `-_-`. */
const NO_EMPHASIS = /^[*_]+[.^<>=;,/\\-]/;
/** A name with underscores around it, as programs have them. */
const DUNDER = /^__\w+__/;

/** A letter in front of a backtick makes it an apostrophe, or what it is in the word: `don`t`. CJK has no spaces. */
const IN_WORD = /[\w\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]$/u;
/** Code in a line: what stands between the marks begins and ends next to them, or else they are keys or quotes in prose. */
const CODE = /^(?:`(?!`)(?!\s)|``+)/;

/** The first line of a block of code, where it names a language; all else is code. */
const LANGUAGE = /^[\w+#.-]*$/;

/** A word with a backslash in it that is a path, and no escape. */
const PATH = /^(?:["'(]?[A-Za-z]:\\|["'(]?\\\\\w|\.{1,2}\\|~\\|%\w+%\\|["'(]?\w[\w.-]*\\_?[A-Za-z0-9])/;
const ESCAPES = /\\(?=[^\w\s])/g;

/**
 * Parses a message. Never throws, whatever is written: at worst the text is one paragraph.
 *
 * @example
 * parseMarkdown("**no**"); // [{ kind: "paragraph", children: [{ kind: "bold", children: [{ kind: "text", text: "no" }] }] }]
 */
export function parseMarkdown(text: string): Block[] {
  try {
    return blocksOf(tokensOf(text, !meansEscapes(text)));
  } catch {
    return [{ kind: "paragraph", children: [{ kind: "text", text }] }];
  }
}

const tokensOf = (text: string, keepsEscapes: boolean): Token[] =>
  new Lexer({ gfm: true, tokenizer: new ChatTokenizer(text, keepsEscapes) }).lex(text);

/** Whether backslashes keep marks from being markup: otherwise they are what somebody typed, and stay. */
function meansEscapes(text: string): boolean {
  if (!/\\[^\w\s]/.test(text)) return false;
  return countMarkup(tokensOf(text.replace(ESCAPES, ""), true)) > countMarkup(tokensOf(text, true));
}

function countMarkup(tokens: readonly Token[]): number {
  let count = 0;
  for (const token of tokens) {
    if (MARKUP.has(token.type) || (token.type === "link" && token.raw.startsWith("["))) count += 1;
    const { tokens: inner = [], items = [] } = token as { tokens?: Token[]; items?: Tokens.ListItem[] };
    count += countMarkup(inner) + countMarkup(items);
  }
  return count;
}

const MARKUP = new Set(["strong", "em", "del", "codespan", "code", "list", "blockquote"]);

/** Leaves out what a chat has no use for, and does not follow what nests deeper than anybody means. */
class ChatTokenizer extends Tokenizer {
  #depth = 0;
  #previous = "";
  readonly #paths: ReadonlySet<string>;

  /** @param keepsEscapes whether backslashes stay what was typed */
  constructor(
    text: string,
    private readonly keepsEscapes: boolean,
  ) {
    super();
    this.#paths = new Set(text.includes("\\") ? text.split(/\s+/).filter((word) => PATH.test(word)) : []);
  }

  override escape(src: string) {
    const token = super.escape(src);
    if (token === undefined) return undefined;
    const [rest = ""] = /^\S*/.exec(src) ?? [];
    const isPath = [...this.#paths].some((path) => path.endsWith(rest));
    return this.keepsEscapes || isPath ? { ...token, text: token.raw } : token;
  }
  override br(): undefined {}
  override blockquote(src: string) {
    const quoted = QUOTED_LINES.exec(src)?.[0];
    return quoted === undefined ? undefined : this.#within(() => super.blockquote(quoted));
  }
  override list(src: string) {
    const listed = LISTED_LINES.exec(src)?.[0];
    return listed === undefined || SIGNED_NUMBER.test(listed)
      ? undefined
      : this.#within(() => super.list(listed));
  }
  override emStrong(src: string, masked: string, previous?: string) {
    // It is asked in front of everything that stands in a line, code too, which is not told of this.
    this.#previous = previous ?? "";
    const [marks] = /^[*_]+/.exec(src) ?? [];
    if (marks === undefined) return undefined;
    if (NO_OPENING.test(previous ?? "") || NO_EMPHASIS.test(src) || DUNDER.test(src)) {
      const [raw = marks] = DUNDER.exec(src) ?? [];
      return { type: "text", raw, text: raw, escaped: false } as unknown as Tokens.Em;
    }
    return this.#within(() => super.emStrong(src, masked, previous));
  }
  override del(src: string, masked: string, previous?: string) {
    // A single tilde is "about", or "to".
    return src.startsWith("~~") ? this.#within(() => super.del(src, masked, previous)) : undefined;
  }
  override codespan(src: string) {
    const token = CODE.test(src) && !IN_WORD.test(this.#previous) ? super.codespan(src) : undefined;
    if (token === undefined) return undefined;
    const [marks = ""] = /^`+/.exec(token.raw) ?? [];
    const inside = token.raw.slice(marks.length, -marks.length);
    if (inside.trim() === "") return undefined;
    if (marks.length === 1) return /\s$/.test(inside) ? undefined : { ...token, text: inside };
    // Two marks and more keep a space to either side, so that a backtick may stand there.
    return { ...token, text: inside.replace(/^ (.*[^ ].*) $/s, "$1") };
  }
  override fences(src: string) {
    const token = super.fences(src);
    if (token === undefined || token.text === "") return undefined;
    const [, mark = "", first = ""] = /^ {0,3}(`+|~+)([^\n]*)/.exec(token.raw) ?? [];
    const isClosed = token.raw.trimEnd().endsWith(`\n${mark}`);
    const text = isClosed || !token.text.endsWith(mark) ? token.text : token.text.slice(0, -mark.length);
    return LANGUAGE.test(first.trim())
      ? { ...token, text }
      : { ...token, lang: "", text: `${first}\n${text}` };
  }
  override link(src: string) {
    if (src.startsWith("!")) return undefined;
    const link = this.#within(() => super.link(src));
    // A title would not be seen.
    return link?.title ? undefined : link;
  }
  override url(src: string) {
    const address = addressAt(src);
    if (address === undefined) return /^(?:https?:|ftp:|www\.)/i.test(src) ? undefined : super.url(src);
    const text = { type: "text" as const, raw: address.text, text: address.text, escaped: false };
    return {
      type: "link" as const,
      raw: address.text,
      text: address.text,
      href: address.href,
      autolink: true,
      tokens: [text],
    } as unknown as Tokens.Link;
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
    if (this.#depth >= MAX_DEPTH) return undefined;
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
      const numbers = known.ordered ? known.items.map(({ raw }) => NUMBER.exec(raw)?.[0] ?? "") : [];
      return { kind: "list", numbers, items: known.items.map((item) => blocksOf(item.tokens)) };
    }
    default:
      return { kind: "paragraph", children: inlinesOf(("tokens" in token && token.tokens) || [token]) };
  }
}

function inlinesOf(tokens: readonly Token[]): Inline[] {
  const inlines: Inline[] = [];
  for (const token of tokens) {
    for (const inline of inlineOf(token, inlines.at(-1))) {
      const last = inlines.at(-1);
      if (inline.kind === "text" && last?.kind === "text") last.text += inline.text;
      else inlines.push(inline);
    }
  }
  return inlines;
}

const plain = (text: string): Inline => ({ kind: "text", text });

/** @param before what stands in front of it */
function inlineOf(token: Token, before: Inline | undefined): Inline[] {
  const known = token as MarkedToken;
  switch (known.type) {
    case "strong":
      return [{ kind: "bold", children: inlinesOf(known.tokens) }];
    case "em":
      return [{ kind: "italic", children: inlinesOf(known.tokens) }];
    case "del":
      return [{ kind: "strike", children: inlinesOf(known.tokens) }];
    case "link":
      return linkOf(known, before);
    case "codespan":
      return [{ kind: "code", text: known.text }];
    case "checkbox":
      return [plain(known.checked ? "☑ " : "☐ ")];
    case "br":
      return [plain("\n")];
    case "escape":
      return [plain(known.text)];
    default:
      return [plain(token.raw)];
  }
}

function linkOf(token: Tokens.Link, before: Inline | undefined): Inline[] {
  const { href, raw, text, tokens } = token;
  if (!isSafe(href)) return [plain(raw)];
  if (raw.startsWith("[")) return [{ kind: "link", href, children: labelOf(href, tokens) }];
  // No address begins within a word.
  if (!raw.startsWith("<") && before?.kind === "text" && /[A-Za-z0-9_]$/.test(before.text))
    return [plain(raw)];
  const link: Inline = { kind: "link", href, children: labelOf(href, [{ type: "text", raw: text, text }]) };
  // Brackets around an address are how people write it, too: "Ada <ada@example.org>".
  return raw.startsWith("<") ? [plain("<"), link, plain(">")] : [link];
}

/** What a link says; with where it leads, where that is not what it seems. */
function labelOf(href: string, tokens: readonly Token[]): Inline[] {
  const children = inlinesOf(tokens);
  const said = textIn(children);
  if (said.replace(/[\p{Cf}\p{Mn}\p{Z}\s\u3164\u115f\u1160\u2800]/gu, "") === "" || BIDI.test(said))
    return [plain(displayAddress(href))];
  const host = hostToShow(said, href);
  return host === undefined ? children : [...children, plain(` (${host})`)];
}

/** Characters that turn the direction of what follows. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;

const textIn = (inlines: readonly Inline[]): string =>
  inlines.map((inline) => ("children" in inline ? textIn(inline.children) : inline.text)).join("");

const isSafe = (href: string): boolean => URL.canParse(href) && SAFE_PROTOCOLS.has(new URL(href).protocol);
