/** Handles the messages of a room for a relay: in order, each once. What the sockets missed comes first. */
import { resultWithin } from "../../platform/with-timeout.ts";
import { HIDDEN } from "../broadcast/audience.ts";
import { ENCODED, welcomePacket } from "../broadcast/room-parser.ts";
import type { Clock } from "../clock.ts";
import type { DownMessage, EmitMessage, Position, RelayOwner, Transmission } from "./messages.ts";
import type { RelayClients } from "./relay-clients.ts";
import type { RelayServer } from "./relay-io.ts";
import type { RelayMemory } from "./relay-memory.ts";

/** How long the room may take to say what was missed, in milliseconds, and how often it is asked. */
const DEADLINE = 5_000;
const TRIES = 5;
const RETRY_AFTER = 200;

/** How many earlier sessions of the room are remembered. */
const MAX_RETIRED = 100;

/** How long after it is stored a message may arrive, in milliseconds, before the room is asked for it. */
const OVERDUE = 2_000;

export interface RelayDownlinkDependencies {
  io: RelayServer;
  clock: Pick<Clock, "after">;
  memory: RelayMemory;
  clients: Pick<RelayClients, "admitted" | "refused" | "answered">;
  missed: RelayOwner["missedByRelay"];
  /** Asks the room for what there is. */
  ask: () => void;
  /** Closes all connections, so that their clients connect again and get what they missed. */
  reconnectAll: () => void;
  onError: (error: unknown) => void;
}

export class RelayDownlink {
  readonly #retired = new Set<string>();
  #page = "[]";
  #queue: Promise<void> = Promise.resolve();
  #isOverdueTimerSet = false;

  constructor(private readonly deps: RelayDownlinkDependencies) {}

  /** Settles when the messages are handled. */
  receive(transmission: Transmission): Promise<void> {
    this.#queue = this.#queue.then(() => this.#receive(transmission)).catch(this.deps.onError);
    return this.#queue;
  }

  async #receive({ epoch, session, first, base, stored, messages }: Transmission): Promise<void> {
    const { memory } = this.deps;
    await memory.restore();
    if ((epoch !== undefined && epoch !== memory.epoch) || this.#retired.has(session)) return;
    const { received } = memory;
    const handled = session === received.session ? received.number : 0;
    if (session !== received.session || first > handled + 1) {
      if (received.session !== undefined && received.session !== session) this.#retire(received.session);
      await this.#catchUp(base, received.session !== undefined);
      memory.received = { session, number: first - 1 };
    }
    for (const [index, message] of messages.entries()) {
      const number = first + index;
      if (number <= memory.received.number) continue;
      memory.received = { session, number };
      await this.#handle(message);
    }
    if (messages.length > 0) memory.changed();
    this.#expect(stored);
  }

  /** A call of an earlier memory of the room may still arrive: it is ignored. */
  #retire(session: string): void {
    this.#retired.add(session);
    if (this.#retired.size <= MAX_RETIRED) return;
    for (const oldest of this.#retired) {
      this.#retired.delete(oldest);
      return;
    }
  }

  /** @param hasPosition false for a relay without connections before */
  async #catchUp(base: Position, hasPosition: boolean): Promise<void> {
    const { memory, io } = this.deps;
    const { position, hiddenPosition } = memory;
    memory.position = base;
    memory.hiddenPosition = base;
    if (!hasPosition || io.of("/").adapter.sids.size === 0) return;
    // A frame for those that are not visible was waiting when the room crashed.
    if (this.#hasHidden && isBehind(hiddenPosition, position))
      await this.#resend(hiddenPosition, position, [...HIDDEN]);
    if (isBehind(position, base)) await this.#resend(position, base);
  }

  /** Fetches what sockets missed: all of them, or those in rooms. */
  async #resend(from: Position, to: Position, rooms?: string[]): Promise<void> {
    const missed = await this.#missed(from, to);
    if (missed === undefined) this.deps.reconnectAll();
    else for (const message of missed) this.#emit({ ...message, ...(rooms && { in: rooms }) });
  }

  get #hasHidden(): boolean {
    const { rooms } = this.deps.io.of("/").adapter;
    return HIDDEN.some((kind) => (rooms.get(kind)?.size ?? 0) > 0);
  }

  /** A frame for sockets that are not visible has all that others have, and a socket has it when it becomes one of them. */
  #noteHidden(rooms: readonly string[] = []): void {
    const { memory } = this.deps;
    if (HIDDEN.some((kind) => rooms.includes(kind))) memory.hiddenPosition = memory.position;
  }

  async #missed(from: Position, to: Position): Promise<EmitMessage[] | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      const missed = resultWithin(
        DEADLINE,
        this.deps.missed(from, to).then((messages) => ({ messages })),
      );
      const answer = await missed.catch(() => undefined);
      if (answer !== undefined) return answer.messages;
      await scheduler.wait(RETRY_AFTER);
    }
    return undefined;
  }

  /** Asks for a message that was stored and does not arrive: the room may have crashed before it was sent. */
  #expect({ seq, rev }: Position): void {
    const { memory, clock, ask } = this.deps;
    const isOverdue = (): boolean => isBehind(memory.position, { seq, rev });
    if (!isOverdue() || this.#isOverdueTimerSet) return;
    this.#isOverdueTimerSet = true;
    clock.after(OVERDUE, () => {
      this.#isOverdueTimerSet = false;
      if (isOverdue()) ask();
    });
  }

  async #handle(message: DownMessage): Promise<void> {
    const { io, clients, memory } = this.deps;
    switch (message.type) {
      case "admitted":
        return clients.admitted(message.socketId, message.data);
      case "refused":
        return clients.refused(message.socketId, message.message, message.data);
      case "answer":
        return clients.answered(message.number, message.json);
      case "emit":
        this.#noteHidden(message.in);
        return this.#emit(message);
      case "page":
        this.#page = message.json;
        return;
      case "welcome":
        io.in([message.socketId]).emit(ENCODED, welcomePacket(message.json, this.#page));
        return;
      case "rooms":
        if (message.join !== undefined) {
          this.#noteHidden([message.join]);
          io.in(message.in).socketsJoin(message.join);
        }
        if (message.leave !== undefined) io.in(message.in).socketsLeave(message.leave);
        return;
      case "data": {
        const [socket] = await io.in([message.socketId]).fetchSockets();
        if (socket !== undefined) Object.assign(socket.data, message.data);
        return;
      }
      case "disconnect":
        this.#select(message).disconnectSockets(true);
        return;
      case "position":
        memory.position = message.position;
    }
  }

  #select({ in: rooms, except = [] }: { in?: string[]; except?: string[] }) {
    const { io } = this.deps;
    return rooms === undefined ? io.except(except) : io.in(rooms).except(except);
  }

  #emit({ packet, isVolatile, ...selection }: EmitMessage): void {
    const selected = this.#select(selection);
    (isVolatile ? selected.volatile : selected).emit(ENCODED, packet);
  }
}

const isBehind = (position: Position, other: Position): boolean =>
  position.seq < other.seq || position.rev < other.rev;
