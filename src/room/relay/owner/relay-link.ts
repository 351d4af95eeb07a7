/**
 * A room's side of one relay: the messages that it sends there, in order, each handled once.
 *
 * A message leaves with the answer to a batch of the relay where there is one, and else in a call of its own. While a call is in
 * progress the next messages gather. A relay that does not answer in time is called again; after that it is lost.
 */
import type { SharedTimeout } from "../../../platform/shared-timeout.ts";
import type { Message, Welcome } from "../../../shared/contract/index.ts";
import { encodeEvent, pageJson, welcomeHead } from "../../broadcast/room-parser.ts";
import type { Clock } from "../../clock.ts";
import type {
  ConnectedClient,
  Delivered,
  DownMessage,
  Position,
  Receipt,
  Relay,
  Transmission,
  UpBatch,
} from "../messages.ts";
import { LinkedClients } from "./linked-clients.ts";
import type { RelayOutbox } from "./relayed-socket.ts";

/** After how many milliseconds a failed call is repeated. A relay that fails once more is lost. */
const RETRIES = [100, 1_000, 5_000];

/** How many messages wait for a relay that does not answer before it is lost. */
const MAX_WAITING = 20_000;

export interface RelayLinkHost {
  clock: Pick<Clock, "after">;
  /** How long a relay may take to answer. */
  timeout: Pick<SharedTimeout, "resultOf">;
  /** A stub that did not fail before. */
  relay: () => Pick<Relay, "deliver" | "connectedClients">;
  /** What is stored. */
  stored(): Position;
  /** The newest page of messages: the same array until it changes. */
  newestPage(): readonly Message[];
  /** The relay has another epoch: the clients that were known are gone. */
  onNewEpoch(link: RelayLink, epoch: string): void;
  /** The relay has no connections. */
  onEmpty(link: RelayLink): void;
  /** The relay does not answer. */
  onLost(link: RelayLink): void;
}

export class RelayLink extends LinkedClients implements RelayOutbox {
  /** Names the relay from its first connection to its last. */
  epoch: string | undefined;
  /** How many connections it has, as far as it said. */
  connections = 0;
  /** Whether there is a row for it. */
  isStored = false;
  /** The last batch that was handled. */
  lastBatch: Pick<UpBatch, "instance" | "number"> = { instance: "", number: 0 };
  #session = crypto.randomUUID();
  /** How many messages the relay has handled. */
  #confirmed = 0;
  /** What it has not confirmed, and how many of those it was sent. */
  #messages: DownMessage[] = [];
  #sent = 0;
  #base: Position;
  /** The page that the relay has. */
  #page: readonly Message[] | undefined;
  #answering = 0;
  #isCalling = false;
  /** Between a failed call and the next one. */
  #isPausing = false;
  #isScheduled = false;
  #isForced = false;
  #isLost = false;
  #failures = 0;
  #watchers: { number: number; resolve: () => void }[] = [];

  /** @param base what the relay's sockets received before this memory of it began */
  constructor(
    readonly number: number,
    base: Position,
    private readonly host: RelayLinkHost,
  ) {
    super();
    this.#base = base;
  }

