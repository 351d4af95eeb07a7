/**
 * Polls the other rooms of this device for unread messages, mentions and drafts.
 *
 * There is no feed of rooms: each of the last visited rooms is asked for the messages after the last one seen, one
 * room at a time, while the page is visible. A private room answers users that were admitted.
 */
import type { Signal } from "@preact/signals";
import type { Ack } from "../../../shared/contract/errors.ts";
import type { HistoryPage, Member, Message } from "../../../shared/contract/message.ts";
import { roomPath } from "../../../shared/room-name.ts";
import { mentionPattern, mentionsName } from "../../core/text/mentions.ts";
import type { Store } from "../../storage/device-storage.ts";
import type { VisitedRoom } from "../../storage/visited-rooms.ts";
import type { RoomActivities, RoomActivity } from "../context/room-context.ts";

/** How many rooms are polled, those visited last. */
const MAX_ROOMS = 8;

/** The interval while the page is visible, in milliseconds. */
const EVERY = 180_000;

/** The shortest interval when the page becomes visible, in milliseconds. */
const PAUSE = 60_000;

/** What the news need of the page. */
export interface RoomActivityDependencies {
  store: Store;
  roomActivity: Signal<RoomActivities>;
  visitedRooms(): readonly VisitedRoom[];
  /** The name of the open room, which is not polled. */
  current(): string;
  you(): Member | undefined;
  /** The session token of a browser without cookies. */
  token(): string | undefined;
}

export class RoomActivityPoller {
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #isFetching = false;

  constructor(private readonly deps: RoomActivityDependencies) {}

  /** Reads the drafts now, and polls while the page is visible, until `signal` aborts. */
  start(signal: AbortSignal): void {
    this.readDrafts();
    const poll = (pause: number) => {
      // Who the user is comes with the answer of the open room.
      if (document.visibilityState !== "visible" || this.deps.you() === undefined) return;
      if (performance.now() - this.#fetchedAt >= pause) void this.#fetchAll(signal);
    };
    poll(0);
    const timer = setInterval(() => poll(EVERY), EVERY / 6);
    signal.addEventListener("abort", () => clearInterval(timer));
    document.addEventListener("visibilitychange", () => poll(PAUSE), { signal });
    addEventListener("storage", ({ key }) => this.#onStorageChange(key), { signal });
  }

  /** Marks the rooms that have an unsent draft. */
  readDrafts(): void {
    for (const { name } of this.deps.visitedRooms())
      this.#update(name, { draft: (this.deps.store.get(`draft:${name}`) ?? "") !== "" });
  }

  /** Marks a room as read. */
  markRead(name: string): void {
    this.#update(name, { unread: false, mentions: 0 });
  }

  /** Another tab wrote a draft or read a room. */
  #onStorageChange(key: string | null): void {
    const [, kind, name] = /^(seen|draft):(.+)$/s.exec(key ?? "") ?? [];
    if (name === undefined) return;
    if (kind === "seen") this.markRead(name);
    else this.readDrafts();
  }

  async #fetchAll(signal: AbortSignal): Promise<void> {
    if (this.#isFetching) return;
    this.#isFetching = true;
    this.#fetchedAt = performance.now();
    const { visitedRooms, current } = this.deps;
    const others = visitedRooms().filter(({ name }) => name !== current());
    for (const { name } of others.slice(0, MAX_ROOMS)) {
      if (signal.aborted) break;
      await this.fetch(name, signal);
    }
    this.#isFetching = false;
  }

  /** Asks a room. */
  async fetch(name: string, signal?: AbortSignal): Promise<void> {
    const { store, token, current } = this.deps;
    const seen = Number(store.get(`seen:${name}`) ?? 0) || 0;
    const you = this.deps.you();
    // A room that was never read has no unread messages: otherwise all of them would be.
    if (seen === 0 || you === undefined) return;
    const bearer = token();
    const messages = await fetchAfter(name, seen, bearer, signal);
    if (messages === undefined || name === current()) return;
    const others = messages.filter(({ from, deleted }) => from.id !== you.id && !deleted);
    const pattern = mentionPattern([you.name]);
    const mentions = others.filter(({ text }) => mentionsName(text, you.name, pattern)).length;
    this.#update(name, { unread: others.length > 0, mentions });
  }

  #update(name: string, change: Partial<RoomActivity>): void {
    const { roomActivity } = this.deps;
    const before = roomActivity.peek().get(name) ?? { unread: false, mentions: 0, draft: false };
    const mark = { ...before, ...change };
    if (JSON.stringify(mark) === JSON.stringify(before)) return;
    roomActivity.value = new Map(roomActivity.peek()).set(name, mark);
  }
}

/** The messages after `seen`; undefined if the request failed or was rejected. */
async function fetchAfter(
  name: string,
  seen: number,
  token: string | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly Message[] | undefined> {
  try {
    const response = await fetch(`/api${roomPath(name)}/messages?after=${seen}`, {
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      signal: AbortSignal.any([...(signal ? [signal] : []), AbortSignal.timeout(10_000)]),
    });
    const page = (await response.json()) as Ack<HistoryPage>;
    return page.ok ? page.messages : undefined;
  } catch {
    return undefined;
  }
}
