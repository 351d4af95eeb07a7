/**
 * Distinguishes people whose names look alike.
 *
 * Each gets a tag made from their id, so that every user sees the same tags on every device. The owner has no tag, nor has
 * a bot whose name no other bot has, nor a verified person whose name no other one has: they are marked already.
 */
import { effect } from "@preact/signals";
import { isBot } from "../../../shared/contract/bots.ts";
import { isExternal } from "../../../shared/contract/message.ts";
import type { RoomClient } from "../room-client.ts";
import { keysOf } from "./skeleton.ts";

interface Named {
  id: string;
  name: string;
}

/** The most people whose names are compared. */
const MAX_COMPARED = 2_000;

export class LookAlikes {
  readonly #keys = new Map<string, readonly string[]>();

  /**
   * The tags by id. They do not depend on the order of `people`.
   *
   * @param people all known people; twice if they have had two names
   */
  tagsOf(people: readonly Named[], owner: string | undefined): ReadonlyMap<string, string> {
    /** The ids of the people with a name, by its key. */
    const idsByKey = new Map<string, Set<string>>();
    for (const { id, name } of people.slice(0, MAX_COMPARED))
      for (const key of this.#keysOf(name)) idsByKey.set(key, (idsByKey.get(key) ?? new Set()).add(id));
    const tags = new Map<string, string>();
    for (const ids of idsByKey.values()) {
      if (ids.size === 1) continue;
      for (const id of ids) {
        const mark = markOf(id);
        const hasSameMark = (other: string) => other !== id && markOf(other) === mark;
        const isUnique = mark !== undefined && !ids.has(owner ?? "") && ![...ids].some(hasSameMark);
        if (id !== owner && !isUnique) tags.set(id, tagOf(id));
      }
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

/** What a person is marked as, besides the owner; undefined for a visitor. */
const markOf = (id: string): "bot" | "verified" | undefined =>
  isBot(id) ? "bot" : isExternal(id) ? "verified" : undefined;

/** Four hexadecimal digits of an id's hash (FNV-1a). */
function tagOf(id: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1)
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193) >>> 0;
  return `#${(hash ^ (hash >>> 16)).toString(16).padStart(8, "0").slice(-4)}`;
}

/** Tags by name, in lower case, of names that no one has without a tag or with a different one. */
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
    // A new object renders every message again.
    if (!isSame(tags, people.tags.peek())) people.tags.value = tags;
    const nameTags = tagsByName(known, tags);
    if (!isSame(nameTags, people.nameTags.peek())) people.nameTags.value = nameTags;
  });
}

const isSame = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean =>
  one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
