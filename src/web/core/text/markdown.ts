/**
 * Parses the Markdown of a message into plain nodes. It makes no HTML, so none can be injected.
 *
 * Chat messages have emphasis, code, quotes, lists and links. Headings, tables, images, HTML and the rest stay as typed.
 */
import { Lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { ChatTokenizer } from "./chat-tokenizer.ts";
import { displayAddress, hostToShow } from "./links.ts";

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
  /** `numbers` are as typed, such as `3.` or `1)`, one for each item; none in a list without numbers. */
  | { kind: "list"; numbers: readonly string[]; items: Block[][] };

const SAFE_PROTOCOLS = new Set(["http:", "https:", "mailto:"]);

/** A text for each kind of markup. The first of a kind is slow to parse, because its rules are compiled then. */
export const SAMPLES: readonly string[] = ["*", "*a*", "`a`", "https://a.example"];

const NUMBER = /\d+[.)]/;

const ESCAPES = /\\(?=[^\w\s])/g;

/**
 * Parses a message. Never throws: at worst the text is one paragraph.
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

/** Whether backslashes escape markup; otherwise they stay as typed. */
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

function blocksOf(tokens: readonly Token[]): Block[] {
  const blocks: Block[] = [];
  let joined = false;
  let before: Token | undefined;
  for (const token of tokens) {
    const block = blockOf(token);
    const last = blocks.at(-1);
    // A line that would be a heading or HTML ends a paragraph for the parser, but not for the reader.
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

/** @param before the node before it */
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
  // An address does not start within a word.
  if (!raw.startsWith("<") && before?.kind === "text" && /[A-Za-z0-9_]$/.test(before.text))
    return [plain(raw)];
  const link: Inline = { kind: "link", href, children: labelOf(href, [{ type: "text", raw: text, text }]) };
  // People also put brackets around an address: "Ada <ada@example.org>".
  return raw.startsWith("<") ? [plain("<"), link, plain(">")] : [link];
}

/** The label of a link, with the host that it leads to if the label suggests another one. */
function labelOf(href: string, tokens: readonly Token[]): Inline[] {
  const children = inlinesOf(tokens);
  const label = textIn(children);
  if (label.replace(/[\p{Cf}\p{Mn}\p{Z}\s\u3164\u115f\u1160\u2800]/gu, "") === "" || BIDI.test(label))
    return [plain(displayAddress(href))];
  const host = hostToShow(label, href);
  return host === undefined ? children : [...children, plain(` (${host})`)];
}

/** Characters that change the direction of the following text. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;

const textIn = (inlines: readonly Inline[]): string =>
  inlines.map((inline) => ("children" in inline ? textIn(inline.children) : inline.text)).join("");

const isSafe = (href: string): boolean => URL.canParse(href) && SAFE_PROTOCOLS.has(new URL(href).protocol);
