/** A message's text as elements: words, and links that leave this page without taking anything along. */
import { useMemo } from "preact/hooks";
import { piecesOf } from "../text/links.ts";

export function MessageText({ text }: { text: string }) {
  const pieces = useMemo(() => piecesOf(text), [text]);
  return (
    <p class="text" dir="auto">
      {pieces.map((piece) =>
        piece.href === undefined ? (
          piece.text
        ) : (
          <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ),
      )}
    </p>
  );
}
