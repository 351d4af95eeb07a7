/** Says new messages to a screen reader, gathered so that a lively room does not flood it. */
import { signal } from "@preact/signals";
import type { Attachment } from "../../../shared/contract/message.ts";
import type { Clock } from "../../core/clock.ts";
import { previewText } from "../../core/text/plain-text.ts";
import { formatNames, isolate } from "../../i18n/names.ts";
import { formatCount } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";

/** How long messages are gathered before they are said, in milliseconds. */
const DELAY = 1_500;
/** The same while a room is lively: several at a time are counted again no sooner. */
const BUSY_DELAY = 10_000;
const MAX_QUOTE = 200;
const MAX_NAMES = 3;

/** What an announcement needs of a message. */
export interface AnnouncedMessage {
  from: { id?: string; name: string };
  text: string;
  attachments?: Attachment[];
}

export class Announcer {
  /** The text of the polite live region. */
  readonly text = signal("");
  #pending: AnnouncedMessage[] = [];
  /** When several messages were said together last, in milliseconds since the epoch. */
  #countedAt = Number.NEGATIVE_INFINITY;

  /** @param label what an author is called, told apart from those with a name that looks alike */
  constructor(
    private readonly clock: Clock,
    private readonly label: (author: AnnouncedMessage["from"]) => string = ({ name }) => name,
  ) {}

  add(messages: readonly AnnouncedMessage[]): void {
    if (messages.length === 0) return;
    if (this.#pending.length === 0) {
      // The same words twice would be no change, and so not be said.
      this.text.value = "";
      const isBusy = this.clock.now() - this.#countedAt < BUSY_DELAY;
      this.clock.after(isBusy ? BUSY_DELAY : DELAY, () => this.#announce());
    }
    const named = messages.map((message) => ({
      ...message,
      from: { ...message.from, name: this.label(message.from) },
    }));
    this.#pending.push(...named);
  }

  #announce(): void {
    this.text.value = announcementOf(this.#pending);
    if (this.#pending.length > 1) this.#countedAt = this.clock.now();
    this.#pending = [];
  }
}

/** One message is read out; several are counted, with who wrote them. */
export function announcementOf(messages: readonly AnnouncedMessage[]): string {
  const { announcements, list } = words();
  const [first] = messages;
  if (first === undefined) return "";
  if (messages.length === 1)
    return announcements.message(isolate(first.from.name), isolate(previewText(first).slice(0, MAX_QUOTE)));
  const names = [...new Set(messages.map((message) => message.from.name))];
  const who =
    names.length > MAX_NAMES ? formatCount(announcements.severalPeople, names.length) : formatNames(names);
  return announcements.messages(formatCount(list.newMessages, messages.length), who);
}
