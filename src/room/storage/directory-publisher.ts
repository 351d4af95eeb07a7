/**
 * What a public room tells the lobby: at once when it changed, and then no more often than every few seconds. That it is
 * not for strangers any more is told at once, always.
 *
 * Nothing waits for the lobby: one that is down is told of the next change. Nor is the room kept awake after a change, but
 * where another one follows so soon that it has to wait.
 */
import type { Directory, RoomNews } from "../../directory/directory.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import type { MemberList } from "../connections/member-list.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { MessageStore } from "../messages/message-store.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { RoomDeletion } from "./room-deletion.ts";

/** `hidden` is a room that is not public or never had a message, `unmade` one that nobody has made (any more). */
export type News = Omit<RoomNews, "name"> | "hidden" | "unmade";

/** The parts of a room that strangers may hear of. */
export interface NewsDependencies {
  settings: SettingsStore;
  presence: Pick<PresenceTracker, "ready">;
  memberList: MemberList;
  roomDeletion: Pick<RoomDeletion, "isCondemned">;
  log: Pick<MessageStore, "lastAt" | "lastSeq">;
}

/** How exactly it tells when something was said last, in milliseconds: a lively room is not news all the time. */
const MINUTE = 60_000;

/** What strangers may know of a room. */
export async function newsOf({
  settings,
  presence,
  memberList,
  roomDeletion,
  log,
}: NewsDependencies): Promise<News> {
  const { owner, topic, title, visibility } = settings.current;
  // Nor does it tell that all have left, if that is because it comes down.
  if (owner === undefined || roomDeletion.isCondemned) return "unmade";
  // A room that was only opened is nothing to show: a program could make thousands.
  if (visibility !== "public" || log.lastSeq === 0) return "hidden";
  await presence.ready();
  const { lastAt } = log;
  return {
    topic,
    ...(title && { title }),
    people: memberList.count,
    ...(lastAt !== undefined && { lastAt: Math.floor(lastAt / MINUTE) * MINUTE }),
  };
}

export interface DirectoryPublisherDependencies {
  name: string;
  directory: () => Pick<DurableObjectStub<Directory>, "tell" | "forget">;
  news: () => Promise<News>;
  clock: Clock;
  limits: Pick<Limits, "directoryMs">;
  onError: (error: unknown) => void;
}

/** What was told last, where it is not news as JSON. */
const NOTHING = "nothing";
const UNCERTAIN = "uncertain";

export class DirectoryPublisher {
  /** What was told last; undefined after a sleep. */
  #told: string | undefined;
  /** When it may tell again; milliseconds since the epoch. */
  #due = 0;
  #waiting = false;
  #failed = false;
  /** One after the other, so that the last word is the last. */
  #telling: Promise<void> = Promise.resolve();

  constructor(private readonly deps: DirectoryPublisherDependencies) {}

  /** Something that strangers may know has changed. */
  changed(): void {
    if (this.#waiting) return;
    const { clock, limits } = this.deps;
    const wait = Math.min(this.#due - clock.now(), limits.directoryMs);
    if (wait <= 0) {
      this.#tell();
      return;
    }
    this.#waiting = true;
    clock.after(wait, () => {
      this.#waiting = false;
      this.#tell();
    });
  }

  /** The lobby does not know whether what it was told is still so. Settles when it was told anew. */
  asked(): Promise<void> {
    this.#told = UNCERTAIN;
    return this.#next(() => this.#sayNews());
  }

  /** The room is not for strangers any more, or no more at all. Settles when the lobby was told so, or cannot be. */
  gone(): Promise<void> {
    return this.#next(() => this.#forget());
  }

  #tell(): void {
    const { clock, limits } = this.deps;
    this.#due = clock.now() + limits.directoryMs;
    this.#next(() => this.#sayNews());
  }

  async #sayNews(): Promise<void> {
    const news = await this.deps.news();
    if (typeof news === "object") await this.#say(news);
    // Whether a hidden room was listed is not known after a sleep, nor whether the lobby was there to hear of it.
    else if (news === "hidden" ? this.#told !== NOTHING : this.#told !== undefined) await this.#forget();
  }

  async #say(news: Omit<RoomNews, "name">): Promise<void> {
    const telling = JSON.stringify(news);
    if (telling === this.#told) return;
    await this.deps.directory().tell({ name: this.deps.name, ...news });
    this.#told = telling;
  }

  async #forget(): Promise<void> {
    if (this.#told === NOTHING) return;
    await this.deps.directory().forget(this.deps.name);
    this.#told = NOTHING;
  }

  /** Says the first of several failures, and not each. */
  #next(task: () => Promise<void>): Promise<void> {
    this.#telling = this.#telling.then(task).then(
      () => {
        this.#failed = false;
      },
      (error: unknown) => {
        if (!this.#failed) this.deps.onError(error);
        this.#failed = true;
        this.#told = UNCERTAIN;
      },
    );
    return this.#telling;
  }
}
