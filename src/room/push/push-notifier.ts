/**
 * Notifies people whose pages are closed of new messages.
 *
 * A message only sets an alarm, once for all that follow within the delay. The alarm compares the new messages with the
 * subscriptions and stores, for each device, how many its next notice is about: so nothing is lost if the object is stopped, and
 * a notice that has to wait counts the messages that come meanwhile. Then it sends, while the room goes on.
 */
import type { Member, Message } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import type { MessageStore } from "../messages/message-store.ts";
import type { ReadReceipts } from "../messages/read-receipts.ts";
import { ConcernedPeople } from "./concerned-people.ts";
import { noticeOf } from "./notice.ts";
import type { PushOutcome, PushSender } from "./push-sender.ts";
import type { PushSubscriptionStore, StoredSubscription } from "./subscription-store.ts";

/** The `seq` up to which messages were compared with the subscriptions. */
const CURSOR = "push:cursor";

/** How many messages are compared at once. */
const MAX_COMPARED = 500;

/** Only these can concern a person who does not want all messages. */
const PERSONAL = "(reply_to IS NOT NULL OR instr(text, '@') > 0)";

/** An alarm that is later than this was lost, in milliseconds. */
const LATE = 30_000;

/** How many notices one alarm sends: each is a request, and on Cloudflare's free plan an alarm has fifty. */
const MAX_SENT = 40;

/** How many are sent at a time: as many connections as an object may open. */
const CONCURRENT = 6;

/** When an alarm runs again if the object was stopped while it sent, or it could not do its work, in milliseconds. */
const INTERRUPTED_AFTER = 60_000;

/** The waits before further attempts, in milliseconds. After the last one a notice waits for the next message. */
const RETRY_AFTER = [10_000, 60_000, 300_000, 1_800_000];

export interface PushNotifierDependencies {
  room: string;
  title: () => string;
  subscriptions: PushSubscriptionStore;
  sender: Pick<PushSender, "send">;
  messageStore: Pick<MessageStore, "lastSeq" | "select" | "find">;
  readReceipts: Pick<ReadReceipts, "newest">;
  kv: SyncKvStorage;
  clock: Pick<Clock, "now">;
  limits: Pick<Limits, "pushDelayMs" | "pushIntervalMs">;
  /** Resolves once `members` and `isWatching` know who is connected. */
  ready: () => Promise<void>;
  members: () => readonly Member[];
  /** Whether a page of a person shows the room. */
  isWatching: (person: string) => boolean;
  /** Whether a person may read the room. */
  mayRead: (person: string) => boolean;
  /** Sets the alarm that calls {@link PushNotifier.run}, in milliseconds since the epoch; undefined for none. */
  schedule: (at: number | undefined) => void;
  onError: (error: unknown) => void;
  /** A push service did not take a notice. @param service its host, never the whole endpoint */
  onRejected: (service: string, status: number) => void;
}

export class PushNotifier {
  /** When the alarm is set for, as far as is known since the object woke. */
  #alarmAt: number | undefined;
  #isSending = false;

  constructor(private readonly deps: PushNotifierDependencies) {}

