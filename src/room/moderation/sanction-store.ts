/** The users who are muted in a room or banned from it. */
import type { Member, Sanctions } from "../../shared/contract/index.ts";
import type { Limits } from "../../shared/limits.ts";
import { RoomError } from "../room-error.ts";

const KEY = "room:sanctions";

export class SanctionStore {
  #stored: Sanctions | undefined;

  constructor(
    private readonly kv: SyncKvStorage,
    private readonly limits: Pick<Limits, "sanctions">,
  ) {}

  /** Both lists. */
  get all(): Sanctions {
    this.#stored ??= this.kv.get<Sanctions>(KEY) ?? { muted: [], banned: [] };
    return this.#stored;
  }

  has(kind: keyof Sanctions, id: string): boolean {
    return this.all[kind].some((member) => member.id === id);
  }

  /**
   * Adds a user to a list, or removes them from it.
   *
   * @throws {RoomError} `too_large` when the list is full
   */
  set(kind: keyof Sanctions, { id, name }: Member, on: boolean): void {
    if (this.has(kind, id) === on) return;
    const others = this.all[kind].filter((member) => member.id !== id);
    if (on && others.length >= this.limits.sanctions) {
      throw new RoomError("too_large", `At most ${this.limits.sanctions} people can be ${kind}.`);
    }
    this.#stored = { ...this.all, [kind]: on ? [...others, { id, name }] : others };
    this.kv.put(KEY, this.#stored);
  }

  /** Gives a person on the lists another name. */
  rename(id: string, name: string): void {
    const rename = (list: readonly Member[]): Member[] =>
      list.map((member) => (member.id === id ? { id, name } : member));
    const { muted, banned } = this.all;
    if (![...muted, ...banned].some((member) => member.id === id && member.name !== name)) return;
    this.#stored = { muted: rename(muted), banned: rename(banned) };
    this.kv.put(KEY, this.#stored);
  }

  /** Clears the cache after the storage was emptied. */
  forget(): void {
    this.#stored = undefined;
  }
}
