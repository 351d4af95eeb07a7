/** What a message says in words: its text without the marks of its Markdown, or else the names of its files. */
import type { Message } from "../../../shared/contract/message.ts";
import { blocksOf } from "./lazy-markdown.ts";
import type { Block, Inline } from "./markdown.ts";

export const previewText = ({ text, attachments = [] }: Pick<Message, "text" | "attachments">): string =>
  text !== "" ? textOfBlocks(blocksOf(text)) : attachments.map(({ name }) => name).join(", ");

/** The words of blocks, in one line each. */
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
