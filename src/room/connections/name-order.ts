/**
 * People in the order of their names, for whoever asks for the list in pages.
 *
 * Nothing is sorted before the first page is asked for; from then on somebody who comes or goes is put into the order or
 * taken out of it, so that a full room does not sort itself again for each of them.
 */

import type { Member, MembersPage } from "../../shared/contract/index.ts";
import { beginsWord, foldQuery, wordTails } from "../../shared/text/name-match.ts";
import { fold } from "../../shared/text/words.ts";
import { toCursor } from "../../shared/validation/cursor.ts";
import type { MembersPlace } from "../../shared/validation/schemas.ts";

interface Entry {
  /** The name, folded. */
  key: string;
  /** The same from each of its words on, once somebody was looked for. */
  tails?: readonly string[];
  member: Member;
}

export class NameOrder {
  #entries: Entry[] | undefined;

  /** @param everybody who is in the order when the first page is asked for */
  constructor(private readonly everybody: () => Iterable<Member>) {}

  add(member: Member): void {
    if (this.#entries === undefined) return;
    const entry = entryOf(member);
    this.#entries.splice(this.#placeOf(entry), 0, entry);
  }

  /** Takes somebody out, by the name they were put in with. */
  remove(member: Member): void {
    if (this.#entries === undefined) return;
    const place = this.#placeOf(entryOf(member));
    if (this.#entries[place]?.member.id === member.id) this.#entries.splice(place, 1);
  }

  /**
   * The first `limit` people, or the first of those who come after a place.
   *
   * @param query only those with a name in which it begins a word; empty for everybody
   * @param scan how many are looked at for that
   */
  page(
    after: MembersPlace | undefined,
    query: string,
    { limit, scan }: { limit: number; scan: number },
  ): MembersPage {
    this.#entries ??= Array.from(this.everybody(), entryOf).sort(compare);
    const entries = this.#entries;
    const wanted = foldQuery(query);
    const start = after === undefined ? 0 : this.#placeAfter(after);
    const end = Math.min(entries.length, start + scan);
    const members: Member[] = [];
    let last: Entry | undefined;
    for (let at = start; at < end && members.length < limit; at++) {
      last = entries[at] as Entry;
      if (isMeant(last, wanted)) members.push(last.member);
    }
    if (last === undefined || last === entries.at(-1)) return { members };
    return { members, cursor: toCursor([last.member.name, last.member.id] satisfies MembersPlace) };
  }

  /** Behind somebody who may have left since. */
  #placeAfter([name, id]: MembersPlace): number {
    const entry = entryOf({ name, id });
    const place = this.#placeOf(entry);
    const there = this.#entries?.[place];
    return there !== undefined && compare(there, entry) === 0 ? place + 1 : place;
  }

  /** Where an entry is, or would be. */
  #placeOf(entry: Entry): number {
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

function isMeant(entry: Entry, query: string): boolean {
  if (query === "") return true;
  entry.tails ??= wordTails(entry.key);
  return beginsWord(entry.tails, query);
}

const entryOf = (member: Member): Entry => ({ key: fold(member.name), member });

/** By name as it is read; those of one name by its spelling, and then by id: nobody is equal to anybody else. */
const compare = (a: Entry, b: Entry): number =>
  order(a.key, b.key) || order(a.member.name, b.member.name) || order(a.member.id, b.member.id);

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
