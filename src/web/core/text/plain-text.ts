/** What a message says in words: its text without the marks of its Markdown, or else the names of its files. */
import type { Message } from "../../../shared/contract/message.ts";
import { blocksOf } from "./lazy-markdown.ts";
import type { Block, Inline } from "./markdown.ts";

export const gistOf = ({ text, attachments = [] }: Pick<Message, "text" | "attachments">): string =>
  text !== "" ? wordsIn(blocksOf(text)) : attachments.map(({ name }) => name).join(", ");

/** The words of blocks, in one line each. */
export const wordsIn = (blocks: readonly Block[]): string => blocks.map(wordsOf).join("\n");

function wordsOf(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return inLine(block.children);
    case "code":
      return block.text;
    case "quote":
      return wordsIn(block.children);
    case "list":
      return block.items
        .map((item, place) => [block.numbers[place] ?? [], wordsIn(item)].flat().join(" "))
        .join("\n");
  }
}

const inLine = (children: readonly Inline[]): string =>
  children.map((child) => ("children" in child ? inLine(child.children) : child.text)).join("");
