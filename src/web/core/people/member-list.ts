/** The members who are online, from `welcome` and `presence`. */
import { computed, signal } from "@preact/signals";
import type { Welcome, You } from "../../../shared/contract/connection.ts";
import type { Presence } from "../../../shared/contract/events.ts";
import type { Member } from "../../../shared/contract/message.ts";
import { compareNames } from "../../i18n/names.ts";

export class MemberList {
  readonly you = signal<You | undefined>(undefined);
  readonly count = signal(0);
  /** The user first, then active members, then idle ones, by name. Empty in a room too full to list its members. */
  readonly members = computed(() => {
    const yours = this.you.value?.id;
    return [...this.#members.value.values()].sort(
      (a, b) =>
        Number(b.id === yours) - Number(a.id === yours) ||
        Number(a.idle ?? false) - Number(b.idle ?? false) ||
        compareNames(a.name, b.name),
    );
  });
  /** The same members in the order in which they came, if it is known. */
  readonly arrivals = computed<readonly Member[]>(() => [...this.#members.value.values()]);
  /** Whether {@link members} has all members who are online. */
  readonly isComplete = computed(() => this.#members.value.size >= this.count.value);
  readonly #members = signal<ReadonlyMap<string, Member>>(new Map());

  welcome({ you, members, memberCount }: Welcome): void {
    this.you.value = you;
    this.#members.value = new Map(members.map((member) => [member.id, member]));
    this.count.value = memberCount;
  }

  presence({ joined, left, count }: Presence): void {
    const members = new Map(this.#members.value);
    for (const id of left) members.delete(id);
    for (const member of joined) members.set(member.id, member);
    const isTooFull = joined.length === 0 && left.length === 0 && members.size !== count;
    this.#members.value = isTooFull ? new Map() : members;
    this.count.value = count;
    const you = this.you.peek();
    const changed = joined.find((member) => member.id === you?.id);
    if (you !== undefined && changed !== undefined) this.you.value = { ...you, ...changed };
  }

  /** Takes the new name of the user from the acknowledgement. */
  renamed(member: Member): void {
    const you = this.you.peek();
    if (you?.id === member.id) this.you.value = { ...you, ...member };
    if (this.#members.peek().has(member.id)) {
      this.#members.value = new Map(this.#members.peek()).set(member.id, member);
    }
  }

  /** A member who is online, if the room lists them. */
  member(id: string): Member | undefined {
    return this.#members.value.get(id);
  }
}
