/** Markdown by a parser in a chunk of its own: most of what people say is plain, and shows without it. */

import { LazyModule } from "../lazy-module.ts";
import { nextTask } from "../when-idle.ts";
import { mayHaveMarkup } from "./has-markup.ts";
import type { Block } from "./markdown.ts";
import { memoizeLru } from "./memoize-lru.ts";

/** How many texts with markup are remembered as what they were read into. */
const MAX_CACHED = 300;

/** The texts that are shown without the parser, and wait for it. */
const waiting = new Set<string>();

const parser = new LazyModule<(text: string) => Block[]>(async () => {
  await afterPaint();
  const { parseMarkdown, SAMPLES } = await import("./markdown.ts");
  const parse = memoizeLru(parseMarkdown, MAX_CACHED);
  // Each by itself, so that no press on a slow phone waits for all of them.
  for (const text of [...SAMPLES, ...waiting]) {
    await nextTask();
    parse(text);
  }
  waiting.clear();
  return parse;
});

/**
 * A message's blocks. Until the parser is here a text with markup is one paragraph, as it was typed; whoever renders
 * the blocks renders them again once it is, because this reads a signal.
 */
export function blocksOf(text: string): Block[] {
  if (!mayHaveMarkup(text)) return plain(text);
  const parse = parser.loaded.value;
  if (parse !== undefined) return parse(text);
  if (waiting.size < MAX_CACHED) waiting.add(text);
  void loadMarkdown();
  return plain(text);
}

/** Has the parser here. Settles when it is, or did not arrive: the next text with markup asks for it again. */
export const loadMarkdown = (): Promise<unknown> => parser.load().catch(() => undefined);

/** What needs the parser is shown without it first: to load it must not hold that up. */
const afterPaint = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

const plain = (text: string): Block[] => [{ kind: "paragraph", children: [{ kind: "text", text }] }];
