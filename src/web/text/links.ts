/** Finds what can be followed in a message, as plain pieces: no HTML is ever made, so none can be smuggled in. */
import { tokenize } from "linkifyjs";

export interface TextPiece {
  text: string;
  /** Set where the piece is a link, and then always http, https or mailto. */
  href?: string;
}

const FOLLOWED = new Set(["http:", "https:", "mailto:"]);

/**
 * Splits `text` into plain and linked pieces, in order; joined, their texts are `text` again.
 *
 * @example
 * piecesOf("see example.org."); // [{ text: "see " }, { text: "example.org", href: "https://example.org" }, { text: "." }]
 */
export function piecesOf(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  for (const token of tokenize(text)) {
    const href = token.isLink ? safeHref(token.toHref("https")) : undefined;
    const last = pieces.at(-1);
    if (href !== undefined) pieces.push({ text: token.toString(), href });
    else if (last !== undefined && last.href === undefined) last.text += token.toString();
    else pieces.push({ text: token.toString() });
  }
  return pieces;
}

function safeHref(href: string): string | undefined {
  return URL.canParse(href) && FOLLOWED.has(new URL(href).protocol) ? href : undefined;
}
