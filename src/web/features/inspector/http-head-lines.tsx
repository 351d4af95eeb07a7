/** The head of a request or response, line by line. */

import { inspectorWords } from "../../i18n/inspector/index.ts";
import { formatNumber } from "../../i18n/plural.ts";
import type { HeadLine } from "./recording/http-head.ts";

export function HttpHeadLines({ lines }: { lines: readonly HeadLine[] }) {
  const { handshake, bytes } = inspectorWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard has to reach what scrolls sideways.
    <pre tabIndex={0} dir="ltr">
      {lines.map(({ text, hidden }) => (
        <span key={text} class="inspector-line">
          {text}
          {hidden > 0 ? <em>({handshake.hidden(bytes(formatNumber(hidden)))})</em> : null}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}
