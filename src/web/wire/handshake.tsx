/** How the connection was opened, in the lines that a browser sends for it. */
import { socketPath } from "../../protocol/room-name.ts";
import { headSize, requestLines, responseLines, upgradeLines } from "./overhead.ts";

/** About as long as Engine.IO's `open` packet. */
const OPEN_SIZE = 120;

export function Handshake({ room, transport }: { room: string; transport: string | undefined }) {
  const polling = transport === "polling";
  const path = `${socketPath(room)}?heartbeat=client&EIO=4&transport=${polling ? "polling" : "websocket"}`;
  const { request, response } = polling
    ? { request: requestLines("GET", path, 0), response: responseLines(OPEN_SIZE) }
    : upgradeLines(path);
  return (
    <details class="wire-handshake">
      <summary>The handshake: {headSize(request) + headSize(response)} bytes at least</summary>
      <p class="wire-note">
        {polling
          ? "Long-polling begins as any other request, and never stops being one."
          : "It begins as an ordinary request that asks to become something else. The answer 101 says yes: from there on the same connection carries frames, both ways, at any time."}{" "}
        A script cannot see its own headers, so these are the lines a browser sends for such a request.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard has to reach what scrolls sideways. */}
      <pre tabIndex={0} dir="ltr">
        {[...request, "", ...response].join("\n")}
      </pre>
    </details>
  );
}
