/**
 * Erases what a room stores about a person, when this person asks for it.
 *
 * Messages are erased in batches. A request that ends early is continued by the next one, and one that is repeated erases what came
 * since. Whatever is left belongs to the id of the person: a message that was erased has another id, so that nothing connects the
 * places of a person's messages with the person.
 */
import { friendlyName } from "../../auth/friendly-name.ts";
import type { Principal } from "../../auth/principal.ts";
import { newSession } from "../../auth/session.ts";
import { failure } from "../../shared/contract/errors.ts";
import type { Author } from "../../shared/contract/message.ts";
import { OPERATOR_OWNER } from "../../shared/contract/settings.ts";
import type { ErasureProgress } from "../../shared/personal-data.ts";
import type { Verifications } from "../access/verifications.ts";
import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { TypingTracker } from "../broadcast/typing.ts";
import type { Clock } from "../clock.ts";
import type { Disconnector } from "../connections/disconnect.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { MessageChanges } from "../messages/message-changes.ts";
import type { EventCost } from "../rate-limits/event-cost.ts";
import type { EventRateLimiter } from "../rate-limits/event-rate-limiter.ts";
import type { Relays } from "../relay/owner/relays.ts";
import type { MessageReporter } from "../reports/report-message.ts";
import { RoomError } from "../room-error.ts";
import type { RoomDeletion } from "../storage/room-deletion.ts";
import type { RoomStorage } from "../storage/room-storage.ts";

/** How many messages of the room a batch looks at. */
const BATCH = 500;

/** How many messages of others a batch changes, with the text of each in the frame that everyone gets. */
const MAX_REACTED = 50;

/** How long a request goes on with another batch, in milliseconds. */
const DURATION = 3_000;

/** A scan of many messages. */
const COST: EventCost = { weight: 10, isExpensive: true };

const OWNED =
  "You own this room. Hand it over or delete it first, or send giveUp=true: it then has no owner.";

const NOT_ADMITTED = failure("forbidden", "You have erased your data: you are not a guest any more.").error;

export interface ErasureRequest {
  /** The `next` of the request before, 0 for the first one. */
  after: number;
  /** Leaves a room of the person without an owner. */
  giveUp: boolean;
}

/** Replaces the names of a person in what the operators have of a room. */
export type EraseAtOperators = (person: string, name: string) => Promise<void>;

export interface PersonalDataEraserDependencies extends RoomStorage {
  roomDeletion: Pick<RoomDeletion, "requireNotDeleted">;
  messageChanges: Pick<MessageChanges, "eraseBetween" | "removeReactions">;
  verifications: Pick<Verifications, "remove">;
  presence: PresenceTracker;
  typingTracker: Pick<TypingTracker, "stop">;
  frameBatcher: Pick<FrameBatcher, "addChanges" | "changed">;
  disconnector: Pick<Disconnector, "disconnectSockets">;
  relays: Pick<Relays, "settled">;
  rateLimiter: Pick<EventRateLimiter, "takeRequest">;
  messageReporter: Pick<MessageReporter, "run">;
  /** Undefined in a deployment without operators. */
  eraseAtOperators: EraseAtOperators | undefined;
  clock: Pick<Clock, "now">;
}

export class PersonalDataEraser {
  constructor(private readonly deps: PersonalDataEraserDependencies) {}

