/** The order of the public rooms: featured ones first, then those with most people, then those that published last. */
import { fold } from "../shared/text/words.ts";
import type { DirectoryPlace } from "../shared/validation/schemas.ts";

/** A room in the directory. */
export interface RankedRoom {
  name: string;
  /** Empty for none. */
  title: string;
  topic: string;
  people: number;
  /** 1 for a room that an operator features, 0 by default. */
  featured?: number;
  /** When the last message was sent, in milliseconds since the epoch; null or missing if unknown. */
  lastAt?: number | null;
  /** In milliseconds since the epoch. */
  publishedAt: number;
}

/**
 * How long a room's member count is valid, in milliseconds. A room publishes every change; only a server that crashes leaves a
 * wrong count behind.
 */
const COUNT_VALID_MS = 24 * 3_600_000;

/** How long a room is listed that publishes nothing, in milliseconds. */
const LISTED_MS = 30 * COUNT_VALID_MS;

/** How long an order is cached, in milliseconds: sorting ten thousand rooms would be most of the work of a page. */
const ORDER_VALID_MS = 250;

export class Ranking {
  readonly #rooms = new Map<string, RankedRoom>();
  readonly #searchable = new WeakMap<RankedRoom, string>();
  #order: readonly RankedRoom[] = [];
  #sortedAt = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#rooms.size;
  }

  get(name: string): RankedRoom | undefined {
    return this.#rooms.get(name);
  }

  /** Adds or replaces a room. It is listed after the next sort. */
  set(room: RankedRoom): void {
    this.#rooms.set(room.name, room);
  }

  /** Sorts before the next page, so that it lists everything published until then. */
  invalidateOrder(): void {
    this.#sortedAt = Number.NEGATIVE_INFINITY;
  }

  /** Removes a room, at once. */
  delete(name: string): void {
    if (this.#rooms.delete(name)) this.#order = this.#order.filter((room) => room.name !== name);
  }

  /**
   * The room without people that published the longest ago, and is not featured; undefined if there is none.
   *
   * @param now milliseconds since the epoch
   */
  oldestEmpty(now: number): RankedRoom | undefined {
    let oldest: RankedRoom | undefined;
    for (const room of this.#rooms.values()) {
      const isEmpty = !room.featured && (room.people === 0 || isStale(room, now));
      if (isEmpty && room.publishedAt < (oldest?.publishedAt ?? Number.POSITIVE_INFINITY)) oldest = room;
    }
    return oldest;
  }

  /**
   * The first rooms with `query` in their name, title or topic, or those after a place.
   *
   * @param count how many at most
   * @param now milliseconds since the epoch
   */
  page(query: string, after: DirectoryPlace | undefined, count: number, now: number): RankedRoom[] {
    const wanted = fold(query);
    const from = after && { people: after[0], publishedAt: after[1], name: after[2] };
    const page: RankedRoom[] = [];
    for (const room of this.#sorted(now)) {
      if (page.length === count) break;
      if (from !== undefined && compare(from, room) >= 0) continue;
      if (wanted === "" || this.#searchableOf(room).includes(wanted)) page.push(room);
    }
    return page;
  }

  #sorted(now: number): readonly RankedRoom[] {
    if (now - this.#sortedAt < ORDER_VALID_MS) return this.#order;
    this.#sortedAt = now;
    const shown = [...this.#rooms.values()].filter(({ publishedAt }) => now - publishedAt < LISTED_MS);
    for (const room of shown) if (isStale(room, now)) room.people = 0;
    this.#order = shown.sort(compare);
    return this.#order;
  }

  #searchableOf(room: RankedRoom): string {
    const known = this.#searchable.get(room);
    if (known !== undefined) return known;
    const searchable = fold(`${room.name}\n${room.title}\n${room.topic}`);
    this.#searchable.set(room, searchable);
    return searchable;
  }
}

/** Whether a room's member count is not valid any more. */
const isStale = ({ publishedAt }: RankedRoom, now: number): boolean => now - publishedAt >= COUNT_VALID_MS;

/** The place of a room in the order. Every room has another one. */
export const positionOf = (room: RankedRoom): DirectoryPlace => [rankOf(room), room.publishedAt, room.name];

type Place = Pick<RankedRoom, "people" | "featured" | "publishedAt" | "name">;

/** More than the people of any room. */
const FEATURED = 1e9;

const rankOf = ({ people, featured = 0 }: Place): number => people + featured * FEATURED;

function compare(a: Place, b: Place): number {
  const difference = rankOf(b) - rankOf(a);
  if (difference !== 0) return difference;
  if (a.publishedAt !== b.publishedAt) return b.publishedAt - a.publishedAt;
  return a.name < b.name ? -1 : Number(a.name > b.name);
}
