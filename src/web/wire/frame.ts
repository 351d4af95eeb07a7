/** One piece of the conversation between the page and the room, as it crosses the network. */
import { encodedSize } from "./overhead.ts";

export type Direction = "in" | "out";

/** The part of an Engine.IO packet that the view needs. */
export interface EnginePacket {
  type: string;
  data?: unknown;
}

/** A WebSocket frame, or the packets of one HTTP request or response. */
export interface WireFrame {
  id: number;
  /** Milliseconds since the epoch. */
  at: number;
  direction: Direction;
  transport: string;
  packets: readonly { engine: string; socket: string | undefined; text: string }[];
  /** Bytes of the packets themselves. */
  payload: number;
  /** Bytes around them: the frame's header, or the request and its headers. */
  overhead: number;
}

/** Engine.IO protocol 4, "Packet types". */
const ENGINE_TYPES = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];
/** Socket.IO protocol 5, "Packet types". */
const SOCKET_TYPES = ["CONNECT", "DISCONNECT", "EVENT", "ACK", "CONNECT_ERROR", "BINARY_EVENT", "BINARY_ACK"];
/** Between the packets of one HTTP body: Engine.IO protocol 4, "HTTP long-polling". */
const SEPARATOR_SIZE = 1;

/** What a packet is, and the text it travels as. */
export function describe({ type, data }: EnginePacket): WireFrame["packets"][number] {
  const text = `${ENGINE_TYPES.indexOf(type)}${typeof data === "string" ? data : ""}`;
  return { engine: type, socket: type === "message" ? SOCKET_TYPES[Number(text[1])] : undefined, text };
}

/** The bytes of some packets in one frame or body. */
export const payloadOf = (packets: WireFrame["packets"]): number =>
  packets.reduce((sum, { text }) => sum + encodedSize(text), 0) +
  SEPARATOR_SIZE * Math.max(0, packets.length - 1);
