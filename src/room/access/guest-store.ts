/**
 * Who was let into a private room: they come in again without asking.
 *
 * A row for each, so that letting one more in costs one, however many there are.
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

  /** The name a guest had when they were let in. */
  nameOf(id: string): string | undefined {
    return this.kv.get<string>(PREFIX + id);
  }

  /** @throws Refusal `too_large` when the list would be longer than it may be with these people on it */
  check(people: readonly Member[]): void {
    const added = this.#missing(people).length;
    if (added > 0 && this.#counted() + added > this.limits.guests) {
      throw new RoomError(
        "too_large",
        `At most ${this.limits.guests} people can be let into a private room.`,
      );
    }
  }

  /** Puts people on the list, all of them or none. Throws what {@link check} throws. */
  add(...people: Member[]): void {
    this.check(people);
    for (const { id, name } of this.#missing(people)) {
      this.kv.put(PREFIX + id, name);
      if (this.#count !== undefined) this.#count++;
    }
  }

  /** Takes somebody off the list. */
  remove(id: string): void {
    if (this.kv.delete(PREFIX + id) && this.#count !== undefined) this.#count--;
  }

  /** So many guests by id: the first ones, or those after an id. */
  page(after: string | undefined, limit: number): Member[] {
    const rows = this.kv.list<string>({ startAfter: PREFIX + (after ?? ""), end: END, limit });
    return Array.from(rows, ([key, name]) => ({ id: key.slice(PREFIX.length), name }));
  }

  /** Forgets what it remembers of a storage that was emptied. */
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
