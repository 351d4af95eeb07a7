/** The plain text of a message. */
import type { Message } from "../../../shared/contract/message.ts";
import { blocksOf } from "./lazy-markdown.ts";
import type { Block, Inline } from "./markdown.ts";

/** A text without its Markdown, or the names of the attachments if there is no text. */
export const previewText = ({ text, attachments = [] }: Pick<Message, "text" | "attachments">): string =>
  text !== "" ? textOfBlocks(blocksOf(text)) : attachments.map(({ name }) => name).join(", ");

/** The text of blocks, one line each. */
export const textOfBlocks = (blocks: readonly Block[]): string => blocks.map(textOfBlock).join("\n");

function textOfBlock(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return textOfInlines(block.children);
    case "code":
      return block.text;
    case "quote":
      return textOfBlocks(block.children);
    case "list":
      return block.items
        .map((item, place) => [block.numbers[place] ?? [], textOfBlocks(item)].flat().join(" "))
        .join("\n");
  }
}

const textOfInlines = (children: readonly Inline[]): string =>
  children.map((child) => ("children" in child ? textOfInlines(child.children) : child.text)).join("");

/** The most emoji that are shown large. */
const MAX_EMOJI = 6;
/** More code units than that many emoji have. */
const MAX_LENGTH = 64;

/** Created when it is first needed: that is slow on a phone. */
let graphemes: Intl.Segmenter | undefined;
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2})/u;

/** Whether `text` is one to six emoji and nothing else: they are shown large. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > MAX_LENGTH || !/^\s*[^\w\s]/.test(text)) return false;
  graphemes ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const seen = [...graphemes.segment(text.replace(/\s/g, ""))].map(({ segment }) => segment);
  return seen.length > 0 && seen.length <= MAX_EMOJI && seen.every((segment) => EMOJI.test(segment));
}
