/** Every frame as it passed, newest first, each to be opened and read. */
import { timeWithSeconds } from "../text/times.ts";
import { numeral } from "../words/plural.ts";
import { wireWords } from "../words/wire/index.ts";
import type { WireFrame } from "./frame.ts";

export function FrameList({ frames }: { frames: readonly WireFrame[] }) {
  const { frames: said } = wireWords();
  return (
    <section aria-label={said.label}>
      <h3 class="wire-title">{said.title}</h3>
      {frames.length === 0 ? <p class="wire-note">{said.none}</p> : null}
      <ol class="wire-frames">
        {frames.map((frame) => (
          <li key={frame.id}>
            <details>
              <summary>
                <span class="wire-direction">{frame.direction === "out" ? said.out : said.in}</span>
                <span class="wire-kind" dir="ltr">
                  {frame.packets.map(kindOf).join(", ")}
                </span>
                <span class="number wire-size">
                  {said.size(numeral(frame.payload), numeral(frame.overhead))}
                </span>
              </summary>
              <p class="wire-note">
                {(frame.transport === "polling" ? said.inBody : said.inFrame)(
                  timeWithSeconds(frame.at),
                  numeral(frame.payload),
                  numeral(frame.overhead),
                )}
              </p>
              {frame.packets.map((packet, index) => (
                // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard has to reach what scrolls sideways.
                <pre key={index} tabIndex={0} dir="ltr">
                  {packet.text}
                </pre>
              ))}
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** "message, EVENT messages" */
function kindOf({ engine, socket, text }: WireFrame["packets"][number]): string {
  if (socket === undefined) return engine;
  const event = socket === "EVENT" ? /\["([^"]+)"/.exec(text)?.[1] : undefined;
  return `${engine} ${socket}${event === undefined ? "" : ` ${event}`}`;
}
