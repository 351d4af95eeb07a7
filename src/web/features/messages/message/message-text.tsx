/** Renders a message's text from its Markdown nodes. */
import { computed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { blocksOf } from "../../../core/text/lazy-markdown.ts";
import type { Block, Inline } from "../../../core/text/markdown.ts";
import { NO_MENTIONS, splitMentions } from "../../../core/text/mentions.ts";
import { isEmojiOnly } from "../../../core/text/plain-text.ts";
import { useRoom } from "../../context/room-context.ts";
import { highlightedPieces } from "./lazy-highlight.ts";

export function MessageText({ text }: { text: string }) {
  const { people } = useRoom().room;
  // A text without mentions does not render again when the members change.
  const pattern = text.includes("@") ? people.mentions.value : NO_MENTIONS;
  const blocks = useMemo(() => computed(() => blocksOf(text)), [text]);
  return (
    <div class={isEmojiOnly(text) ? "text emoji-only" : "text"}>
      {blocks.value.map((block) => blockElement(block, pattern))}
    </div>
  );
}

/** @param pattern matches mentions */
function blockElement(block: Block, pattern: RegExp, nested = false): ComponentChildren {
  const inlines = (children: readonly Inline[]) => children.map((inline) => inlineElement(inline, pattern));
  // Text in an element with a `dir` of its own does not count for `dir="auto"` around it: the style sheet aligns
  // nested blocks.
  const blocks = (children: readonly Block[]) => children.map((child) => blockElement(child, pattern, true));
  switch (block.kind) {
    case "paragraph":
      return <p dir={nested ? undefined : "auto"}>{inlines(block.children)}</p>;
    case "code":
      return <CodeBlock text={block.text} language={block.language} />;
    case "quote":
      return <blockquote dir="auto">{blocks(block.children)}</blockquote>;
    case "list": {
      const { numbers } = block;
      const List = numbers.length === 0 ? "ul" : "ol";
      return (
        <List dir="auto">
          {block.items.map((item, place) => (
            <li style={{ listStyleType: numbers[place] && `"${numbers[place]} "` }}>{blocks(item)}</li>
          ))}
        </List>
      );
    }
  }
}

function inlineElement(inline: Inline, pattern: RegExp): ComponentChildren {
  const inlines = (children: readonly Inline[]) => children.map((child) => inlineElement(child, pattern));
  switch (inline.kind) {
    case "text":
      return splitMentions(inline.text, pattern).map(({ text, mention }) =>
        mention ? <Mention text={text} /> : text,
      );
    case "code":
      return <code>{inline.text}</code>;
    case "bold":
      return <strong>{inlines(inline.children)}</strong>;
    case "italic":
      return <em>{inlines(inline.children)}</em>;
    case "strike":
      return <del>{inlines(inline.children)}</del>;
    case "link":
      return (
        // The opened page gets no referrer, and no access to this window.
        <a href={inline.href} target="_blank" rel="noopener noreferrer nofollow">
          {inlines(inline.children)}
        </a>
      );
  }
}

/** A mention. If its name belongs to exactly one member with a tag, the tag follows it. */
function Mention({ text }: { text: string }) {
  const tag = useRoom().room.people.nameTags.value.get(text.slice(1).toLowerCase());
  return (
    <span class="mention">
      {text}
      {tag === undefined ? null : <span class="name-tag">{tag}</span>}
    </span>
  );
}

/** Plain at first, in colours once their chunk is loaded. */
function CodeBlock({ text, language }: { text: string; language: string }) {
  const pieces = useMemo(() => computed(() => highlightedPieces(text, language)), [text, language]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard has to reach what scrolls sideways.
    <pre class="code" dir="ltr" tabIndex={0}>
      <code>
        {pieces.value.map(({ text, kind }) =>
          kind === undefined ? text : <span data-code={kind}>{text}</span>,
        )}
      </code>
    </pre>
  );
}
