/** Step 4: the features of Socket.IO, each with an example from this connection. */
import type { ComponentChildren } from "preact";
import { inspectorWords } from "../../i18n/inspector/index.ts";
import { formatCount, formatNumber } from "../../i18n/plural.ts";
import type { Packet } from "./recording/packet.ts";
import type { Recorder } from "./recording/recorder.ts";
import type { NetworkRecord } from "./recording/records.ts";
import { packetsOf } from "./recording/segments.ts";
import { median } from "./recording/totals.ts";

export function SocketioFeatures({ recorder }: { recorder: Recorder }) {
  const { socketio } = inspectorWords();
  recorder.changed.value;
  const { records, connectionCount } = recorder;
  const packets = records.flatMap(packetsOf);
  const types = new Map<string, number>();
  for (const { engine, socket = engine } of packets) types.set(socket, (types.get(socket) ?? 0) + 1);
  const { requests, waits } = ackWaits(records);
  const wait = median(waits);
  const pings = packets.filter(({ engine }) => engine === "ping").length;
  return (
    <>
      <p>{socketio.explanation}</p>
      <Feature title={socketio.types} text={socketio.typesText}>
        <ul class="inspector-types">
          {[...types].map(([type, count]) => (
            <li key={type} class="number">
              {socketio.each(type, formatNumber(count))}
            </li>
          ))}
        </ul>
      </Feature>
      <Feature title={socketio.acks} text={socketio.acksText}>
        {requests === 0 ? null : (
          <p class="inspector-fact number">
            {socketio.acksSeen(formatNumber(waits.length), formatNumber(requests))}
            {wait === undefined ? "" : socketio.median(formatNumber(Math.round(wait)))}
          </p>
        )}
      </Feature>
      <Feature title={socketio.heartbeat} text={socketio.heartbeatText}>
        <p class="inspector-fact number">{formatCount(socketio.heartbeatSeen, pings)}</p>
      </Feature>
      <Feature title={socketio.reconnect} text={socketio.reconnectText}>
        <p class="inspector-fact number">{formatCount(socketio.reconnectSeen, connectionCount)}</p>
      </Feature>
      <Feature title={socketio.fallback} text={socketio.fallbackText} />
    </>
  );
}

const Feature = ({
  title,
  text,
  children,
}: {
  title: string;
  text: string;
  children?: ComponentChildren;
}) => (
  <section class="inspector-part">
    <h3 class="inspector-title">{title}</h3>
    <p>{text}</p>
    {children}
  </section>
);

/** How many events asked for an acknowledgement, and how long each acknowledgement took, in milliseconds. */
function ackWaits(records: readonly NetworkRecord[]): { requests: number; waits: number[] } {
  const open = new Map<string, number>();
  const waits: number[] = [];
  let requests = 0;
  const wantsAck = ({ socket, ackId }: Packet) => socket === "EVENT" && ackId !== "";
  for (const record of records) {
    const isOutgoing = record.kind === "frame" ? record.direction === "out" : record.method === "POST";
    const receivedAt = record.kind === "exchange" ? (record.response?.at ?? record.at) : record.at;
    for (const packet of packetsOf(record)) {
      if (isOutgoing && wantsAck(packet)) {
        requests += 1;
        open.set(packet.ackId, record.at);
      }
      const at = packet.socket === "ACK" && !isOutgoing ? open.get(packet.ackId) : undefined;
      if (at === undefined) continue;
      open.delete(packet.ackId);
      waits.push(receivedAt - at);
    }
  }
  return { requests: requests, waits };
}