  send(message: DownMessage): void {
    if (this.#isLost) return;
    this.#messages.push(message);
    if (this.#messages.length > MAX_WAITING) this.#end(true);
    else this.#schedule();
  }

  join(ids: string[], room: string): void {
    this.noteRoom(ids, room);
    this.send({ type: "rooms", in: ids, join: room });
  }

  leave(ids: string[], room: string): void {
    this.unnoteRoom(ids, room);
    this.send({ type: "rooms", in: ids, leave: room });
  }

  sendEvent(socketId: string, event: string, payload: readonly unknown[]): void {
    const newestPage = this.host.newestPage;
    const welcome = event === "welcome" ? (payload[0] as Welcome) : undefined;
    if (welcome === undefined || welcome.messages !== newestPage()) {
      this.send({ type: "emit", packet: encodeEvent([event, ...payload]), in: [socketId] });
      return;
    }
    if (this.#page !== welcome.messages) this.send({ type: "page", json: pageJson(welcome.messages) });
    this.#page = welcome.messages;
    this.send({ type: "welcome", socketId, json: welcomeHead(welcome) });
  }

  /** Calls the relay, even if there is nothing to send: it learns where the room is, and says what it has. */
  greet(): void {
    this.#schedule(true);
  }

  /** A batch of the relay is being handled: what is to be sent leaves with its answer. */
  hold(): void {
    this.#answering++;
  }

  /** The answer to a batch. */
  release(): Transmission {
    this.#answering--;
    this.#isForced = false;
    // The relay says that it has handled the answer only when it calls or is called again.
    if (this.#watchers.length > 0) this.#schedule(true);
    return this.#take();
  }

  /** The relay says what it has handled. */
  confirm({ session, number }: Receipt): void {
    const count = number - this.#confirmed;
    if (session !== this.#session || count <= 0) return;
    for (const message of this.#messages.splice(0, count))
      if (message.type === "position") this.#base = message.position;
    this.#confirmed += count;
    this.#sent -= Math.min(count, this.#sent);
    this.#notify();
  }

  /** Settles when the relay has handled all that it was sent so far, or is lost. */
  async settled(): Promise<void> {
    if (this.#isLost || this.#messages.length === 0) return;
    const number = this.#confirmed + this.#messages.length;
    this.#schedule(true);
    await new Promise<void>((resolve) => this.#watchers.push({ number, resolve }));
  }

  /** Forgets what was sent to an earlier epoch of the relay. */
  restart(epoch: string, base: Position): void {
    this.epoch = epoch;
    this.isListed = true;
    this.lastBatch = { instance: "", number: 0 };
    this.#session = crypto.randomUUID();
    this.#confirmed = 0;
    this.#messages = [];
    this.#sent = 0;
    this.#page = undefined;
    this.#base = base;
    this.#notify(true);
  }

  /** It is not used any more. */
  close(): void {
    this.#isLost = true;
    this.#notify(true);
  }

  /**
   * Its clients; none where it does not answer.
   *
   * @param ids those of the sockets that are needed; all by default
   */
  async connectedClients(ids?: string[]): Promise<ConnectedClient[]> {
    const asked = this.host.timeout.resultOf(this.host.relay().connectedClients(ids));
    const clients = await asked.catch(() => undefined);
    if (clients === undefined && !this.#isLost) this.#end(true);
    return clients ?? [];
  }

  /** The relay has slept: it has the page no longer. */
  forgetPage(): void {
    this.#page = undefined;
  }

  #schedule(isForced = false): void {
    this.#isForced ||= isForced;
    if (this.#isScheduled || this.#isLost) return;
    this.#isScheduled = true;
    // `queueMicrotask` of workerd takes ten times as long, and each message is scheduled for each relay.
    void Promise.resolve().then(() => {
      this.#isScheduled = false;
      const isNeeded = this.#isForced || this.#sent < this.#messages.length;
      const isBusy = this.#answering > 0 || this.#isCalling || this.#isPausing;
      if (isNeeded && !isBusy && !this.#isLost) void this.#deliver();
    });
  }

  async #deliver(): Promise<void> {
    this.#isCalling = true;
    this.#isForced = false;
    const session = this.#session;
    const batch = this.lastBatch;
    let delivered: Delivered | undefined;
    try {
      delivered = await this.host.timeout.resultOf(this.host.relay().deliver(this.#take()));
    } catch {
      // It is called again.
    }
    this.#isCalling = false;
    if (this.#isLost) return;
    if (delivered === undefined) {
      this.#onFailure();
      return;
    }
    this.#failures = 0;
    if (session === this.#session) this.#onDelivered(delivered, batch === this.lastBatch);
    this.#schedule();
  }

  /** @param isNewest whether the relay has not sent a batch meanwhile, which says more */
  #onDelivered({ epoch, connections, received }: Delivered, isNewest: boolean): void {
    if (isNewest) this.connections = connections;
    if (isNewest && connections === 0) this.#end(false);
    else if (this.epoch === undefined || this.epoch === epoch) this.confirm(received);
    else this.host.onNewEpoch(this, epoch);
    this.epoch ??= epoch;
  }

  #onFailure(): void {
    const wait = RETRIES[this.#failures++];
    if (wait === undefined) {
      this.#end(true);
      return;
    }
    this.#isPausing = true;
    this.host.clock.after(wait, () => {
      this.#isPausing = false;
      this.#schedule(true);
    });
  }

  #end(isLost: boolean): void {
    this.close();
    this.#messages = [];
    if (isLost) this.host.onLost(this);
    else this.host.onEmpty(this);
  }

  #take(): Transmission {
    this.#sent = this.#messages.length;
    return {
      epoch: this.epoch,
      session: this.#session,
      first: this.#confirmed + 1,
      base: this.#base,
      stored: this.host.stored(),
      messages: [...this.#messages],
    };
  }

  #notify(isEnd = false): void {
    if (this.#watchers.length === 0) return;
    const isDone = ({ number }: { number: number }): boolean => isEnd || number <= this.#confirmed;
    for (const watcher of this.#watchers.filter(isDone)) watcher.resolve();
    this.#watchers = this.#watchers.filter((watcher) => !isDone(watcher));
  }
}
