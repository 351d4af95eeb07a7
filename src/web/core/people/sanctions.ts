/** The muted and banned members, for the owner of the room. */
import { signal } from "@preact/signals";
import type { Ack } from "../../../shared/contract/errors.ts";
import type { Member } from "../../../shared/contract/message.ts";
import type { BanResult, SanctionPayload, Sanctions } from "../../../shared/contract/settings.ts";

/** Requests to the room. A lost answer is a failure like any other. */
export interface SanctionRequests {
  get(): Promise<Ack<Sanctions>>;
  set(kind: keyof Sanctions, payload: SanctionPayload): Promise<Ack<BanResult>>;
}

export class SanctionLists {
  /** Undefined until they are loaded; only the owner can load them. */
  readonly lists = signal<Sanctions | undefined>(undefined);

  constructor(private readonly requests: SanctionRequests) {}

  /** The sanction of a member, if there is one. */
  kindOf(id: string): keyof Sanctions | undefined {
    const lists = this.lists.value;
    const has = (kind: keyof Sanctions) => lists?.[kind].some((member) => member.id === id) === true;
    return has("banned") ? "banned" : has("muted") ? "muted" : undefined;
  }

  async load(): Promise<Ack> {
    const answer = await this.requests.get();
    if (answer.ok) this.lists.value = { muted: answer.muted, banned: answer.banned };
    return answer;
  }

  /** Adds or removes a sanction. */
  async set(kind: keyof Sanctions, { id, name }: Member, on: boolean): Promise<Ack<BanResult>> {
    const answer = await this.requests.set(kind, { id, on });
    const lists = this.lists.peek();
    if (!answer.ok || lists === undefined) return answer;
    const others = lists[kind].filter((member) => member.id !== id);
    this.lists.value = { ...lists, [kind]: on ? [...others, { id, name }] : others };
    return answer;
  }

  /** To be called when the user is not the owner any more. */
  clear(): void {
    this.lists.value = undefined;
  }
}
