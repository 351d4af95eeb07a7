/**
 * Subscriptions to Web Push: the devices on which people asked for notices of a room, and what each is still to be sent.
 *
 * A room without subscriptions stores nothing. The others are read once after a wake, because every message looks for them.
 */
import type { Schema } from "../../platform/migrations.ts";
import type { Language } from "../../shared/language.ts";
import type { Limits } from "../../shared/limits.ts";
import type { NotificationLevel, PushLevel } from "../../shared/push.ts";
import { RoomError } from "../room-error.ts";

/** What a device asked for. */
export type NewSubscription = {
  /** The address of the device at its push service: a secret, never logged. */
  endpoint: string;
  /** The id of the person. */
  person: string;
  /** Their name in the room, which others mention. */
  name: string;
  p256dh: string;
  auth: string;
  level: PushLevel;
  language: Language;
  /** The origin of the page: whom a push service may contact. */
  site: string;
  /** The device of the person's session; null where they had no account when they subscribed. */
  device: string | null;
};

export type StoredSubscription = NewSubscription & {
  /** When it was stored, in milliseconds since the epoch. */
  at: number;
  /** Only messages after this `seq` concern it. */
  since: number;
  /** How many messages its next notice is about. */
  waiting: number;
  /** The newest of them. */
  seq: number;
  /** When the next notice may be sent, in milliseconds since the epoch. */
  due: number;
  /** How often that failed. */
  attempts: number;
};

const COLUMNS =
  "endpoint, person, name, p256dh, auth, level, language, site, at, since, waiting, seq, due, attempts, device";

export class PushSubscriptionStore {
  #rows: Map<string, StoredSubscription> | undefined;

  constructor(
    private readonly sql: SqlStorage,
    private readonly schema: Pick<Schema, "exists" | "create">,
    private readonly limits: Pick<Limits, "pushSubscriptionsPerPerson" | "pushSubscriptionsPerRoom">,
  ) {}

  get isEmpty(): boolean {
    return this.#stored.size === 0;
  }

  /** Whether a device is to be notified of all messages. */
  get hasAll(): boolean {
    for (const { level } of this.#stored.values()) if (level === "all") return true;
    return false;
  }

  get all(): StoredSubscription[] {
    return [...this.#stored.values()];
  }

  /** The subscription of an endpoint, as it is now. */
  find(endpoint: string): StoredSubscription | undefined {
    return this.#stored.get(endpoint);
  }

  /**
   * Stores a subscription, or what changed of it. An endpoint belongs to the person who stored it last.
   *
   * @param at milliseconds since the epoch
   * @param since the `seq` of the newest message
   * @throws {RoomError} `too_large` when the room has too many
   */
  add(asked: NewSubscription, at: number, since: number): void {
    const known = this.find(asked.endpoint);
    if (known?.person === asked.person) {
      this.change(asked.endpoint, asked);
      return;
    }
    const own = this.all.filter(({ person }) => person === asked.person).sort((a, b) => a.at - b.at);
    const surplus = own.slice(0, Math.max(0, own.length + 1 - this.limits.pushSubscriptionsPerPerson));
    const others = this.#stored.size - surplus.length - (known === undefined ? 0 : 1);
    if (others >= this.limits.pushSubscriptionsPerRoom) {
      throw new RoomError(
        "too_large",
        `At most ${this.limits.pushSubscriptionsPerRoom} devices can be notified of a room.`,
      );
    }
    for (const { endpoint } of surplus) this.remove(endpoint);
    this.#write({ ...asked, at, since, waiting: 0, seq: 0, due: 0, attempts: 0 });
  }

  /** Changes a subscription, if it is still there. Writes nothing if it is the same. */
  change(endpoint: string, changes: Partial<Omit<StoredSubscription, "endpoint">>): void {
    const before = this.find(endpoint);
    if (before === undefined) return;
    const after = { ...before, ...changes };
    if (JSON.stringify(after) !== JSON.stringify(before)) this.#write(after);
  }

  /** What the person wants to be notified of, on all devices that have a subscription. */
  setLevel(person: string, level: NotificationLevel): void {
    if (level === "nothing") this.removePerson(person);
    else for (const row of this.all) if (row.person === person) this.change(row.endpoint, { level });
  }

  /** The person has another name. */
  rename(person: string, name: string): void {
    for (const row of this.all) if (row.person === person) this.change(row.endpoint, { name });
  }

  remove(endpoint: string): void {
    if (this.#stored.delete(endpoint))
      this.sql.exec("DELETE FROM push_subscriptions WHERE endpoint = ?", endpoint);
  }

  /** Removes the subscriptions of a person: of all devices. */
  removePerson(person: string): void {
    for (const row of this.all) if (row.person === person) this.remove(row.endpoint);
  }

  /** Removes the subscriptions of a device that was signed out. @param isFirst whether those without a device are of it */
  removeDevice(person: string, device: string, isFirst: boolean): void {
    for (const row of this.all)
      if (row.person === person && (row.device === device || (isFirst && row.device === null)))
        this.remove(row.endpoint);
  }

  /** Clears the cache after the storage was emptied. */
  forget(): void {
    this.#rows = undefined;
  }

  #write(row: StoredSubscription): void {
    this.schema.create();
    this.sql.exec(
      `INSERT OR REPLACE INTO push_subscriptions (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.endpoint,
      row.person,
      row.name,
      row.p256dh,
      row.auth,
      row.level,
      row.language,
      row.site,
      row.at,
      row.since,
      row.waiting,
      row.seq,
      row.due,
      row.attempts,
      row.device,
    );
    this.#stored.set(row.endpoint, row);
  }

  get #stored(): Map<string, StoredSubscription> {
    this.#rows ??= new Map(this.#select().map((row) => [row.endpoint, row]));
    return this.#rows;
  }

  #select(): StoredSubscription[] {
    if (!this.schema.exists) return [];
    return this.sql.exec<StoredSubscription>(`SELECT ${COLUMNS} FROM push_subscriptions`).toArray();
  }
}
