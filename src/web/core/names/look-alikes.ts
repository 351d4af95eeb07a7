/**
 * Tells people apart whose names look alike.
 *
 * All of them get a tag made of their id, so that whoever looks, on whatever device and in whatever order they came to
 * know these people, sees the same. The owner's name stays as it is, and so does a bot's where no other bot has it: both
 * are marked, and to have the name before them gives no one else a claim to it.
 */
import { effect } from "@preact/signals";
import { isBot } from "../../../shared/contract/bots.ts";
import type { RoomClient } from "../room-client.ts";
import { keysOf } from "./skeleton.ts";

interface Named {
  id: string;
  name: string;
}

/** Beyond so many people their names are not compared with each other any more. */
const MAX_COMPARED = 2_000;

export class LookAlikes {
  readonly #keys = new Map<string, readonly string[]>();

  /**
   * The tags of those who need one, by id. It follows from who is given, and not from their order.
   *
   * @param people everybody who is known; twice where they had two names
   */
  tagsOf(people: readonly Named[], owner: string | undefined): ReadonlyMap<string, string> {
    /** Who has a name, by its key. */
    const having = new Map<string, Set<string>>();
    for (const { id, name } of people.slice(0, MAX_COMPARED))
      for (const key of this.#keysOf(name)) having.set(key, (having.get(key) ?? new Set()).add(id));
    const tags = new Map<string, string>();
    for (const ids of having.values()) {
      if (ids.size === 1) continue;
      const bots = [...ids].filter(isBot);
      for (const id of ids)
        if (id !== owner && (!isBot(id) || bots.length > 1 || ids.has(owner ?? ""))) tags.set(id, tagOf(id));
    }
    return tags;
  }

  #keysOf(name: string): readonly string[] {
    const keys = this.#keys.get(name) ?? keysOf(name);
    if (this.#keys.size > 2 * MAX_COMPARED) this.#keys.clear();
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

/** Keeps the tags of a room current until the returned function is called. */
export function watchLookAlikes({ people, memberList, settings }: RoomClient): () => void {
  const lookAlikes = new LookAlikes();
  return effect(() => {
    const known = [...people.authors.value.values(), ...memberList.arrivals.value];
    const tags = lookAlikes.tagsOf(known, settings.current.value?.owner);
    // Every message is rendered again where one of them changes.
    if (!isSame(tags, people.tags.peek())) people.tags.value = tags;
    const nameTags = tagsByName(known, tags);
    if (!isSame(nameTags, people.nameTags.peek())) people.nameTags.value = nameTags;
  });
}

const isSame = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean =>
  one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
