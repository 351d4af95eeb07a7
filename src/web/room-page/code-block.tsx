/** A block of code: plain at once, in colours as soon as the chunk that knows them is here. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { CodePiece } from "../text/highlight.ts";

/** Beyond this many characters colours are not worth the wait. */
const LONGEST = 20_000;

export function CodeBlock({ text, language }: { text: string; language: string }) {
  const pieces = useSignal<CodePiece[] | undefined>(undefined);
  useEffect(() => {
    pieces.value = undefined;
    if (language === "" || text.length > LONGEST) return;
    let current = true;
    import("../text/highlight.ts")
      .then(({ highlight }) => {
        if (current) pieces.value = highlight(text, language.toLowerCase());
      })
      // Without its colours code is still code.
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [text, language, pieces]);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard has to reach what scrolls sideways.
    <pre class="code" dir="ltr" tabIndex={0}>
      <code>
        {pieces.value?.map(({ text, kind }) =>
          kind === undefined ? text : <span data-code={kind}>{text}</span>,
        ) ?? text}
      </code>
    </pre>
  );
}