  /** There is a new message. Does nothing in a room without subscriptions. */
  messageSent({ text, replyTo }: Pick<Message, "text" | "replyTo">): void {
    const { subscriptions, clock, limits } = this.deps;
    if (subscriptions.isEmpty || this.#isSending) return;
    const isPersonal = replyTo !== undefined || text.includes("@");
    if (!isPersonal && !subscriptions.hasAll) return;
    const now = clock.now();
    const at = now + limits.pushDelayMs;
    if (this.#alarmAt !== undefined && this.#alarmAt > now - LATE && this.#alarmAt <= at) return;
    this.#schedule(at);
  }

  /** A person subscribed: the messages up to now do not concern them. */
  subscribed(isFirst: boolean): void {
    if (!isFirst) return;
    this.deps.kv.put(CURSOR, this.deps.messageStore.lastSeq);
    this.#alarmAt = undefined;
  }

  /**
   * Runs when the alarm is due. Resolves when everything is stored that is to be sent: the sending itself is not awaited, because
   * other alarms would wait for push services.
   */
  async run(): Promise<void> {
    const { subscriptions, clock, ready, onError } = this.deps;
    this.#alarmAt = undefined;
    if (subscriptions.isEmpty) return;
    try {
      if (!this.#isSending) await ready();
      if (this.#isSending) {
        // In case that the object is stopped meanwhile.
        this.#scheduleAgain();
        return;
      }
      this.#compare();
    } catch (error) {
      // Without it the notices would wait for the next message.
      this.#scheduleAgain();
      throw error;
    }
    const due = this.#due;
    if (due.length === 0) {
      this.#scheduleNext();
      return;
    }
    this.#isSending = true;
    this.#schedule(clock.now() + INTERRUPTED_AFTER);
    void this.#sendAll(due).then(
      () => {
        this.#isSending = false;
        this.#scheduleNext();
      },
      (error: unknown) => {
        this.#isSending = false;
        // It is due, and no attempt was counted: at once would be again and again.
        this.#scheduleNext(clock.now() + INTERRUPTED_AFTER);
        onError(error);
      },
    );
  }

  get #due(): StoredSubscription[] {
    const now = this.deps.clock.now();
    return this.deps.subscriptions.all
      .filter((subscription) => isWaiting(subscription) && subscription.due <= now)
      .sort((a, b) => a.due - b.due)
      .slice(0, MAX_SENT);
  }

  /** Settles when nothing is being sent any more. @throws the first error */
  async #sendAll(due: StoredSubscription[]): Promise<void> {
    /** Push services that did not answer: the other devices on them wait for their next attempt. */
    const silent = new Set<string>();
    const sendNext = async (): Promise<void> => {
      for (let next = due.shift(); next !== undefined; next = due.shift()) await this.#notify(next, silent);
    };
    const results = await Promise.allSettled(Array.from({ length: CONCURRENT }, sendNext));
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }

  /**
   * Adds the new messages to the notices of the people whom they concern. Synchronous, and writes nothing before everything is known, so
   * that none is counted twice, also by an alarm that runs again after an error.
   */
  #compare(): void {
    const { subscriptions, messageStore, kv, members, isWatching, mayRead } = this.deps;
    const { lastSeq } = messageStore;
    if (lastSeq <= this.#cursor) return;
    const messages = messageStore.select(
      `WHERE seq > ? ${subscriptions.hasAll ? "" : `AND ${PERSONAL}`} ORDER BY seq LIMIT ?`,
      this.#cursor,
      MAX_COMPARED,
    );
    const all = subscriptions.all;
    const people = all.map(({ person, name }) => ({ id: person, name }));
    const concerned = new ConcernedPeople(
      [...members(), ...people],
      (seq) => messageStore.find(seq)?.from.id,
    );
    const kept = messages.filter(({ deleted }) => !deleted);
    const targets = kept.map((message) => ({ message, people: concerned.of(message) }));
    const writes: (() => void)[] = [];
    for (const subscription of all) {
      const { endpoint, person } = subscription;
      if (!mayRead(person)) writes.push(() => subscriptions.remove(endpoint));
      else if (!isWatching(person)) {
        const changes = this.#withNew(subscription, targets);
        if (changes !== undefined) writes.push(() => subscriptions.change(endpoint, changes));
      }
    }
    for (const write of writes) write();
    kv.put(CURSOR, messages.length < MAX_COMPARED ? lastSeq : (messages.at(-1)?.seq ?? lastSeq));
  }

