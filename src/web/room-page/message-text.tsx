/** A message's text as elements, made of the nodes its Markdown was read into. */
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { type Block, type Inline, parseMarkdown } from "../text/markdown.ts";
import { CodeBlock } from "./code-block.tsx";

export function MessageText({ text }: { text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return <div class="text">{blocks.map(blockElement)}</div>;
}

function blockElement(block: Block): ComponentChildren {
  switch (block.kind) {
    case "paragraph":
      return <p dir="auto">{block.children.map(inlineElement)}</p>;
    case "code":
      return <CodeBlock text={block.text} language={block.language} />;
    case "quote":
      return <blockquote dir="auto">{block.children.map(blockElement)}</blockquote>;
    case "list": {
      const items = block.items.map((item) => <li dir="auto">{item.map(blockElement)}</li>);
      return block.start === undefined ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>;
    }
  }
}

function inlineElement(inline: Inline): ComponentChildren {
  switch (inline.kind) {
    case "text":
      return inline.text;
    case "code":
      return <code>{inline.text}</code>;
    case "bold":
      return <strong>{inline.children.map(inlineElement)}</strong>;
    case "italic":
      return <em>{inline.children.map(inlineElement)}</em>;
    case "strike":
      return <del>{inline.children.map(inlineElement)}</del>;
    case "link":
      return (
        // What is followed from here learns nothing of the room, and cannot reach back into it.
        <a href={inline.href} target="_blank" rel="noopener noreferrer nofollow">
          {inline.children.map(inlineElement)}
        </a>
      );
  }
}
