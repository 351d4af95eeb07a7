/** What a room stores about a person, for this person. Nothing is written. */
import type { Principal } from "../../auth/principal.ts";
import type { OwnReactions, PersonalDataPage, StoredAboutPerson } from "../../shared/personal-data.ts";
import type { Verifications } from "../access/verifications.ts";
import { HISTORY_COST, pageTextWeight, weightOf } from "../rate-limits/event-cost.ts";
import { BUSY } from "../rate-limits/event-rate-limiter.ts";
import type { LoadLimiter } from "../rate-limits/load-limiter.ts";
import { RoomError } from "../room-error.ts";
import type { RoomDeletion } from "../storage/room-deletion.ts";
import type { RoomStorage } from "../storage/room-storage.ts";

/** How many messages of the room a page reads. */
const SCANNED = 1_000;

export interface PersonalDataReaderDependencies extends RoomStorage {
  roomDeletion: Pick<RoomDeletion, "requireNotDeleted">;
  verifications: Pick<Verifications, "has">;
  loadLimiter: Pick<LoadLimiter, "take" | "add">;
}

export class PersonalDataReader {
  constructor(private readonly deps: PersonalDataReaderDependencies) {}

  /**
   * A page of what is stored. A person reads their own data also where they are banned or not admitted any more.
   *
   * @param after the `next` of the page before, 0 for the first page
   * @throws {RoomError} `rate_limited`, or `not_found` in a room that is being deleted
   */
  page({ id }: Principal, after: number, network: string | undefined): PersonalDataPage {
    const { roomDeletion, loadLimiter, messageStore } = this.deps;
    roomDeletion.requireNotDeleted();
    const wait = loadLimiter.take({ id, network }, weightOf(HISTORY_COST, {}, 0), true);
    if (wait > 0) throw new RoomError("rate_limited", BUSY, wait);
    const from = Math.max(after, messageStore.oldestSeq - 1);
    const to = from + SCANNED;
    const messages = messageStore.select(
      "WHERE seq > ? AND seq <= ? AND author = ? ORDER BY seq",
      from,
      to,
      id,
    );
    loadLimiter.add({ network }, pageTextWeight({ messages, hasMore: false }));
    return {
      ...(after === 0 && { stored: this.#stored(id) }),
      messages,
      reactions: this.#reactions(id, from, to),
      ...(to < messageStore.lastSeq && { next: to }),
    };
  }

  #stored(id: string): StoredAboutPerson {
    const { settings, roles, guests, sanctions, readReceipts, pushSubscriptions, files, reportStore } =
      this.deps;
    const sanctioned = (kind: "muted" | "banned") => sanctions.all[kind].find((one) => one.id === id)?.name;
    const optional = {
      owner: settings.isOwner(id) || undefined,
      ownerUntil: roles.until(id),
      guest: guests.nameOf(id),
      muted: sanctioned("muted"),
      banned: sanctioned("banned"),
      read: readReceipts.of(id),
      verified: this.deps.verifications.has(id) || undefined,
    };
    return {
      id,
      ...(Object.fromEntries(
        Object.entries(optional).filter(([, value]) => value !== undefined),
      ) as Partial<StoredAboutPerson>),
      pushSubscriptions: pushSubscriptions.all
        .filter(({ person }) => person === id)
        .map(({ endpoint, level, language, at }) => ({
          service: new URL(endpoint).host,
          level,
          language,
          at,
        })),
      files: files.ofPerson(id),
      reports: reportStore.madeBy(id),
    };
  }

  #reactions(id: string, from: number, to: number): OwnReactions[] {
    return this.deps.messageStore.reactedBy(id, from, to).map(({ seq, reactions = [] }) => ({
      seq,
      emoji: reactions.filter(({ ids }) => ids.includes(id)).map(({ emoji }) => emoji),
    }));
  }
}
