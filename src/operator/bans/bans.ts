/** Makes and ends bans in all rooms: each is recorded, and the rooms are told. */
import { type Ack, failure } from "../../shared/contract/errors.ts";
import type { Ban, BanKind, Operator } from "../../shared/operator.ts";
import type { AuditLog } from "../audit-log.ts";
import { type OperationsEnv, operate } from "../operated-room.ts";
import type { BanPusher } from "./ban-pusher.ts";
import type { BanStore, NewBan } from "./ban-store.ts";

/** Bans of one deployment. */
const MAX_BANS = 10_000;

export interface BansDependencies {
  audit: Pick<AuditLog, "perform">;
  store: BanStore;
  pusher: Pick<BanPusher, "start">;
  env: OperationsEnv;
}

export class Bans {
  constructor(private readonly deps: BansDependencies) {}

  /** Bans a person or a network in all rooms. A ban that is there already is replaced. @param room the room to tell before it returns */
  ban(operator: Operator, ban: Omit<NewBan, "by">, room?: string): Promise<Ack<{ ban: Ban }>> {
    const { kind, value, reason } = ban;
    return this.deps.audit.perform(operator, { act: `ban:${kind}`, target: value, room, reason }, () =>
      this.#set(ban, operator, room),
    );
  }

  /**
   * Bans the network that a person is connected from in a room, or was last. Every one of them, if they are several.
   *
   * @returns the first ban; `not_found` if the room knows no network of them
   */
  banNetworkOf(
    operator: Operator,
    person: string,
    ban: Omit<NewBan, "by" | "kind" | "value">,
    room: string,
  ): Promise<Ack<{ ban: Ban }>> {
    const { audit, env } = this.deps;
    const act = { act: "ban:network-of", target: person, room, reason: ban.reason };
    return audit.perform(operator, act, async () => {
      const found = await operate(env, room, { type: "networks", person });
      if (!found.ok) return found;
      let first: Ack<{ ban: Ban }> | undefined;
      for (const value of found.networks ?? []) {
        const made = await this.#set({ ...ban, kind: "network", value }, operator, room);
        if (!made.ok) return made;
        first ??= made;
      }
      return first ?? failure("not_found", "The room knows no network of this person.");
    });
  }

  /** Ends a ban. */
  unban(
    operator: Operator,
    kind: BanKind,
    value: string,
    reason: string,
  ): Promise<Ack<{ changed: boolean }>> {
    const { audit, store, pusher } = this.deps;
    return audit.perform(operator, { act: `unban:${kind}`, target: value, reason }, async () => {
      const changed = store.remove(kind, value, Date.now());
      if (changed) await pusher.start({ kind, value });
      return { ok: true, changed };
    });
  }

  async #set(
    ban: Omit<NewBan, "by">,
    { name: by }: Operator,
    room?: string,
  ): Promise<Ack<{ ban: Ban; changed: boolean }>> {
    const { store, pusher } = this.deps;
    const now = Date.now();
    const known = store.find(ban.kind, ban.value, now);
    if (known === undefined && store.count(now) >= MAX_BANS)
      return failure("too_large", `At most ${MAX_BANS} people and networks can be banned.`);
    store.set({ ...ban, by }, now);
    await pusher.start(ban, room);
    return { ok: true, ban: { ...ban, by, at: now }, changed: known === undefined };
  }
}
