/** Reads packets as Engine.IO protocol 4 and Socket.IO protocol 5 write them. */
import { splitPacket } from "./framing.ts";

const ENGINE_TYPES = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];
const SOCKET_TYPES = ["CONNECT", "DISCONNECT", "EVENT", "ACK", "CONNECT_ERROR", "BINARY_EVENT", "BINARY_ACK"];
const SOCKET_PACKET = /^4(?<type>[0-6])(?<attachments>\d+-)?(?<namespace>\/[^,]*,)?(?<ackId>\d*)/;

export interface Packet {
  /** As it was sent. */
  text: string;
  /** "message" */
  engine: string;
  /** "EVENT"; missing for packets of Engine.IO itself. */
  socket?: string;
  /** The characters between the types and the payload, each with its delimiter. */
  attachments: string;
  namespace: string;
  ackId: string;
  /** The name of an event. */
  event?: string;
  /** The rest of the framing. */
  rest: string;
  /** Application data. */
  data: string;
}

export function readPacket(text: string): Packet {
  const { framing, data } = splitPacket(text);
  const groups = SOCKET_PACKET.exec(text)?.groups;
  const engine = ENGINE_TYPES[Number(text[0])] ?? "message";
  if (groups === undefined) {
    const rest = framing.slice(1);
    return { text, engine, attachments: "", namespace: "", ackId: "", rest, data };
  }
  const { type = "", attachments = "", namespace = "", ackId = "" } = groups;
  const socket = SOCKET_TYPES[Number(type)] ?? "";
  const event = socket.endsWith("EVENT") ? /^\["((?:[^"\\]|\\.)+)"/.exec(data)?.[1] : undefined;
  const rest = framing.slice(2 + attachments.length + namespace.length + ackId.length);
  return { text, engine, socket, attachments, namespace, ackId, rest, data, ...(event && { event }) };
}

/** Whether a packet is a ping or a pong. */
export const isHeartbeat = ({ engine }: Packet): boolean => engine === "ping" || engine === "pong";
