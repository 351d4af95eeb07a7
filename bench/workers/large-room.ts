/** What the two processes of a large room call of each other, and what the benchmark gets to know. */
import type { Delivered, Transmission, UpBatch } from "../../src/room/relay/messages.ts";

/** The relays, for the room. */
export interface FarRelays {
  /** @param relay the name of its object */
  deliver(relay: string, transmission: Transmission): Promise<Delivered>;
}

/** The room, for the relays. */
export interface FarOwner {
  relayed(room: string, batch: UpBatch): Promise<Transmission>;
  /** Does nothing. */
  empty(): Promise<void>;
}

/** What arrived at the relays since the benchmark asked last. */
export interface Arrived {
  /** Messages, summed over the relays. */
  messages: number;
  /** Calls of the room to its relays. */
  calls: number;
  /** Answers to messages that relays sent. */
  answers: number;
  /** From a message leaving its relay to its arrival at each relay, in milliseconds, where messages are sent one by one. */
  latencies: number[];
}
