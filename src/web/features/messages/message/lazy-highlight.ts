/** The colours of code, by a chunk of its own that loads with the first block of code that names its language. */
import { signal } from "@preact/signals";
import { memoizeLru } from "../../../core/text/memoize-lru.ts";
import type { CodePiece } from "./highlight.ts";

/** Beyond this many characters colours are not worth the wait. */
const MAX_LENGTH = 20_000;
/** How many blocks of code are remembered with their colours. */
const CACHE_SIZE = 200;

/** Takes the language, a line feed, and the code. */
type Highlight = (code: string) => CodePiece[] | undefined;

const highlighter = signal<Highlight | undefined>(undefined);

/**
 * A block of code in pieces. Until the chunk is here it is one piece without a colour; whoever renders the pieces renders
 * them again once it is, because this reads a signal.
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

/** Without its colours code is still code: where the chunk does not arrive, the next block asks for it again. */
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
