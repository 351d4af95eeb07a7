/** Who is here: the people of the room as `welcome` listed them and `presence` kept up. */
import { computed, signal } from "@preact/signals";
import type { Presence, Welcome, You } from "../../../shared/contract/events.ts";
import type { Member } from "../../../shared/contract/message.ts";
import { compareNames } from "../../i18n/names.ts";

export class MemberList {
  readonly you = signal<You | undefined>(undefined);
  readonly count = signal(0);
  /** Oneself first, then whoever is at their window, by name. Empty in a room too full to name everybody. */
  readonly members = computed(() => {
    const yours = this.you.value?.id;
    return [...this.#members.value.values()].sort(
      (a, b) =>
        Number(b.id === yours) - Number(a.id === yours) ||
        Number(a.idle ?? false) - Number(b.idle ?? false) ||
        compareNames(a.name, b.name),
    );
  });
  /** The same people in the order in which they came, as far as it is known. */
  readonly arrivals = computed<readonly Member[]>(() => [...this.#members.value.values()]);
  /** Whether everybody who is here is one of {@link members}. */
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
    const unnamed = joined.length === 0 && left.length === 0 && members.size !== count;
    this.#members.value = unnamed ? new Map() : members;
    this.count.value = count;
    const you = this.you.peek();
    const changed = joined.find((member) => member.id === you?.id);
    if (you !== undefined && changed !== undefined) this.you.value = { ...you, ...changed };
  }

  /** Takes one's own new name from its acknowledgement. */
  renamed(member: Member): void {
    const you = this.you.peek();
    if (you?.id === member.id) this.you.value = { ...you, ...member };
    if (this.#members.peek().has(member.id)) {
      this.#members.value = new Map(this.#members.peek()).set(member.id, member);
    }
  }

  /** Somebody who is here, as far as the room names them. */
  member(id: string): Member | undefined {
    return this.#members.value.get(id);
  }
}
