/** Those one is in company with: who is here, who wrote what is loaded, and whom one has looked for. */
import { computed, signal } from "@preact/signals";
import type { Ack } from "../../../shared/contract/errors.ts";
import type { MembersPage } from "../../../shared/contract/events.ts";
import type { Member } from "../../../shared/contract/message.ts";
import { isolate } from "../../i18n/names.ts";
import { words } from "../../i18n/room/index.ts";
import type { Timeline } from "../messages/timeline.ts";
import { mentionPattern } from "../text/mentions.ts";
import type { MemberList } from "./member-list.ts";

/** How many people whom one has looked for are remembered. */
const MAX_FOUND = 200;

export class People {
  /** Who wrote the messages that are loaded, by id, as they were called last. */
  readonly authors = computed<ReadonlyMap<string, Member>>(
    () => new Map(this.timeline.messages.value.map(({ from }) => [from.id, from])),
  );
  /** What tells people apart whose names look alike, by id: see look-alikes.ts. */
  readonly tags = signal<ReadonlyMap<string, string>>(new Map());
  /** The tag of those who have a name, in lower case; missing where somebody has it without one. */
  readonly nameTags = signal<ReadonlyMap<string, string>>(new Map());
  /** The ids of those who are typing. */
  readonly typing = signal<readonly string[]>([]);
  /** The names of the others who are typing. */
  readonly typingNames = computed(() =>
    this.typing.value
      .filter((id) => id !== this.memberList.you.value?.id)
      .map((id) => this.labelById(id) ?? words().people.unknown),
  );
  /** People of a full room whom one has looked for: one may speak to them. */
  readonly #found = signal<readonly Member[]>([]);
  /** The names of those who may be spoken to, each once; none has a line end in it. */
  readonly #names = computed(() => {
    const { you, members } = this.memberList;
    const people = [
      you.value ?? [],
      members.value,
      this.#found.value,
      [...this.authors.value.values()],
    ].flat();
    return [...new Set(people.map(({ name }) => name))].sort().join("\n");
  });
  /** Finds those who are spoken to. It stays the same while nobody new comes along. */
  readonly mentions = computed(() => mentionPattern(this.#names.value.split("\n")));

  /** @param search asks the room for people */
  constructor(
    private readonly memberList: MemberList,
    private readonly timeline: Timeline,
    private readonly search: (query: string) => Promise<Ack<MembersPage>>,
  ) {}

  /** The name of somebody who is here, or who wrote a message that is loaded. */
  nameOf(id: string): string | undefined {
    return (this.memberList.member(id) ?? this.authors.value.get(id))?.name;
  }

  /** A name for a sentence, with the tag that tells it from one that looks like it. */
  labelOf({ id, name }: Member): string {
    const tag = this.tags.value.get(id);
    return tag === undefined ? name : `${isolate(name)} ${tag}`;
  }

  /** The same for an id, as far as its name is known. */
  labelById(id: string): string | undefined {
    const name = this.nameOf(id);
    return name === undefined ? undefined : this.labelOf({ id, name });
  }

  /** Those of a full room with a name that begins like `query`, or in which a word does. */
  async find(query: string): Promise<Ack<MembersPage>> {
    const answer = await this.search(query);
    if (answer.ok) this.#found.value = [...answer.members, ...this.#found.peek()].slice(0, MAX_FOUND);
    return answer;
  }
}
