/** Markdown by a parser in a chunk of its own: most of what people say is plain, and shows without it. */
import { signal } from "@preact/signals";
import type { Block } from "./markdown.ts";
import { maybeMarkup } from "./maybe-markup.ts";
import { remembered } from "./remembered.ts";

/** How many texts with markup are remembered as what they were read into. */
const MOST_REMEMBERED = 300;

const parser = signal<((text: string) => Block[]) | undefined>(undefined);

/**
 * A message's blocks. Until the parser is here a text with markup is one paragraph, as it was typed; whoever renders
 * the blocks renders them again once it is, because this reads a signal.
 */
export function blocksOf(text: string): Block[] {
  if (!maybeMarkup(text)) return plain(text);
  if (parser.value !== undefined) return parser.value(text);
  void loadMarkdown();
  return plain(text);
}

let loading: Promise<void> | undefined;

/** Loads the parser, unless it is here or on its way. One that did not arrive is asked for again by the next call. */
export function loadMarkdown(): Promise<void> {
  loading ??= afterPaint()
    .then(() => import("./markdown.ts"))
    .then(
      ({ parseMarkdown }) => {
        parser.value = remembered(parseMarkdown, MOST_REMEMBERED);
      },
      () => {
        loading = undefined;
      },
    );
  return loading;
}

/** What needs the parser is shown without it first: to load it must not hold that up. */
const afterPaint = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

const plain = (text: string): Block[] => [{ kind: "paragraph", children: [{ kind: "text", text }] }];
