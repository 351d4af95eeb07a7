/** Loads syntax highlighting with the first code block that names its language. */
import { signal } from "@preact/signals";
import { memoizeLru } from "../../../core/text/memoize-lru.ts";
import type { CodePiece } from "./highlight.ts";

/** Longer code is not highlighted. In UTF-16 code units. */
const MAX_LENGTH = 20_000;
/** How many highlighted code blocks are cached. */
const CACHE_SIZE = 200;

/** Takes the language, a line feed, and the code. */
type Highlight = (code: string) => CodePiece[] | undefined;

const highlighter = signal<Highlight | undefined>(undefined);

/**
 * A code block in pieces: one piece without a class until the chunk is loaded.
 *
 * Reads a signal, so that what renders the pieces renders again then.
 */
export function highlightedPieces(code: string, language: string): CodePiece[] {
  const plain = [{ text: code, kind: undefined }];
  if (language === "" || code.length > MAX_LENGTH) return plain;
  if (highlighter.value !== undefined)
    return highlighter.value(`${language.toLowerCase()}\n${code}`) ?? plain;
  void load();
  return plain;
}

let loading: Promise<void> | undefined;

/** If the chunk fails to load, the next block requests it again. */
function load(): Promise<void> {
  loading ??= import("./highlight.ts").then(
    ({ highlight }) => {
      highlighter.value = memoizeLru((block) => {
        const end = block.indexOf("\n");
        return highlight(block.slice(end + 1), block.slice(0, end));
      }, CACHE_SIZE);
    },
    () => {
      loading = undefined;
    },
  );
  return loading;
}
