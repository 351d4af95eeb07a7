/**
 * Members in the order of their names, for lists that are read in pages.
 *
 * The first page sorts them. After that a member who joins or leaves is inserted or removed by binary search, so a large
 * room is not sorted again.
 */

import type { Member } from "../../shared/contract/index.ts";
import { beginsWord, foldQuery, wordTails } from "../../shared/text/name-match.ts";
import { fold } from "../../shared/text/words.ts";
import { toCursor } from "../../shared/validation/cursor.ts";
import type { MembersPlace } from "../../shared/validation/schemas.ts";

interface Entry {
  /** The name, folded. */
  key: string;
  /** The key from each of its words on; made by the first search. */
  tails?: readonly string[];
  member: Named;
}

/** A member. While it is in the order its name does not change. */
type Named = Pick<Member, "id" | "name">;

export class NameOrder {
  #entries: Entry[] | undefined;

  /** @param members called by the first page */
  constructor(private readonly members: () => Iterable<Named>) {}

  add(member: Named): void {
    if (this.#entries === undefined) return;
    const entry = entryOf(member);
    this.#entries.splice(this.#indexOf(entry), 0, entry);
  }

  /** Removes a member, by the name they were added with. */
  remove(member: Named): void {
    if (this.#entries === undefined) return;
    const index = this.#indexOf(entryOf(member));
    if (this.#entries[index]?.member.id === member.id) this.#entries.splice(index, 1);
  }

  /**
   * The first `limit` members, or the first ones after a cursor.
   *
   * @param query the beginning of a word of the name; empty for all members
   * @param scan how many members a page compares with it at most
   */
  page(
    after: MembersPlace | undefined,
    query: string,
    { limit, scan }: { limit: number; scan: number },
  ): { members: Named[]; cursor?: string } {
    this.#entries ??= Array.from(this.members(), entryOf).sort(compare);
    const entries = this.#entries;
    const folded = foldQuery(query);
    const start = after === undefined ? 0 : this.#indexAfter(after);
    const end = Math.min(entries.length, start + scan);
    const members: Named[] = [];
    let last: Entry | undefined;
    for (let at = start; at < end && members.length < limit; at++) {
      last = entries[at] as Entry;
      if (matches(last, folded)) members.push(last.member);
    }
    if (last === undefined || last === entries.at(-1)) return { members };
    return { members, cursor: toCursor([last.member.name, last.member.id] satisfies MembersPlace) };
  }

  /** The index after a member, who may have left since. */
  #indexAfter([name, id]: MembersPlace): number {
    const entry = entryOf({ name, id });
    const index = this.#indexOf(entry);
    const found = this.#entries?.[index];
    return found !== undefined && compare(found, entry) === 0 ? index + 1 : index;
  }

  /** The index of an entry, or where it would be inserted. */
  #indexOf(entry: Entry): number {
    const entries = this.#entries ?? [];
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(entries[middle] as Entry, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function matches(entry: Entry, query: string): boolean {
  if (query === "") return true;
  entry.tails ??= wordTails(entry.key);
  return beginsWord(entry.tails, query);
}

const entryOf = (member: Named): Entry => ({ key: fold(member.name), member });

/** By folded name, then by spelling, then by id: no two entries are equal. */
const compare = (a: Entry, b: Entry): number =>
  order(a.key, b.key) || order(a.member.name, b.member.name) || order(a.member.id, b.member.id);

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
