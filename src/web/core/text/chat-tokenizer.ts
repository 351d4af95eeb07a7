/** The tokenizer of the Markdown parser, limited to the markup of chat messages. */
import { Tokenizer, type Tokens } from "marked";
import { addressAt } from "./links.ts";

/** How deep quotes, lists and emphasis may be nested; what is deeper stays as typed. */
const MAX_DEPTH = 6;

/** A line below a quote or a list without its marker is not a part of it. */
const QUOTED_LINES = /^(?: {0,3}>(?![:;=_.<(\d-])[^\n]*(?:\n|$))(?: {0,3}>[^\n]*(?:\n|$))*/;
/** Lines with a marker, indented lines, and empty lines between them. A marker alone is no list. */
const LISTED_LINES =
  /^ {0,3}(?:[-+*]|\d{1,3}[.)])[^\S\n]+\S[^\n]*(?:\n(?:[^\S\n]*\n)*(?:[^\S\n]*(?:[-+*]|\d{1,9}[.)])(?=\s|$)|[^\S\n]+\S)[^\n]*)*/;

/** A single marker and a number are no list: "- 5". */
const SIGNED_NUMBER = /^ {0,3}[-+*][^\S\n]+[\d.,:/]+[^\S\n]*\p{Sc}?%?[^\S\n]*$/u;

/** Before a marker that is no markup: in formulas, paths, comments and emoticons. */
const NO_OPENING = /[\w\\/^¯<>=+]$/;
/** After such a marker: `*.txt`, `^_^`, `-_-`. */
const NO_EMPHASIS = /^[*_]+[.^<>=;,/\\-]/;
/** A name with underscores around it, as in programs. */
const DUNDER = /^__\w+__/;

/** A backtick after a letter is an apostrophe or a part of the word: `don`t`. CJK has no spaces. */
const IN_WORD = /[\w\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]$/u;
/** Inline code starts and ends next to its backticks; others are keys or quotes in prose. */
const CODE = /^(?:`(?!`)(?!\s)|``+)/;

/** The first line of a code block if it names a language; otherwise it is code. */
const LANGUAGE = /^[\w+#.-]*$/;

/** A word with a backslash that is a path, and no escape. */
const PATH = /^(?:["'(]?[A-Za-z]:\\|["'(]?\\\\\w|\.{1,2}\\|~\\|%\w+%\\|["'(]?\w[\w.-]*\\_?[A-Za-z0-9])/;

/** Leaves out what a chat does not need, and limits the depth of nesting. */
export class ChatTokenizer extends Tokenizer {
  #depth = 0;
  #previous = "";
  readonly #paths: ReadonlySet<string>;

  /** @param keepsEscapes whether backslashes stay as typed */
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
    // Called before every inline token; `codespan` needs what comes before it, and does not get it.
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
    // Two backticks or more may have a space inside, so that the code can start or end with a backtick.
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
    // A title would not be visible.
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
