/** The people that the page knows: online members, authors of loaded messages, search results. */
import { computed, signal } from "@preact/signals";
import type { Ack } from "../../../shared/contract/errors.ts";
import type { MembersPage } from "../../../shared/contract/events.ts";
import type { Member } from "../../../shared/contract/message.ts";
import { isolate } from "../../i18n/names.ts";
import { words } from "../../i18n/room/index.ts";
import type { Timeline } from "../messages/timeline.ts";
import { mentionPattern } from "../text/mentions.ts";
import type { MemberList } from "./member-list.ts";

/** How many search results are kept. */
const MAX_FOUND = 200;

export class People {
  /** The authors of loaded messages by id, with their latest names. */
  readonly authors = computed<ReadonlyMap<string, Member>>(
    () => new Map(this.timeline.messages.value.map(({ from }) => [from.id, from])),
  );
  /** Tags that distinguish people with similar names, by id: see look-alikes.ts. */
  readonly tags = signal<ReadonlyMap<string, string>>(new Map());
  /** Tags by name, in lower case; missing if someone has the name without a tag. */
  readonly nameTags = signal<ReadonlyMap<string, string>>(new Map());
  /** The ids of the members who are typing. */
  readonly typing = signal<readonly string[]>([]);
  /** The names of the others who are typing. */
  readonly typingNames = computed(() =>
    this.typing.value
      .filter((id) => id !== this.memberList.you.value?.id)
      .map((id) => this.labelById(id) ?? words().people.unknown),
  );
  /** Members of a full room that the user has searched: they can be mentioned. */
  readonly #found = signal<readonly Member[]>([]);
  /** The names that can be mentioned, each once, separated by line ends. */
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
  /** Matches mentions. It stays the same object while the names are the same. */
  readonly mentions = computed(() => mentionPattern(this.#names.value.split("\n")));

  /** @param search searches members in the room */
  constructor(
    private readonly memberList: MemberList,
    private readonly timeline: Timeline,
    private readonly search: (query: string) => Promise<Ack<MembersPage>>,
  ) {}

  /** The name of an online member or of the author of a loaded message. */
  nameOf(id: string): string | undefined {
    return (this.memberList.member(id) ?? this.authors.value.get(id))?.name;
  }

  /** The name for use in a sentence, with its tag if there is one. */
  labelOf({ id, name }: Member): string {
    const tag = this.tags.value.get(id);
    return tag === undefined ? name : `${isolate(name)} ${tag}`;
  }

  /** The same by id, if the name is known. */
  labelById(id: string): string | undefined {
    const name = this.nameOf(id);
    return name === undefined ? undefined : this.labelOf({ id, name });
  }

  /** Searches members of a full room whose name, or a word of it, starts with `query`. */
  async find(query: string): Promise<Ack<MembersPage>> {
    const answer = await this.search(query);
    if (answer.ok) this.#found.value = [...answer.members, ...this.#found.peek()].slice(0, MAX_FOUND);
    return answer;
  }
}
