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
    return this.kv.get<string>(PREFIX + id);
  }

  /** @throws {RoomError} `too_large` when there would be too many guests with these */
  check(people: readonly Member[]): void {
    const added = this.#missing(people).length;
    if (added > 0 && this.#counted() + added > this.limits.guests) {
      throw new RoomError("too_large", `A private room has at most ${this.limits.guests} guests.`);
    }
  }

  /** Adds guests, all of them or none. Throws what {@link check} throws. */
  add(...people: readonly Member[]): void {
    this.check(people);
    for (const { id, name } of this.#missing(people)) {
      this.kv.put(PREFIX + id, name);
      if (this.#count !== undefined) this.#count++;
    }
  }

  /** Removes a guest. */
  remove(id: string): void {
    if (this.kv.delete(PREFIX + id) && this.#count !== undefined) this.#count--;
  }

  /** At most `limit` guests by id: the first ones, or those after an id. */
  page(after: string | undefined, limit: number): Member[] {
    const rows = this.kv.list<string>({ startAfter: PREFIX + (after ?? ""), end: END, limit });
    return Array.from(rows, ([key, name]) => ({ id: key.slice(PREFIX.length), name }));
  }

  /** Clears the cache after the storage was emptied. */
  forget(): void {
    this.#count = undefined;
  }

  #missing(people: readonly Member[]): Member[] {
    return people.filter(({ id }) => !this.has(id));
  }

  #counted(): number {
    this.#count ??= [...this.kv.list({ start: PREFIX, end: END })].length;
    return this.#count;
  }
}
