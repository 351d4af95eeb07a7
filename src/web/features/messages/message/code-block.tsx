/** A block of code: plain at once, in colours as soon as the chunk that knows them is here. */

import { computed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { piecesOf } from "./lazy-highlight.ts";

export function CodeBlock({ text, language }: { text: string; language: string }) {
  const pieces = useMemo(() => computed(() => piecesOf(text, language)), [text, language]);
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
