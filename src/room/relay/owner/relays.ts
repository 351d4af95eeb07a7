/**
 * The relays of a room: which there are, and which of them takes the next connection.
 *
 * There is a row for each relay with connections, so that a room that slept finds them again.
 */
import { SharedTimeout } from "../../../platform/shared-timeout.ts";
import type { Limits } from "../../../shared/limits.ts";
import type { Flush } from "../../broadcast/frame-batcher.ts";
import type { Clock } from "../../clock.ts";
import type { MessageStore } from "../../messages/message-store.ts";
import type { RoomSocket } from "../../room-io.ts";
import type { Position, Relay, UpBatch } from "../messages.ts";
import type { GoneClient } from "./linked-clients.ts";
import { RelayLink } from "./relay-link.ts";

const PREFIX = "relay:";

/** How long a connection may take from its assignment to a relay until it asks to join, in milliseconds. */
const ASSIGNMENT = 10_000;

/** How long after it did not answer a relay is called again at the earliest, in milliseconds. */
const LOST_RETRY = 10_000;

/** How long a relay that is full gets no new connection, in milliseconds. */
const FULL = 1_000;

/** How long a relay may take to answer, in milliseconds. */
const DEADLINE = 5_000;

export interface RelaysDependencies {
  kv: SyncKvStorage;
  clock: Clock;
  limits: Pick<Limits, "socketsPerObject" | "socketsPerRoom" | "silentMs">;
  messageStore: Pick<MessageStore, "lastSeq" | "rev" | "newestPage">;
  /** The stub of a relay. */
  relay: ((number: number) => Relay) | undefined;
  /** Sends what waits to be sent to all sockets. */
  flush: () => void;
}

/** What follows for clients. */
export interface RelayEvents {
  /** A client is gone. Its relay did not say so: it crashed, or does not answer. */
  onGone: (link: RelayLink, client: GoneClient) => void;
  /** The room may not know all connections of a relay. */
  onUnknownClients: (link: RelayLink) => void;
}

export class Relays {
  readonly #links = new Map<number, RelayLink>();
  /** When connections were sent to a relay that has not heard of them, by its number. In milliseconds since the epoch. */
  readonly #assigned = new Map<number, number[]>();
  /** Relays that did not answer, and when they are called again, in milliseconds since the epoch. */
  readonly #lost = new Map<number, number>();
  /** Relays that refused a connection, and until when they get no other, in milliseconds since the epoch. */
  readonly #full = new Map<number, number>();
  /** When the sockets of silent clients are forgotten next, in milliseconds since the epoch. */
  #forgetAt = 0;
  readonly #timeout: SharedTimeout;
  #isStarted = false;
  #position: Position = { seq: 0, rev: 0 };

  #events: RelayEvents | undefined;

  constructor(private readonly deps: RelaysDependencies) {
    this.#timeout = new SharedTimeout(DEADLINE, deps.clock);
  }

  /** Has the events of relays handled. */
  watch(events: RelayEvents): void {
    this.#events = events;
  }

  /** Finds the relays again, before anything is sent. A second call does nothing. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    if (this.deps.relay === undefined) return;
    const keys = Array.from(this.deps.kv.list({ prefix: PREFIX }), ([key]) => key);
    if (keys.length === 0) return;
    this.#position = this.#stored();
    for (const key of keys) {
      const link = this.#create(Number(key.slice(PREFIX.length)));
      link.isStored = true;
      link.greet();
    }
  }

  /** Finds the relays first, where nothing else has: who asks for them would take the room's own sockets for all. */
  get links(): readonly RelayLink[] {
    this.start();
    return this.#links.size === 0 ? NONE : [...this.#links.values()];
  }

