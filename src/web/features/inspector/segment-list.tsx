/** Every byte of a frame: its layer, its meaning, its value. */

import { inspectorWords } from "../../i18n/inspector/index.ts";
import { formatCount, formatNumber } from "../../i18n/plural.ts";
import { HttpHeadLines } from "./http-head-lines.tsx";
import { LayerSwatch } from "./layer-bar.tsx";
import type { Segment } from "./recording/segments.ts";

/** How many bytes of a segment are printed. */
const SHOWN_BYTES = 48;
/** Texts up to this length, in UTF-16 code units, stand beside their bytes. */
const SHORT_TEXT = 8;

export function SegmentList({ segments, isAnswer }: { segments: readonly Segment[]; isAnswer: boolean }) {
  const { layers } = inspectorWords();
  return (
    <ol class="inspector-segments">
      {segments.map((segment, index) => (
        <li key={index} data-layer={segment.layer}>
          <p class="inspector-piece">
            <LayerSwatch layer={segment.layer} />
            <span class="hidden-visually">{layers[segment.layer]}: </span>
            {nameOf(segment, isAnswer)}
            <Size segment={segment} />
          </p>
          <Content segment={segment} />
        </li>
      ))}
    </ol>
  );
}

function Size({ segment: { size, piece, lines } }: { segment: Segment }) {
  const { pieces, bytes } = inspectorWords();
  const known = !piece.endsWith("Head") || lines !== undefined;
  return <span class="number inspector-size">{known ? bytes(formatNumber(size)) : pieces.unknown}</span>;
}

function Content({ segment: { lines, bytes, text, piece, size } }: { segment: Segment }) {
  if (lines !== undefined) return <HttpHeadLines lines={lines} />;
  if (piece === "mask") return <p class="inspector-hex">{code("?? ?? ?? ??")}</p>;
  if (bytes === undefined) return null;
  const isShort = text !== undefined && text.length <= SHORT_TEXT && piece !== "separator";
  return (
    <>
      <Hex bytes={bytes} size={size} text={isShort ? text : undefined} />
      {text === undefined || isShort || piece === "separator" ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard has to reach what scrolls.
        <pre tabIndex={0} dir="ltr">
          {text}
        </pre>
      )}
    </>
  );
}

/** The bytes, with a short text beside them. */
function Hex({ bytes, size, text }: { bytes: Uint8Array; size: number; text: string | undefined }) {
  const { frames } = inspectorWords();
  const shown = Array.from(bytes.subarray(0, SHOWN_BYTES), (byte) => byte.toString(16).padStart(2, "0"));
  return (
    <p class="inspector-hex">
      {code(shown.join(" "))}
      {text === undefined ? null : (
        <code class="inspector-short" dir="ltr">
          {text}
        </code>
      )}
      {size > SHOWN_BYTES ? <span> {formatCount(frames.moreBytes, size - SHOWN_BYTES)}</span> : null}
    </p>
  );
}

const code = (content: string) => <code dir="ltr">{content}</code>;

function nameOf({ piece, meaning = "" }: Segment, isAnswer: boolean): string {
  const { pieces } = inspectorWords();
  if (isAnswer && piece === "ackId") return pieces.ackIdBack;
  if (isAnswer && piece === "data") return pieces.ackData;
  const name = pieces[piece];
  return typeof name === "string" ? name : name(meaning);
}
