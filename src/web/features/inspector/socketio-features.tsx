/** Step 4: what Socket.IO adds to a bare connection, each with what of it is on this one. */
import type { ComponentChildren } from "preact";
import { inspectorWords } from "../../i18n/inspector/index.ts";
import { formatCount, formatNumber } from "../../i18n/plural.ts";
import type { Packet } from "./recording/packet.ts";
import type { Recorder } from "./recording/recorder.ts";
import type { WireRecord } from "./recording/records.ts";
import { packetsOf } from "./recording/segments.ts";
import { median } from "./recording/totals.ts";

export function SocketioFeatures({ recorder }: { recorder: Recorder }) {
  const { socketio } = inspectorWords();
  recorder.changed.value;
  const { records, linkCount } = recorder;
  const packets = records.flatMap(packetsOf);
  const types = new Map<string, number>();
  for (const { engine, socket = engine } of packets) types.set(socket, (types.get(socket) ?? 0) + 1);
  const { asked, waits } = answersIn(records);
  const wait = median(waits);
  const pings = packets.filter(({ engine }) => engine === "ping").length;
  return (
    <>
      <p>{socketio.explanation}</p>
      <Part title={socketio.types} text={socketio.typesText}>
        <ul class="inspector-types">
          {[...types].map(([type, count]) => (
            <li key={type} class="number">
              {socketio.each(type, formatNumber(count))}
            </li>
          ))}
        </ul>
      </Part>
      <Part title={socketio.acks} text={socketio.acksText}>
        {asked === 0 ? null : (
          <p class="inspector-fact number">
            {socketio.acksSeen(formatNumber(waits.length), formatNumber(asked))}
            {wait === undefined ? "" : socketio.median(formatNumber(Math.round(wait)))}
          </p>
        )}
      </Part>
      <Part title={socketio.heartbeat} text={socketio.heartbeatText}>
        <p class="inspector-fact number">{formatCount(socketio.heartbeatSeen, pings)}</p>
      </Part>
      <Part title={socketio.reconnect} text={socketio.reconnectText}>
        <p class="inspector-fact number">{formatCount(socketio.reconnectSeen, linkCount)}</p>
      </Part>
      <Part title={socketio.fallback} text={socketio.fallbackText} />
    </>
  );
}

const Part = ({ title, text, children }: { title: string; text: string; children?: ComponentChildren }) => (
  <section class="inspector-part">
    <h3 class="inspector-title">{title}</h3>
    <p>{text}</p>
    {children}
  </section>
);

/** How many events asked for an acknowledgement, and how long each that came took, in milliseconds. */
function answersIn(records: readonly WireRecord[]): { asked: number; waits: number[] } {
  const open = new Map<string, number>();
  const waits: number[] = [];
  let asked = 0;
  const asks = ({ socket, ackId }: Packet) => socket === "EVENT" && ackId !== "";
  for (const record of records) {
    const isOut = record.kind === "frame" ? record.direction === "out" : record.method === "POST";
    const heardAt = record.kind === "exchange" ? (record.answer?.at ?? record.at) : record.at;
    for (const packet of packetsOf(record)) {
      if (isOut && asks(packet)) {
        asked += 1;
        open.set(packet.ackId, record.at);
      }
      const at = packet.socket === "ACK" && !isOut ? open.get(packet.ackId) : undefined;
      if (at === undefined) continue;
      open.delete(packet.ackId);
      waits.push(heardAt - at);
    }
  }
  return { asked, waits };
}