  /**
   * Which relay takes a new connection.
   *
   * @param local how many connections the room's own object has
   * @param full the number of a relay that has just refused the connection
   * @returns its number; undefined for the room's own object, and for a room that is full
   */
  place(local: number, full?: number): number | undefined {
    if (full !== undefined) this.#full.set(full, this.deps.clock.now() + FULL);
    const { socketsPerObject, socketsPerRoom } = this.deps.limits;
    if (this.deps.relay === undefined || local < socketsPerObject) return undefined;
    const most = Math.ceil(socketsPerRoom / socketsPerObject);
    for (let number = 1; number <= most; number++) {
      if (this.#loadOf(number) >= socketsPerObject) continue;
      const assigned = this.#assigned.get(number) ?? [];
      this.#assigned.set(number, [...assigned, this.deps.clock.now()]);
      return number;
    }
    return undefined;
  }

  /** The link that a batch came by. */
  linkOf({ relay, epoch, connections, messages }: UpBatch): RelayLink {
    this.#forgetSilent();
    const joins = messages.filter(({ type }) => type === "join").length;
    const link = this.#links.get(relay) ?? this.#adopt(relay, connections > joins);
    link.connections = connections;
    if (link.epoch !== undefined && link.epoch !== epoch) this.#restart(link, epoch);
    link.epoch = epoch;
    return link;
  }

  /** Without a timer, which would keep the room awake. */
  #forgetSilent(): void {
    const now = this.deps.clock.now();
    if (now < this.#forgetAt) return;
    this.#forgetAt = now + this.deps.limits.silentMs;
    for (const link of this.#links.values()) link.forgetSilent();
  }

  /** A connection that was sent to a relay asks to join. */
  arrived({ number }: RelayLink): void {
    this.#assigned.get(number)?.shift();
  }

  /** A relay has a client that was admitted: it is found again after a sleep. */
  remember(link: RelayLink): void {
    if (link.isStored) return;
    link.isStored = true;
    this.deps.kv.put(PREFIX + link.number, true);
  }

  /** All relays have been sent a flush, or will be. */
  reached({ messages, changes }: Flush): void {
    if (messages === undefined && changes === undefined) return;
    const { seq, rev } = this.#position;
    this.#position = { seq: messages?.at(-1)?.seq ?? seq, rev: changes?.rev ?? rev };
    for (const link of this.#links.values()) link.send({ type: "position", position: this.#position });
    if (this.#lost.size > 0) this.#callLost();
  }

  /**
   * Settles when all relays have handled what they were sent, or are lost.
   *
   * @param socket one that waits for its answer, which comes after the rest: its relay is not waited for
   * @returns undefined for a room without relays
   */
  settled(socket?: RoomSocket): Promise<void> | undefined {
    const { links } = this;
    if (links.length === 0) return undefined;
    const others = links.filter((link) => socket === undefined || !link.has(socket.id));
    return Promise.all(others.map((link) => link.settled())).then(() => undefined);
  }

  /** The relay has no connections any more. */
  remove(link: RelayLink): void {
    if (this.#links.get(link.number) !== link) return;
    this.#links.delete(link.number);
    if (link.isStored) this.deps.kv.delete(PREFIX + link.number);
    link.close();
    this.#drop(link);
  }

  /** Its clients are not there any more, as far as the room can tell. It is called again with a later flush. */
  #lose(link: RelayLink): void {
    if (this.#links.get(link.number) !== link) return;
    this.#links.delete(link.number);
    this.#lost.set(link.number, this.deps.clock.now() + LOST_RETRY);
    this.#drop(link);
  }

  #callLost(): void {
    const now = this.deps.clock.now();
    for (const [number, at] of this.#lost) {
      if (at > now) continue;
      this.#lost.delete(number);
      const link = this.#create(number);
      link.isStored = true;
      this.deps.flush();
      this.#events?.onUnknownClients(link);
    }
  }

  /** A relay of which the room does not know. */
  #adopt(number: number, hasOthers: boolean): RelayLink {
    this.start();
    this.deps.flush();
    this.#position = this.#stored();
    const wasLost = this.#lost.delete(number);
    const link = this.#create(number);
    link.isStored = wasLost;
    link.isListed = !hasOthers;
    if (!hasOthers) return link;
    this.remember(link);
    this.#events?.onUnknownClients(link);
    return link;
  }

  #create(number: number): RelayLink {
    const { clock, messageStore, relay } = this.deps;
    if (relay === undefined) throw new Error("this deployment has no relays");
    const link = new RelayLink(number, this.#position, {
      clock,
      timeout: this.#timeout,
      relay: () => relay(number),
      stored: () => this.#stored(),
      newestPage: () => messageStore.newestPage.messages,
      onNewEpoch: (known, epoch) => this.#restart(known, epoch),
      onEmpty: (known) => this.remove(known),
      onLost: (known) => this.#lose(known),
    });
    this.#links.set(number, link);
    return link;
  }

  #restart(link: RelayLink, epoch: string): void {
    this.#drop(link);
    this.deps.flush();
    link.restart(epoch, this.#stored());
  }

  #drop(link: RelayLink): void {
    for (const client of link.clear()) this.#events?.onGone(link, client);
  }

  #loadOf(number: number): number {
    const now = this.deps.clock.now();
    if ((this.#full.get(number) ?? 0) > now) return Number.POSITIVE_INFINITY;
    this.#full.delete(number);
    const since = now - ASSIGNMENT;
    const assigned = (this.#assigned.get(number) ?? []).filter((at) => at > since);
    if (assigned.length > 0) this.#assigned.set(number, assigned);
    else this.#assigned.delete(number);
    return (this.#links.get(number)?.connections ?? 0) + assigned.length;
  }

  #stored(): Position {
    const { lastSeq: seq, rev } = this.deps.messageStore;
    return { seq, rev };
  }
}

const NONE: readonly RelayLink[] = [];
