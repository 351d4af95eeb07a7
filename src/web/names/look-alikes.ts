/**
 * Tells people apart whose names look alike.
 *
 * The first to have a name keeps it as it is; everybody else whose name looks like it gets a tag made of their id, which
 * is the same on every device. The owner of the room and bots come first, then whoever this device knew first, then
 * whoever wrote first, then whoever came first.
 */
import { effect, untracked } from "@preact/signals";
import { isBot } from "../../protocol/bots.ts";
import { readJson, type Store, writeJson } from "../device/storage.ts";
import type { RoomClient } from "../room/room-client.ts";
import { keysOf } from "./skeleton.ts";

interface Named {
  id: string;
  name: string;
}

/** How many names that look alike a device remembers of a room. */
const MOST_REMEMBERED = 100;

/** Beyond so many people their names are not compared with each other any more. */
const MOST_COMPARED = 2_000;

export class LookAlikes {
  /** Who had a name first, by the name's key: of names that more than one person had. */
  readonly #first: Map<string, string>;
  readonly #keys = new Map<string, readonly string[]>();
  readonly #storeKey: string;

  constructor(
    private readonly store: Store,
    room: string,
  ) {
    this.#storeKey = `first-named:${room}`;
    this.#first = new Map(readJson(store, this.#storeKey, isPairs) ?? []);
  }

  /**
   * The tags of those who need one, by id.
   *
   * @param people everybody who is known, in the order in which they wrote and came; twice where they had two names
   */
  tagsOf(people: readonly Named[], owner: string | undefined): ReadonlyMap<string, string> {
    const rank = ({ id }: Named) => (id === owner ? 0 : isBot(id) ? 1 : 2);
    const sorted = people.slice(0, MOST_COMPARED).toSorted((a, b) => rank(a) - rank(b));
    /** Who has a name, by its key, first come first. */
    const having = new Map<string, Set<string>>();
    for (const { id, name } of sorted)
      for (const key of this.#keysOf(name)) having.set(key, (having.get(key) ?? new Set()).add(id));
    const tags = new Map<string, string>();
    let isNew = false;
    for (const [key, ids] of having) {
      const [first = ""] = ids;
      if (ids.size === 1) continue;
      const before = this.#first.get(key);
      const isPlain = first !== owner && !isBot(first);
      const holder = isPlain && before !== undefined && ids.has(before) ? before : first;
      if (before !== holder) {
        this.#first.set(key, holder);
        isNew = true;
      }
      for (const id of ids) if (id !== holder && id !== owner) tags.set(id, tagOf(id));
    }
    if (isNew) writeJson(this.store, this.#storeKey, [...this.#first].slice(-MOST_REMEMBERED));
    return tags;
  }

  #keysOf(name: string): readonly string[] {
    const keys = this.#keys.get(name) ?? keysOf(name);
    if (this.#keys.size > 2 * MOST_COMPARED) this.#keys.clear();
    this.#keys.set(name, keys);
    return keys;
  }
}

/** Four hexadecimal digits of an id's hash (FNV-1a). */
function tagOf(id: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1)
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193) >>> 0;
  return `#${(hash ^ (hash >>> 16)).toString(16).padStart(8, "0").slice(-4)}`;
}

const isPairs = (value: unknown): value is [string, string][] =>
  Array.isArray(value) &&
  value.every(
    (pair: unknown) =>
      Array.isArray(pair) && pair.length === 2 && pair.every((one) => typeof one === "string"),
  );

/** The tags of names, in lower case, that nobody has without one, and nobody with another. */
function tagsByName(
  people: readonly Named[],
  tags: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const byName = new Map<string, string>();
  const plain = new Set<string>();
  for (const { id, name } of people) {
    const key = name.toLowerCase();
    const tag = tags.get(id);
    if (tag === undefined || (byName.get(key) ?? tag) !== tag) plain.add(key);
    else byName.set(key, tag);
  }
  for (const key of plain) byName.delete(key);
  return byName;
}

/** Keeps a room's tags true until `stop` is called. */
export function tagLookAlikes({ company, roster, rules, name }: RoomClient, store: Store): () => void {
  const lookAlikes = new LookAlikes(store, name);
  return effect(() => {
    const people = [...company.authors.value.values(), ...roster.arrivals.value];
    const tags = lookAlikes.tagsOf(people, rules.settings.value?.owner);
    const before = untracked(() => company.tags.value);
    if (tags.size === before.size && [...tags.keys()].every((id) => before.has(id))) return;
    company.tags.value = tags;
    company.nameTags.value = tagsByName(people, tags);
  });
}
