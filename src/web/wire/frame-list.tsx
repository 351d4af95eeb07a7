/** Every frame as it passed, newest first, each to be opened and read. */
import type { WireFrame } from "./frame.ts";

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

export function FrameList({ frames }: { frames: readonly WireFrame[] }) {
  return (
    <section aria-label="Frames">
      <h3 class="wire-title">What passed since you opened this view</h3>
      {frames.length === 0 ? (
        <p class="wire-note">
          Nothing yet. A quiet room says nothing: only every 25 seconds a ping of one byte.
        </p>
      ) : null}
      <ol class="wire-frames">
        {frames.map((frame) => (
          <li key={frame.id}>
            <details>
              <summary>
                <span class="wire-direction">{frame.direction === "out" ? "↑ out" : "↓ in"}</span>
                <span class="wire-kind">{frame.packets.map(kindOf).join(", ")}</span>
                <span class="number wire-size">
                  {frame.payload} + {frame.overhead} B
                </span>
              </summary>
              <p class="wire-note">
                {TIME.format(frame.at)},{" "}
                {frame.transport === "polling" ? "in an HTTP body" : "a WebSocket frame"}: {frame.payload}{" "}
                bytes of payload and {frame.overhead} around it.
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