  /** What changes of a subscription with new messages; undefined if none of them is for it. */
  #withNew(
    { person, level, since, waiting, attempts }: StoredSubscription,
    targets: readonly { message: Message; people: ReadonlySet<string> }[],
  ): Pick<StoredSubscription, "waiting" | "seq" | "attempts"> | undefined {
    const seen = Math.max(since, this.deps.readReceipts.newest(person) ?? 0);
    const found = targets.filter(
      ({ message: { seq, from }, people }) =>
        seq > seen && from.id !== person && (level === "all" || people.has(person)),
    );
    const newest = found.at(-1);
    if (newest === undefined) return undefined;
    return {
      waiting: waiting + found.length,
      seq: newest.message.seq,
      // A notice that could not be sent is tried again with this one.
      attempts: attempts > RETRY_AFTER.length ? 0 : attempts,
    };
  }

  async #notify(subscription: StoredSubscription, silent: Set<string>): Promise<void> {
    const { room, title, subscriptions, sender, messageStore, readReceipts, isWatching, mayRead } = this.deps;
    const { endpoint, person, waiting, seq } = subscription;
    if (subscriptions.find(endpoint)?.person !== person) return;
    if (!mayRead(person)) {
      subscriptions.remove(endpoint);
      return;
    }
    const message = messageStore.find(seq);
    const isGone = (message === undefined || message.deleted) && waiting === 1;
    if (isGone || isWatching(person) || (readReceipts.newest(person) ?? 0) >= seq) {
      subscriptions.change(endpoint, NOTHING_WAITING);
      return;
    }
    const { origin } = new URL(endpoint);
    const outcome: PushOutcome = silent.has(origin)
      ? { kind: "failed" }
      : await sender.send(subscription, noticeOf(subscription, message, { name: room, title: title() }));
    if (outcome.kind === "failed" && outcome.isSilent) silent.add(origin);
    this.#apply(subscription, outcome);
  }

  #apply({ endpoint, waiting }: StoredSubscription, outcome: PushOutcome): void {
    const { subscriptions, clock, limits, onRejected } = this.deps;
    const current = subscriptions.find(endpoint);
    if (current === undefined) return;
    const now = clock.now();
    if (outcome.kind === "gone") {
      subscriptions.remove(endpoint);
    } else if (outcome.kind === "failed") {
      const attempts = current.attempts + 1;
      const wait = Math.max(outcome.after ?? 0, RETRY_AFTER[attempts - 1] ?? 0, limits.pushIntervalMs);
      subscriptions.change(endpoint, { attempts, due: now + wait });
    } else {
      if (outcome.kind === "rejected") onRejected(new URL(endpoint).hostname, outcome.status);
      const left = Math.max(0, current.waiting - waiting);
      subscriptions.change(endpoint, { waiting: left, attempts: 0, due: now + limits.pushIntervalMs });
    }
  }

  get #cursor(): number {
    return this.deps.kv.get<number>(CURSOR) ?? 0;
  }

  /** Sets the alarm for what it has to do next. @param earliest in milliseconds since the epoch */
  #scheduleNext(earliest = this.deps.clock.now()): void {
    const { subscriptions, messageStore, clock, limits } = this.deps;
    const times = subscriptions.all.filter(isWaiting).map(({ due }) => due);
    // Messages that came while notices were sent.
    if (!subscriptions.isEmpty && messageStore.lastSeq > this.#cursor)
      times.push(clock.now() + limits.pushDelayMs);
    if (times.length > 0) this.#schedule(Math.max(earliest, Math.min(...times)));
    else if (this.#alarmAt !== undefined) this.#schedule(undefined);
  }

  /** Sets the alarm for another attempt, unless it is set. */
  #scheduleAgain(): void {
    if (this.#alarmAt === undefined) this.#schedule(this.deps.clock.now() + INTERRUPTED_AFTER);
  }

  #schedule(at: number | undefined): void {
    this.#alarmAt = at;
    this.deps.schedule(at);
  }
}

const NOTHING_WAITING = { waiting: 0, attempts: 0 };

/** Whether there is something to send, and another attempt to send it. */
const isWaiting = ({ waiting, attempts }: StoredSubscription): boolean =>
  waiting > 0 && attempts <= RETRY_AFTER.length;
