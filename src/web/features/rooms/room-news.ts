/**
 * What happened in the other rooms of this device: unread messages, mentions and drafts, for the list of rooms.
 *
 * There is no feed of rooms: each of the rooms visited last is asked for what follows the message seen last, one after the
 * other, while the page is looked at. A private room answers those who were let in, as it does anywhere.
 */
import type { Signal } from "@preact/signals";
import type { Ack } from "../../../shared/contract/errors.ts";
import type { HistoryPage } from "../../../shared/contract/events.ts";
import type { Member, Message } from "../../../shared/contract/message.ts";
import { roomPath } from "../../../shared/room-name.ts";
import { mentionPattern, speaksTo } from "../../core/text/mentions.ts";
import type { Store } from "../../storage/device-storage.ts";
import type { VisitedRoom } from "../../storage/visited-rooms.ts";
import type { RoomActivities, RoomActivity } from "../context/room-context.ts";

/** How many rooms are asked, those visited last. */
const MOST_ASKED = 8;

/** How long after the last time they are asked again, in milliseconds, while the page is looked at. */
const EVERY = 180_000;

/** The same when the page is looked at again. */
const PAUSE = 60_000;

/** What the news need of the page. */
export interface NewsParts {
  store: Store;
  marks: Signal<RoomActivities>;
  visited(): readonly VisitedRoom[];
  /** The room that is open: it counts for itself. */
  current(): string;
  you(): Member | undefined;
  /** Proof of who one is where the browser keeps no cookie. */
  token(): string | undefined;
}

export class RoomNews {
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking = false;

  constructor(private readonly parts: NewsParts) {}

  /** Looks at the drafts now, and at the rooms while somebody looks at the page, until `signal` aborts. */
  start(signal: AbortSignal): void {
    this.readDrafts();
    const look = (pause: number) => {
      if (document.visibilityState === "visible" && performance.now() - this.#askedAt >= pause)
        void this.#askAll(signal);
    };
    look(0);
    const timer = setInterval(() => look(EVERY), EVERY / 6);
    signal.addEventListener("abort", () => clearInterval(timer));
    document.addEventListener("visibilitychange", () => look(PAUSE), { signal });
    addEventListener("storage", ({ key }) => this.#changedElsewhere(key), { signal });
  }

  /** Notes in which rooms there is a text that was not sent. */
  readDrafts(): void {
    for (const { name } of this.parts.visited())
      this.#mark(name, { draft: (this.parts.store.get(`draft:${name}`) ?? "") !== "" });
  }

  /** Notes that a room was read. */
  read(name: string): void {
    this.#mark(name, { unread: false, mentions: 0 });
  }

  /** Another tab wrote something, or read it. */
  #changedElsewhere(key: string | null): void {
    const [, kind, name] = /^(seen|draft):(.+)$/s.exec(key ?? "") ?? [];
    if (name === undefined) return;
    if (kind === "seen") this.read(name);
    else this.readDrafts();
  }

  async #askAll(signal: AbortSignal): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    this.#askedAt = performance.now();
    const { visited, current } = this.parts;
    const others = visited().filter(({ name }) => name !== current());
    for (const { name } of others.slice(0, MOST_ASKED)) {
      if (signal.aborted) break;
      await this.#ask(name, signal);
    }
    this.#asking = false;
  }

  async #ask(name: string, signal: AbortSignal): Promise<void> {
    const { store, you, token, current } = this.parts;
    const seen = Number(store.get(`seen:${name}`) ?? 0) || 0;
    const me = you();
    // What was never read is not unread: the whole room would be.
    if (seen === 0 || me === undefined) return;
    const bearer = token();
    const messages = await readAfter(name, seen, bearer, signal);
    if (messages === undefined || name === current()) return;
    const others = messages.filter(({ from, deleted }) => from.id !== me.id && !deleted);
    const pattern = mentionPattern([me.name]);
    const mentions = others.filter(({ text }) => speaksTo(text, me.name, pattern)).length;
    this.#mark(name, { unread: others.length > 0, mentions });
  }

  #mark(name: string, change: Partial<RoomActivity>): void {
    const { marks } = this.parts;
    const before = marks.peek().get(name) ?? { unread: false, mentions: 0, draft: false };
    const mark = { ...before, ...change };
    if (JSON.stringify(mark) === JSON.stringify(before)) return;
    marks.value = new Map(marks.peek()).set(name, mark);
  }
}

/** The messages after one; undefined where the room does not tell. */
async function readAfter(
  name: string,
  seen: number,
  token: string | undefined,
  signal: AbortSignal,
): Promise<readonly Message[] | undefined> {
  try {
    const response = await fetch(`/api${roomPath(name)}/messages?after=${seen}`, {
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    });
    const page = (await response.json()) as Ack<HistoryPage>;
    return page.ok ? page.messages : undefined;
  } catch {
    return undefined;
  }
}
