/** Announces new messages to screen readers, batched so that a busy room does not flood them. */
import { signal } from "@preact/signals";
import type { Attachment } from "../../../shared/contract/message.ts";
import type { Clock } from "../../core/clock.ts";
import { previewText } from "../../core/text/plain-text.ts";
import { formatNames, isolate } from "../../i18n/names.ts";
import { formatCount } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";

/** How long messages are batched, in milliseconds. */
const DELAY = 1_500;
/** The same in a busy room. */
const BUSY_DELAY = 10_000;
const MAX_QUOTE = 200;
const MAX_NAMES = 3;

/** The parts of a message that are announced. */
export interface AnnouncedMessage {
  from: { id?: string; name: string };
  text: string;
  attachments?: Attachment[];
}

export class Announcer {
  /** The text of the polite live region. */
  readonly text = signal("");
  #pending: AnnouncedMessage[] = [];
  /** When several messages were last announced together, in milliseconds since the epoch. */
  #countedAt = Number.NEGATIVE_INFINITY;

  /** @param label an author's name with its tag, if names look alike */
  constructor(
    private readonly clock: Clock,
    private readonly label: (author: AnnouncedMessage["from"]) => string = ({ name }) => name,
  ) {}

  add(messages: readonly AnnouncedMessage[]): void {
    if (messages.length === 0) return;
    if (this.#pending.length === 0) {
      // A live region announces changes only, so the same text twice needs an empty one in between.
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

/** One message is read out; several are counted, with their authors. */
function announcementOf(messages: readonly AnnouncedMessage[]): string {
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
