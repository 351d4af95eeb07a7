/**
 * The guests of a private room: users who were admitted once, and connect again without credentials.
 *
 * A row for each, so that another guest costs a row, however many there are.
 */
import type { Member } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import { RoomError } from "../room-error.ts";

const PREFIX = "room:guest:";

/** The first key that does not begin with {@link PREFIX} any more. */
const END = "room:guest;";

export interface Guest extends Member {
  /** The hash of the last network they connected from, see `NetworkBans.hash`. */
  network?: string;
}

/** What is stored of a guest: only the name, where the network is not known. */
type StoredGuest = string | Required<Pick<Guest, "name" | "network">>;

export class GuestStore {
  #count: number | undefined;

  constructor(
    private readonly kv: SyncKvStorage,
    private readonly limits: Pick<Limits, "guests">,
  ) {}

  has(id: string): boolean {
    return this.nameOf(id) !== undefined;
  }

  /** The name a guest had when they were admitted. */
  nameOf(id: string): string | undefined {
    const stored = this.#stored(id);
    return stored && nameIn(stored);
  }

  /** The hash of the last network of a guest, where it is known. */
  networkOf(id: string): string | undefined {
    const stored = this.#stored(id);
    return typeof stored === "object" ? stored.network : undefined;
  }

  /** Stores the hash of the network of a guest, if it changed. Does nothing for others. */
  setNetwork(id: string, network: string): void {
    const name = this.nameOf(id);
    if (name === undefined || this.networkOf(id) === network) return;
    this.kv.put<StoredGuest>(PREFIX + id, { name, network });
  }

  /** @throws {RoomError} `too_large` when there would be too many guests with these */
  check(people: readonly Member[]): void {
    const added = this.#missing(people).length;
    if (added > 0 && this.#counted() + added > this.limits.guests) {
      throw new RoomError("too_large", `A private room has at most ${this.limits.guests} guests.`);
    }
  }

  /** Adds guests, all of them or none. Throws what {@link check} throws. */
  add(...people: readonly Guest[]): void {
    this.check(people);
    for (const { id, name, network } of this.#missing(people)) {
      this.kv.put<StoredGuest>(PREFIX + id, network === undefined ? name : { name, network });
      if (this.#count !== undefined) this.#count++;
    }
  }

  /** Removes a guest. */
  remove(id: string): void {
    if (this.kv.delete(PREFIX + id) && this.#count !== undefined) this.#count--;
  }

  /** At most `limit` guests by id: the first ones, or those after an id. */
  page(after: string | undefined, limit: number): Member[] {
    const rows = this.kv.list<StoredGuest>({ startAfter: PREFIX + (after ?? ""), end: END, limit });
    return Array.from(rows, ([key, stored]) => ({ id: key.slice(PREFIX.length), name: nameIn(stored) }));
  }

  /** Clears the cache after the storage was emptied. */
  forget(): void {
    this.#count = undefined;
  }

  #stored(id: string): StoredGuest | undefined {
    return this.kv.get<StoredGuest>(PREFIX + id);
  }

  #missing<Person extends Member>(people: readonly Person[]): Person[] {
    return people.filter(({ id }) => !this.has(id));
  }

  #counted(): number {
    this.#count ??= [...this.kv.list({ start: PREFIX, end: END })].length;
    return this.#count;
  }
}

const nameIn = (stored: StoredGuest): string => (typeof stored === "object" ? stored.name : stored);
