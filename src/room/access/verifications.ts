/**
 * People who proved to be no program, where the deployment asks for that (Turnstile): once in each room, before their first message. Bots
 * and people with a token of the operator's issuer need not.
 */
import { verificationRequired } from "../../auth/turnstile.ts";
import { isBot } from "../../shared/contract/bots.ts";
import { isExternal } from "../../shared/contract/message.ts";
import type { MessageStore } from "../messages/message-store.ts";
import { RoomError } from "../room-error.ts";
import type { SettingsStore } from "../settings/settings-store.ts";

const PREFIX = "room:verified:";

/** With how many people in memory they are forgotten: they only matter until the room is created. */
const MANY = 1_000;

export interface VerificationsDependencies {
  kv: SyncKvStorage;
  settings: Pick<SettingsStore, "current">;
  messageStore: Pick<MessageStore, "lastSentAt">;
  /** Undefined where nobody has to verify. */
  siteKey: string | undefined;
}

export class Verifications {
  readonly #known = new Set<string>();

  constructor(private readonly deps: VerificationsDependencies) {}

  /** A person has verified. A room that no one has created stores nothing. */
  add(id: string): void {
    const { kv, settings, siteKey } = this.deps;
    if (siteKey === undefined) return;
    if (this.#known.size >= MANY) this.#known.clear();
    this.#known.add(id);
    if (settings.current.owner !== undefined) kv.put(PREFIX + id, true);
  }

  /** Whether it is stored that a person has verified. */
  has(id: string): boolean {
    return this.deps.kv.get(PREFIX + id) === true;
  }

  /** Forgets a person, who has to verify again. */
  remove(id: string): void {
    this.#known.delete(id);
    this.deps.kv.delete(PREFIX + id);
  }

  /** To write. @throws {RoomError} `verification_required` */
  require(id: string): void {
    const { messageStore, siteKey } = this.deps;
    if (siteKey === undefined || isBot(id) || isExternal(id) || this.#known.has(id)) return;
    // A person who has written lately is verified, or wrote before the deployment asked for it.
    if (!this.has(id) && messageStore.lastSentAt(id) === undefined)
      throw RoomError.from(
        verificationRequired(
          siteKey,
          "Verify first that you are a person: POST /verification of the room, with a token of Turnstile.",
        ).error,
      );
    this.#known.add(id);
  }
}
