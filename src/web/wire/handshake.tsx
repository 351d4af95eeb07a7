/** How the connection was opened, in the lines that a browser sends for it. */
import { socketPath } from "../../protocol/room-name.ts";
import { numeral } from "../words/plural.ts";
import { wireWords } from "../words/wire/index.ts";
import { headSize, requestLines, responseLines, upgradeLines } from "./overhead.ts";

/** About as long as Engine.IO's `open` packet. */
const OPEN_SIZE = 120;

export function Handshake({ room, transport }: { room: string; transport: string | undefined }) {
  const polling = transport === "polling";
  const said = wireWords().handshake;
  const path = `${socketPath(room)}?heartbeat=client&EIO=4&transport=${polling ? "polling" : "websocket"}`;
  const { request, response } = polling
    ? { request: requestLines("GET", path, 0), response: responseLines(OPEN_SIZE) }
    : upgradeLines(path);
  return (
    <details class="wire-handshake">
      <summary>{said.summary(numeral(headSize(request) + headSize(response)))}</summary>
      <p class="wire-note">
        {polling ? said.polling : said.websocket} {said.guessed}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard has to reach what scrolls sideways. */}
      <pre tabIndex={0} dir="ltr">
        {[...request, "", ...response].join("\n")}
      </pre>
    </details>
  );
}
