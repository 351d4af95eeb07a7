/** The public rooms as strangers see them: where most people are first, then where something happened last. */

import { fold } from "../shared/text/words.ts";
import type { DirectoryPlace } from "../shared/validation/schemas.ts";

/** A room as it told of itself. */
export interface KnownRoom {
  name: string;
  /** Empty for none. */
  title: string;
  topic: string;
  people: number;
  /** When something was said last, in milliseconds since the epoch; null or missing where it did not tell. */
  lastAt?: number | null;
  /** When it told, in milliseconds since the epoch. */
  told: number;
}

/**
 * How long a room's number of people is believed, in milliseconds. A room tells it when it changes, and its last person
 * leaves a room that is awake; only a server that dies with everybody in it leaves a number behind.
 */
const BELIEVED_MS = 24 * 3_600_000;

/** How long a room is shown that tells nothing, in milliseconds: nobody has come or gone since. */
const SHOWN_MS = 30 * BELIEVED_MS;

/** How old an order may be, in milliseconds: to sort ten thousand rooms for every page would be most of the work. */
const SORTED_MS = 250;

export class Ranking {
  readonly #rooms = new Map<string, KnownRoom>();
  readonly #words = new WeakMap<KnownRoom, string>();
  #order: readonly KnownRoom[] = [];
  #sortedAt = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#rooms.size;
  }

  get(name: string): KnownRoom | undefined {
    return this.#rooms.get(name);
  }

  /** Takes a room in, or what it tells anew. It shows when the order is made again. */
  set(room: KnownRoom): void {
    this.#rooms.set(room.name, room);
  }

  /** Has the next page show all that was told until then. */
  reorder(): void {
    this.#sortedAt = Number.NEGATIVE_INFINITY;
  }

  /** Takes a room out, at once. */
  delete(name: string): void {
    if (this.#rooms.delete(name)) this.#order = this.#order.filter((room) => room.name !== name);
  }

  /** The empty room that told nothing for the longest time; undefined where people are in all of them. */
  get oldestEmpty(): KnownRoom | undefined {
    let oldest: KnownRoom | undefined;
    for (const room of this.#rooms.values())
      if (room.people === 0 && room.told < (oldest?.told ?? Infinity)) oldest = room;
    return oldest;
  }

  /**
   * So many rooms that have all of `query` in their name, title or topic: the first ones, or those after a place.
   *
   * @param now milliseconds since the epoch
   */
  page(query: string, after: DirectoryPlace | undefined, count: number, now: number): KnownRoom[] {
    const wanted = fold(query);
    const from = after && { people: after[0], told: after[1], name: after[2] };
    const page: KnownRoom[] = [];
    for (const room of this.#sorted(now)) {
      if (page.length === count) break;
      if (from !== undefined && compare(from, room) >= 0) continue;
      if (wanted === "" || this.#wordsOf(room).includes(wanted)) page.push(room);
    }
    return page;
  }

  #sorted(now: number): readonly KnownRoom[] {
    if (now - this.#sortedAt < SORTED_MS) return this.#order;
    this.#sortedAt = now;
    const shown = [...this.#rooms.values()].filter(({ told }) => now - told < SHOWN_MS);
    for (const room of shown) if (now - room.told >= BELIEVED_MS) room.people = 0;
    this.#order = shown.sort(compare);
    return this.#order;
  }

  #wordsOf(room: KnownRoom): string {
    const known = this.#words.get(room);
    if (known !== undefined) return known;
    const words = fold(`${room.name}\n${room.title}\n${room.topic}`);
    this.#words.set(room, words);
    return words;
  }
}

/** Where a room stands among the others. No two stand at the same place. */
export const placeOf = ({ people, told, name }: KnownRoom): DirectoryPlace => [people, told, name];

type Place = Pick<KnownRoom, "people" | "told" | "name">;

function compare(a: Place, b: Place): number {
  if (a.people !== b.people) return b.people - a.people;
  if (a.told !== b.told) return b.told - a.told;
  return a.name < b.name ? -1 : Number(a.name > b.name);
}