  /**
   * Erases messages, files and reactions, and at last everything else. A person may ask for it also where they are banned or not
   * admitted any more.
   *
   * @throws {RoomError} `forbidden` for the owner of the room without `giveUp`, `not_found` in a room that is being deleted,
   *   `rate_limited`
   */
  async erase(
    { id }: Principal,
    { after, giveUp }: ErasureRequest,
    network: string | undefined,
  ): Promise<ErasureProgress> {
    const { roomDeletion, rateLimiter, presence, messageStore, frameBatcher, clock } = this.deps;
    roomDeletion.requireNotDeleted();
    this.#requireNoOwner(id, giveUp);
    rateLimiter.takeRequest({ id, network }, COST, {});
    await presence.ready();
    // As a session would have it: it is in no way different from the id of another person.
    const { id: pseudonymId, name } = newSession(clock.now());
    const pseudonym = { id: pseudonymId, name };
    const end = clock.now() + DURATION;
    // First: a room whose settings were never changed belongs to the author of its first message.
    this.#giveUp(id);
    let from = Math.max(after, messageStore.oldestSeq - 1);
    for (;;) {
      // Meanwhile the room may have been deleted, or handed over to the person.
      roomDeletion.requireNotDeleted();
      this.#requireNoOwner(id, giveUp);
      if (from >= messageStore.lastSeq) break;
      from = this.#eraseBatch(id, pseudonym, from);
      if (from < messageStore.lastSeq && clock.now() >= end) return { next: from };
      // Others have their turn, and what was sent leaves memory.
      await scheduler.wait(0);
    }
    // First: a socket that disconnects saves how far the person has read.
    await presence.forget(id, friendlyName(id));
    this.#eraseRest(id);
    frameBatcher.changed("presence");
    await this.deps.relays.settled();
    await this.#eraseAtOperators(id);
    return {};
  }

  /** Erases messages and reactions after `from`, and tells everyone. @returns up to where */
  #eraseBatch(id: string, pseudonym: Author, from: number): number {
    const { messageChanges, messageStore, searchIndex, files, frameBatcher } = this.deps;
    const reacted = messageStore.reactedBy(id, from, from + BATCH, MAX_REACTED);
    const to = reacted.length < MAX_REACTED ? from + BATCH : (reacted.at(-1)?.seq ?? from + BATCH);
    const newest = messageChanges.eraseBetween(id, pseudonym, from, to);
    const others = reacted.filter((message) => message.from.id !== id);
    const messages = others.map(({ seq }) => messageChanges.removeReactions(id, seq));
    if (newest !== undefined) {
      files.deleteByMessages(id, from, to);
      searchIndex.clear();
      messages.push(newest);
    }
    if (messages.length > 0) {
      const changes = { rev: messageStore.rev, messages };
      frameBatcher.addChanges(newest === undefined ? changes : { ...changes, erased: id });
    }
    return to;
  }

  #giveUp(id: string): void {
    const { settings, frameBatcher } = this.deps;
    if (!settings.isOwner(id)) return;
    settings.handOver(OPERATOR_OWNER);
    frameBatcher.changed("room");
  }

  /** Erases what is no message, in one synchronous stretch. */
  #eraseRest(id: string): void {
    const { settings, roles, guests, sanctions, readReceipts, files, pushSubscriptions, reportStore } =
      this.deps;
    const { listingRequirement, verifications, typingTracker, presence, disconnector } = this.deps;
    const name = friendlyName(id);
    const wasGuest = guests.has(id);
    this.#giveUp(id);
    settings.forgetFormerOwner(id);
    roles.set(id, undefined);
    guests.remove(id);
    // What the owner has decided stays, without the name that the person chose.
    sanctions.rename(id, name);
    readReceipts.erase(id);
    files.deleteByOwner(id);
    pushSubscriptions.removePerson(id);
    reportStore.rename(id, name);
    verifications.remove(id);
    listingRequirement.erase(id);
    typingTracker.stop(id);
    if (wasGuest && settings.isPrivate) disconnector.disconnectSockets(presence.socketsOf(id), NOT_ADMITTED);
  }

  /** @throws {NoAnswer} where the operations object does not answer: a repeat asks it again */
  async #eraseAtOperators(id: string): Promise<void> {
    const { eraseAtOperators, messageReporter } = this.deps;
    if (eraseAtOperators === undefined) return;
    // A report may be on its way with the name.
    await messageReporter.run();
    await eraseAtOperators(id, friendlyName(id));
  }

  #requireNoOwner(id: string, giveUp: boolean): void {
    if (!giveUp && this.deps.settings.isOwner(id)) throw new RoomError("forbidden", OWNED);
  }
}
