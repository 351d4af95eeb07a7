/**
 * Networks that new guests of a private room may not connect from, after a user was banned who was connected from there: without
 * the cookie a banned user is a new visitor who knows the passphrase. Noted in public rooms, too, which may become private.
 *
 * Users who are admitted already are not affected, nor are loopback addresses, which all clients behind a proxy have. An address is
 * stored as a hash: for a ban until it ends, and for each guest the last address, because a guest may be banned long after they left.
 */
import { createHash } from "node:crypto";
import { networkOf } from "../../platform/network.ts";
import type { Limits } from "../../shared/limits.ts";
import type { GuestStore } from "../access/guest-store.ts";
import type { Clock } from "../clock.ts";
import { RoomError } from "../room-error.ts";

const KEY = "room:network-bans";

interface NetworkBan {
  /** The user who was banned. */
  id: string;
  network: string;
  /** When it ends, in milliseconds since the epoch. */
  until: number;
}

export class NetworkBans {
  #stored: readonly NetworkBan[] | undefined;

  /** @param room part of each hash, so that hashes of two rooms cannot be compared */
  constructor(
    private readonly kv: SyncKvStorage,
    private readonly guests: Pick<GuestStore, "has" | "setNetwork">,
    private readonly room: string,
    private readonly clock: Pick<Clock, "now">,
    private readonly limits: Pick<Limits, "sanctions" | "networkBanSeconds">,
  ) {}

  /** Notes where a user was connected from, if they are a guest. */
  left(id: string, address: string | undefined): void {
    const network = this.hash(address);
    if (network !== undefined && this.guests.has(id)) this.guests.setNetwork(id, network);
  }

  /**
   * Bans the networks of a user.
   *
   * @param addresses the current ones
   * @param last the hash of the last one, where it is known
   */
  ban(id: string, addresses: readonly (string | undefined)[], last: string | undefined): void {
    const known = [...addresses.map((address) => this.hash(address)), last];
    const networks = new Set(known.filter((network) => network !== undefined));
    const until = this.clock.now() + this.limits.networkBanSeconds * 1_000;
    const added = Array.from(networks, (network) => ({ id, network, until }));
    if (added.length > 0) this.#store([...this.#current.filter((ban) => ban.id !== id), ...added]);
  }

  /** Ends the bans of a user's networks. */
  lift(id: string): void {
    if (this.#all.some((ban) => ban.id === id)) this.#store(this.#current.filter((ban) => ban.id !== id));
  }

  /** @throws {RoomError} `banned` for an address in a banned network */
  check(address: string | undefined): void {
    if (this.#all.length === 0) return;
    const network = this.hash(address);
    if (network === undefined) return;
    if (this.#current.some((ban) => ban.network === network))
      throw new RoomError(
        "banned",
        "A person from this network was banned: new guests from it are not admitted for a while.",
      );
  }

  /** The network of an address as it is stored; undefined for loopback and an unknown address. */
  hash(address: string | undefined): string | undefined {
    const network = networkOf(address);
    return network && createHash("sha256").update(`${this.room}\n${network}`).digest("base64url");
  }

  /** Clears the cache after the storage was emptied. */
  forget(): void {
    this.#stored = undefined;
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
}
