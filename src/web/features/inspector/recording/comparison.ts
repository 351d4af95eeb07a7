/**
 * Measures the same conversation on the other transport: a second connection of the same user, which receives what
 * the room sends and resends what the user sent.
 *
 * A message is resent after the room has acknowledged it: the same nonce is a retry, which stores and broadcasts
 * nothing. Other requests are not repeated, and not counted on either side.
 */
import { signal } from "@preact/signals";
import type { SendPayload } from "../../../../shared/contract/message.ts";
import type { Clock } from "../../../core/clock.ts";
import { PageHeartbeat } from "../../../core/connection/page-heartbeat.ts";
import { ACK_TIMEOUT, type RoomSocket, type TransportName } from "../../../core/connection/room-socket.ts";
import type { RoomClient } from "../../../core/room-client.ts";
import { count, newTally, type Tally } from "./byte-counts.ts";
import { SEPARATOR } from "./framing.ts";
import { isHeartbeat, type Packet, readPacket } from "./packet.ts";
import { recordedTransports } from "./record-connection.ts";
import { isPoll, Recorder } from "./recorder.ts";
import type { Direction, NetworkRecord } from "./records.ts";
import { tallyOf } from "./totals.ts";

/** How long a comparison runs, in milliseconds: a polling session keeps the room awake. */
const MAX_DURATION = 300_000;

/** The measurements of one transport. */
export interface Column {
  tally: Tally;
  /** How long each message waited for its acknowledgement, in milliseconds. */
  waits: readonly number[];
}

export type ComparisonState =
  | { kind: "off" }
  | { kind: "opening" }
  | { kind: "on" }
  /** Stopped by the time limit or a failure. */
  | { kind: "ended"; after: "time" | "failure" };

/** A message that is not acknowledged yet. */
interface SentMessage {
  payload: SendPayload;
  at: number;
}

export class Comparison {
  readonly state = signal<ComparisonState>({ kind: "off" });
  /** Grows with every measurement. */
  readonly changed = signal(0);
  /** The transport of the second connection. */
  second: TransportName = "polling";
  /** The bytes that opened the second connection, up to the room's welcome. */
  opening = newTally();
  #chatTally: Tally = newTally();
  #chatWaits: number[] = [];
  #secondWaits: number[] = [];
  #secondRecorder = new Recorder();
  #end: (() => void) | undefined;
  readonly #sent = new Map<string, SentMessage>();
  /** Exchanges that wait for their response. */
  readonly #sharedExchanges = new Set<NetworkRecord>();

  constructor(
    private readonly room: Pick<RoomClient, "createSocket">,
    /** Records the chat's own connection. */
    private readonly recorder: Recorder,
    private readonly clock: Clock,
  ) {}

  /** The chat's transport, and the other one. */
  get columns(): Record<"chat" | "second", Column> {
    return {
      chat: { tally: this.#chatTally, waits: this.#chatWaits },
      second: { tally: tallyOf(this.#secondRecorder), waits: this.#secondWaits },
    };
  }

  /** @param chat the transport that the chat itself uses */
  start(chat: TransportName): void {
    this.stop();
    this.second = chat === "websocket" ? "polling" : "websocket";
    this.opening = newTally();
    this.#reset();
    this.#secondRecorder = new Recorder();
    this.state.value = { kind: "opening" };
    const socket = this.room.createSocket(recordedTransports(this.#secondRecorder)[this.second]);
    let heartbeat: PageHeartbeat | undefined;
    const listener = (direction: Direction, data: string | ArrayBuffer, record: NetworkRecord) =>
      this.#countShared(direction, data, record, socket);
    const cancel = this.clock.after(MAX_DURATION, () => this.#endAfter("time"));
    socket.io.on("open", () => {
      heartbeat = new PageHeartbeat(socket.io.engine, this.clock);
    });
    socket.once("welcome", () => {
      const records = this.#secondRecorder.records.filter((record) => !isPoll(record));
      this.opening = tallyOf({ dropped: newTally(), records });
      this.#secondRecorder.clear();
      this.#secondRecorder.listeners.add(() => this.changed.value++);
      this.recorder.listeners.add(listener);
      this.state.value = { kind: "on" };
    });
    socket.on("connect_error", () => this.#endAfter("failure"));
    socket.on("disconnect", () => this.#endAfter("failure"));
    this.#end = () => {
      cancel();
      heartbeat?.stop();
      this.recorder.listeners.delete(listener);
      socket.off();
      socket.disconnect();
    };
    socket.connect();
  }

  stop(): void {
    this.#end?.();
    this.#end = undefined;
    this.state.value = { kind: "off" };
  }

  #endAfter(after: "time" | "failure"): void {
    this.stop();
    this.state.value = { kind: "ended", after };
  }

  #reset(): void {
    this.#chatTally = newTally();
    this.#chatWaits = [];
    this.#secondWaits = [];
    this.#sent.clear();
    this.#sharedExchanges.clear();
    this.changed.value++;
  }

  /** Counts what both connections carry. */
  #countShared(
    direction: Direction,
    data: string | ArrayBuffer,
    record: NetworkRecord,
    socket: RoomSocket,
  ): void {
    const packets = typeof data === "string" ? data.split(SEPARATOR).map(readPacket) : [];
    const shared = packets.filter((packet) => this.#isShared(direction, packet, socket)).length > 0;
    if (record.kind === "frame" && shared) count(this.#chatTally, record);
    if (record.kind === "exchange" && shared) this.#sharedExchanges.add(record);
    const isComplete = record.kind === "exchange" && direction === "in";
    if (isComplete && this.#sharedExchanges.delete(record)) count(this.#chatTally, record);
    this.changed.value++;
  }

  #isShared(direction: Direction, packet: Packet, socket: RoomSocket): boolean {
    if (packet.socket === "EVENT" && direction === "out") {
      if (packet.event !== "message:send") return false;
      const [, payload] = JSON.parse(packet.data) as [string, SendPayload];
      this.#sent.set(packet.ackId, { payload, at: performance.now() });
      return true;
    }
    if (packet.socket !== "ACK") return packet.socket === "EVENT" || isHeartbeat(packet);
    const sent = this.#sent.get(packet.ackId);
    if (sent === undefined) return false;
    this.#sent.delete(packet.ackId);
    this.#chatWaits.push(performance.now() - sent.at);
    // A rejected message is not resent: it might be accepted by now.
    if (packet.data.startsWith('[{"ok":true')) void this.#resend(sent.payload, socket);
    return true;
  }

  async #resend(payload: SendPayload, socket: RoomSocket): Promise<void> {
    const at = performance.now();
    try {
      await socket.timeout(ACK_TIMEOUT).emitWithAck("message:send", payload);
      this.#secondWaits.push(performance.now() - at);
      this.changed.value++;
    } catch {
      // The connection ended, which is shown elsewhere, or the acknowledgement timed out.
    }
  }
}
