/** Says new messages to a screen reader, gathered so that a lively room does not flood it. */
import { signal } from "@preact/signals";
import type { Attachment } from "../../../shared/contract/message.ts";
import type { Clock } from "../../core/clock.ts";
import { gistOf } from "../../core/text/plain-text.ts";
import { formatNames, isolate } from "../../i18n/names.ts";
import { formatCount } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";

/** How long messages are gathered before they are said, in milliseconds. */
const GATHER = 1_500;
/** The same while a room is lively: several at a time are counted again no sooner. */
const GATHER_LIVELY = 10_000;
const LONGEST_QUOTE = 200;
const MOST_NAMES = 3;

/** What an announcement needs of a message. */
export interface Heard {
  from: { id?: string; name: string };
  text: string;
  attachments?: Attachment[];
}

export class Announcer {
  /** The text of the polite live region. */
  readonly text = signal("");
  #gathered: Heard[] = [];
  /** When several messages were said together last, in milliseconds since the epoch. */
  #countedAt = Number.NEGATIVE_INFINITY;

  /** @param label what an author is called, told apart from those with a name that looks alike */
  constructor(
    private readonly clock: Clock,
    private readonly label: (author: Heard["from"]) => string = ({ name }) => name,
  ) {}

  add(messages: readonly Heard[]): void {
    if (messages.length === 0) return;
    if (this.#gathered.length === 0) {
      // The same words twice would be no change, and so not be said.
      this.text.value = "";
      const lively = this.clock.now() - this.#countedAt < GATHER_LIVELY;
      this.clock.after(lively ? GATHER_LIVELY : GATHER, () => this.#speak());
    }
    const named = messages.map((message) => ({
      ...message,
      from: { ...message.from, name: this.label(message.from) },
    }));
    this.#gathered.push(...named);
  }

  #speak(): void {
    this.text.value = announcementOf(this.#gathered);
    if (this.#gathered.length > 1) this.#countedAt = this.clock.now();
    this.#gathered = [];
  }
}

/** One message is read out; several are counted, with who wrote them. */
export function announcementOf(messages: readonly Heard[]): string {
  const { announcements, list } = words();
  const [first] = messages;
  if (first === undefined) return "";
  if (messages.length === 1)
    return announcements.message(isolate(first.from.name), isolate(gistOf(first).slice(0, LONGEST_QUOTE)));
  const names = [...new Set(messages.map((message) => message.from.name))];
  const who =
    names.length > MOST_NAMES ? formatCount(announcements.severalPeople, names.length) : formatNames(names);
  return announcements.messages(formatCount(list.newMessages, messages.length), who);
}
