/**
 * Networks that newcomers to a private room may not come from, after a person from there was banned: without the cookie that person is
 * a newcomer who knows the passphrase.
 *
 * People who are let in already are not asked. An address is kept as a hash, until its time is over.
 */
import { createHash } from "node:crypto";
import { networkOf } from "../../platform/network.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { RoomError } from "../room-error.ts";

const KEY = "room:network-bans";

/** People whose network is remembered after they left, until the room sleeps. */
const REMEMBERED = 1_000;

interface NetworkBan {
  /** The person who was banned. */
  id: string;
  network: string;
  /** When it ends, in milliseconds since the epoch. */
  until: number;
}

export class NetworkBans {
  #stored: readonly NetworkBan[] | undefined;
  /** The networks of the people who came lately, by id. */
  readonly #seen = new Map<string, string>();

  /** @param room makes hashes of one room tell nothing about another */
  constructor(
    private readonly kv: SyncKvStorage,
    private readonly room: string,
    private readonly clock: Pick<Clock, "now">,
    private readonly limits: Pick<Limits, "sanctions" | "networkBanSeconds">,
  ) {}

  /** Remembers where a person came from. */
  seen(id: string, address: string | undefined): void {
    this.#seen.delete(id);
    this.#seen.set(id, this.#hash(address));
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > REMEMBERED && oldest !== undefined) this.#seen.delete(oldest);
  }

  /** Bans the networks of a person: where they are now, and where they were last. */
  ban(id: string, addresses: readonly (string | undefined)[]): void {
    const last = this.#seen.get(id);
    const networks = new Set(addresses.map((address) => this.#hash(address)));
    if (last !== undefined) networks.add(last);
    const until = this.clock.now() + this.limits.networkBanSeconds * 1_000;
    const added = Array.from(networks, (network) => ({ id, network, until }));
    if (added.length > 0) this.#store([...this.#current.filter((ban) => ban.id !== id), ...added]);
  }

  /** The person is not banned any more, and neither is their network. */
  lift(id: string): void {
    if (this.#all.some((ban) => ban.id === id)) this.#store(this.#current.filter((ban) => ban.id !== id));
  }

  /** @throws Refusal `banned` for a newcomer from a banned network */
  check(address: string | undefined): void {
    if (this.#all.length === 0) return;
    const network = this.#hash(address);
    if (this.#current.some((ban) => ban.network === network))
      throw new RoomError(
        "banned",
        "A person from this network was banned: it lets nobody new in for a while.",
      );
  }

  /** Forgets what it remembers of a storage that was emptied. */
  forget(): void {
    this.#stored = undefined;
    this.#seen.clear();
  }

  get #all(): readonly NetworkBan[] {
    this.#stored ??= this.kv.get<NetworkBan[]>(KEY) ?? [];
    return this.#stored;
  }

  get #current(): readonly NetworkBan[] {
    const now = this.clock.now();
    return this.#all.filter(({ until }) => until > now);
  }

  #store(bans: readonly NetworkBan[]): void {
    this.#stored = bans.slice(-this.limits.sanctions);
    if (bans.length > 0) this.kv.put(KEY, this.#stored);
    else this.kv.delete(KEY);
  }

  /** Connections without a known address count as one network. */
  #hash(address: string | undefined): string {
    return createHash("sha256")
      .update(`${this.room}\n${networkOf(address) ?? ""}`)
      .digest("base64url");
  }
}
