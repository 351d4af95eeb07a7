/**
 * Publishes a public room in the directory: at once after a change, then at most once per interval. A room that is no
 * longer public is removed at once.
 *
 * Nothing waits for the directory; after an error the next change publishes again. The timer of a delayed change is the
 * only thing that keeps the room awake.
 */
import type { Directory, PublishedRoom } from "../../directory/directory.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import type { MemberList } from "../connections/member-list.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { MessageStore } from "../messages/message-store.ts";
import type { ListingRequirement } from "../settings/listing-requirement.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { RoomDeletion } from "./room-deletion.ts";

/** `hidden` is a room that is not public, is closed or has too few authors, `missing` one that no one has created, or that is deleted. */
export type Listing = Omit<PublishedRoom, "name"> | "hidden" | "missing";

export interface ListingDependencies {
  settings: SettingsStore;
  presence: Pick<PresenceTracker, "ready">;
  memberList: MemberList;
  roomDeletion: Pick<RoomDeletion, "isScheduled">;
  messageStore: Pick<MessageStore, "lastAt">;
  listingRequirement: Pick<ListingRequirement, "isMet" | "isFeatured">;
}

/** The precision of the published time of the last message, in milliseconds: a busy room does not publish every message. */
const MINUTE = 60_000;

/** What the directory shows of a room. */
export async function listingOf({
  settings,
  presence,
  memberList,
  roomDeletion,
  messageStore,
  listingRequirement,
}: ListingDependencies): Promise<Listing> {
  const { owner, topic, title, visibility, closed } = settings.current;
  // A deletion disconnects all clients, which is no change to publish.
  if (owner === undefined || roomDeletion.isScheduled) return "missing";
  if (visibility !== "public" || closed || !listingRequirement.isMet) return "hidden";
  await presence.ready();
  const { lastAt } = messageStore;
  const listing: Listing = { topic, people: memberList.count };
  if (title) listing.title = title;
  if (listingRequirement.isFeatured) listing.featured = true;
  if (lastAt !== undefined) listing.lastAt = Math.floor(lastAt / MINUTE) * MINUTE;
  return listing;
}

export interface DirectoryPublisherDependencies {
  name: string;
  directory: () => Pick<DurableObjectStub<Directory>, "publish" | "remove">;
  listing: () => Promise<Listing>;
  clock: Clock;
  limits: Pick<Limits, "directoryMs">;
  onError: (error: unknown) => void;
}

/** States of the directory's entry besides a published listing, which is JSON. */
const UNLISTED = "unlisted";
const UNCERTAIN = "uncertain";

export class DirectoryPublisher {
  /** The listing that was published last; undefined after a sleep. */
  #published: string | undefined;
  /** When it may publish again, in milliseconds since the epoch. */
  #nextAt = 0;
  #isDelayed = false;
  #hasFailed = false;
  /** Requests run one after the other, so that the last one wins. */
  #queue: Promise<void> = Promise.resolve();

  constructor(private readonly deps: DirectoryPublisherDependencies) {}

  /** Publishes a change of the listing, now or at the end of the interval. */
  changed(): void {
    if (this.#isDelayed) return;
    const { clock, limits } = this.deps;
    const delay = Math.min(this.#nextAt - clock.now(), limits.directoryMs);
    if (delay <= 0) {
      this.#publishNow();
      return;
    }
    this.#isDelayed = true;
    clock.after(delay, () => {
      this.#isDelayed = false;
      this.#publishNow();
    });
  }

  /** Publishes the listing also where it has not changed. Settles when that is done or failed. */
  republish(): Promise<void> {
    this.#published = UNCERTAIN;
    return this.#enqueue(() => this.#update());
  }

  /** Removes the room from the directory. Settles when that is done or failed. */
  unlist(): Promise<void> {
    return this.#enqueue(() => this.#remove());
  }

  #publishNow(): void {
    const { clock, limits } = this.deps;
    this.#nextAt = clock.now() + limits.directoryMs;
    this.#enqueue(() => this.#update());
  }

  async #update(): Promise<void> {
    const listing = await this.deps.listing();
    if (typeof listing === "object") await this.#publish(listing);
    // After a sleep or an error a hidden room may still be listed.
    else if (listing === "hidden" ? this.#published !== UNLISTED : this.#published !== undefined)
      await this.#remove();
  }

  async #publish(listing: Omit<PublishedRoom, "name">): Promise<void> {
    const json = JSON.stringify(listing);
    if (json === this.#published) return;
    await this.deps.directory().publish({ name: this.deps.name, ...listing });
    this.#published = json;
  }

  async #remove(): Promise<void> {
    if (this.#published === UNLISTED) return;
    await this.deps.directory().remove(this.deps.name);
    this.#published = UNLISTED;
  }

  /** Reports the first of several errors in a row. */
  #enqueue(task: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(task).then(
      () => {
        this.#hasFailed = false;
      },
      (error: unknown) => {
        if (!this.#hasFailed) this.deps.onError(error);
        this.#hasFailed = true;
        this.#published = UNCERTAIN;
      },
    );
    return this.#queue;
  }
}
