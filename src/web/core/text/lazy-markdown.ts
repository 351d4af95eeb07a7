/** Parses Markdown in a chunk of its own. Most messages are plain text and show without it. */

import { LazyModule } from "../lazy-module.ts";
import { nextTask } from "../when-idle.ts";
import { mayHaveMarkup } from "./has-markup.ts";
import type { Block } from "./markdown.ts";
import { memoizeLru } from "./memoize-lru.ts";

/** How many parsed texts are cached. */
const MAX_CACHED = 300;

/** Texts that are shown as plain text until the parser has loaded. */
const waiting = new Set<string>();

const parser = new LazyModule<(text: string) => Block[]>(async () => {
  await afterPaint();
  const { parseMarkdown, SAMPLES } = await import("./markdown.ts");
  const parse = memoizeLru(parseMarkdown, MAX_CACHED);
  // One task for each, so that a slow phone can handle input in between.
  for (const text of [...SAMPLES, ...waiting]) {
    await nextTask();
    parse(text);
  }
  waiting.clear();
  return parse;
});

/**
 * The blocks of a message. Until the parser has loaded, a text with markup is one paragraph as typed; a component that reads
 * it renders again then, because this reads a signal.
 */
export function blocksOf(text: string): Block[] {
  if (!mayHaveMarkup(text)) return plain(text);
  const parse = parser.loaded.value;
  if (parse !== undefined) return parse(text);
  if (waiting.size < MAX_CACHED) waiting.add(text);
  void loadMarkdown();
  return plain(text);
}

/** Loads the parser. Never rejects: after a failure the next text with markup loads it again. */
export const loadMarkdown = (): Promise<unknown> => parser.load().catch(() => undefined);

/** Loading the parser must not delay the first paint. */
const afterPaint = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

const plain = (text: string): Block[] => [{ kind: "paragraph", children: [{ kind: "text", text }] }];
