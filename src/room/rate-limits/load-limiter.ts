/**
 * Limits the work of a room: a budget for the room, a budget for each network, and a small share for each person that no
 * one else can use up. Requests over budget are rejected before they are validated, stored or broadcast.
 *
 * - A network within its budget is served while the room has budget left.
 * - When either budget is empty, networks and people still have their shares, from a reserve of the room. So an office
 *   with one flooding client goes on chatting, and so do all others.
 * - Events that pages send by themselves (typing, read marks, idle state) have a part of each budget and no share, so they
 *   never take the place of a message.
 * - A network that keeps sending although it is rejected has its most active sockets disconnected.
 *
 * The state is in memory: an object that is flooded does not sleep.
 */
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { broadcastWeight, isLight } from "./event-cost.ts";
import { TokenBucket } from "./token-bucket.ts";
import { TokenBuckets } from "./token-buckets.ts";

export type LoadLimits = Pick<
  Limits,
  "roomLoadPerSecond" | "roomLoadBurst" | "addressLoadPerSecond" | "addressLoadBurst"
>;

/** Who sends a request. */
export interface Requester {
  /** The id of the person or bot. */
  id: string;
  /** See `networkOf`; undefined for loopback. */
  network: string | undefined;
}

/** The part of each budget that light events may use. */
const LIGHT_PART = 0.4;

/** What each network may do whatever the rest of the room does, in events. */
const NETWORK_SHARE = { perSecond: 2, burst: 10 };

/** What each person may do whatever the rest of their network does, in events. */
const PERSON_SHARE = { perSecond: 0.1, burst: 1 };

/** The same for expensive events: all members may react to one message at once, but not all the time. */
const PERSON_EXPENSIVE_SHARE = { perSecond: 0.02, burst: 1 };

/** How many requests of a network are rejected before its most active sockets are disconnected. */
const NETWORK_REJECTIONS = { perSecond: 10, burst: 50 };

/** How many rejected requests of one person count for their network, which is not to blame for a single flooding client. */
const COUNTED_REJECTIONS = { perSecond: 0.5, burst: 20 };

/** How many requests of a person are rejected before they are disconnected, while their network floods. */
const PERSON_REJECTIONS = { perSecond: 0.5, burst: 3 };

/** With how many networks expired retry times are removed. */
const MAX_RETRY_TIMES = 1_000;

/** The longest `retryAfter`, in milliseconds. */
const MAX_RETRY_AFTER = 10_000;

/** The network of all clients behind a proxy on the same machine. */
const LOOPBACK = "loopback";

export class LoadLimiter {
  readonly #room: TokenBucket;
  /** For the shares alone, of the size of the room budget. */
  readonly #reserve: TokenBucket;
  readonly #networks: TokenBuckets;
  readonly #lightRoom: TokenBucket;
  readonly #lightNetworks: TokenBuckets;
  readonly #networkShares: TokenBuckets;
  readonly #personShares: TokenBuckets;
  readonly #personExpensiveShares: TokenBuckets;
  /** The latest retry time of the rejected requests of each network, in milliseconds since the epoch. */
  readonly #retryTimes = new Map<string, number>();
  readonly #networkRejections: TokenBuckets;
  readonly #countedRejections: TokenBuckets;
  readonly #personRejections: TokenBuckets;

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly limits: LoadLimits,
  ) {
    const { roomLoadPerSecond, roomLoadBurst, addressLoadPerSecond, addressLoadBurst } = limits;
    this.#room = new TokenBucket(roomLoadPerSecond, roomLoadBurst, clock.now());
    this.#reserve = new TokenBucket(roomLoadPerSecond, roomLoadBurst, clock.now());
    this.#networks = new TokenBuckets(clock, { perSecond: addressLoadPerSecond, burst: addressLoadBurst });
    this.#lightRoom = new TokenBucket(
      LIGHT_PART * roomLoadPerSecond,
      LIGHT_PART * roomLoadBurst,
      clock.now(),
    );
    this.#lightNetworks = new TokenBuckets(clock, {
      perSecond: LIGHT_PART * addressLoadPerSecond,
      burst: LIGHT_PART * addressLoadBurst,
    });
    this.#networkShares = new TokenBuckets(clock, NETWORK_SHARE);
    this.#personShares = new TokenBuckets(clock, PERSON_SHARE);
    this.#personExpensiveShares = new TokenBuckets(clock, PERSON_EXPENSIVE_SHARE);
    this.#networkRejections = new TokenBuckets(clock, NETWORK_REJECTIONS);
    this.#countedRejections = new TokenBuckets(clock, COUNTED_REJECTIONS);
    this.#personRejections = new TokenBuckets(clock, PERSON_REJECTIONS);
  }

  /**
   * Counts a request within the budgets and shares.
   *
   * @param weight in units, see `weightOf`
   * @param isExpensive whether it is more work than a message and less urgent
   * @returns 0, or after how many milliseconds the same request may succeed
   */
  take({ id, network = LOOPBACK }: Requester, weight: number, isExpensive = false): number {
    const now = this.clock.now();
    const isLightEvent = isLight(weight);
    if (isLightEvent) {
      const lightWait = Math.max(
        this.#lightNetworks.wait(network, weight),
        this.#lightRoom.wait(now, weight),
      );
      if (lightWait > 0) return lightWait;
    }
    const wait = Math.max(this.#networks.wait(network, weight), this.#room.wait(now, weight));
    if (wait === 0) {
      if (isLightEvent) {
        this.#lightNetworks.take(network, weight);
        this.#lightRoom.take(now, weight);
      }
      this.#networks.take(network, weight);
      return this.#room.take(now, weight);
    }
    if (isLightEvent) return wait;
    const isFromReserve = this.#room.wait(now, weight) > 0;
    if (isFromReserve && this.#reserve.wait(now, weight) > 0) return this.#retryAfter(network, weight, wait);
    if (!this.#takeShare(network, id, isExpensive)) return this.#retryAfter(network, weight, wait);
    return isFromReserve ? this.#reserve.take(now, weight) : this.#room.take(now, weight);
  }

  /** Counts work of a request that was served, and took more than estimated. */
  add({ network = LOOPBACK }: Pick<Requester, "network">, weight: number): void {
    this.#networks.drain(network, weight);
    this.#room.drain(this.clock.now(), weight);
  }

  /** Counts a frame that was sent to so many sockets, and is no part of a request: one of a passive socket has many messages. */
  addBroadcast(sockets: number): void {
    this.#room.drain(this.clock.now(), broadcastWeight(sockets));
  }

  /** Counts a rejected request. @returns whether its socket is to be disconnected because the network floods */
  countRejection({ id, network }: Requester): boolean {
    if (network === undefined) return false;
    if (this.#countedRejections.take(id) === 0) this.#networkRejections.take(network);
    return this.#personRejections.take(id) > 0 && this.#networkRejections.wait(network) > 0;
  }

  /** After how many milliseconds to retry: after the rejected requests of the network before it, not all at once. */
  #retryAfter(network: string, weight: number, wait: number): number {
    const now = this.clock.now();
    if (this.#retryTimes.size >= MAX_RETRY_TIMES) {
      for (const [other, until] of this.#retryTimes) if (until <= now) this.#retryTimes.delete(other);
    }
    const before = Math.max(now + wait, this.#retryTimes.get(network) ?? 0);
    const until = Math.min(
      before + (weight * 1_000) / this.limits.addressLoadPerSecond,
      now + MAX_RETRY_AFTER,
    );
    this.#retryTimes.set(network, until);
    return Math.ceil(until - now);
  }

  /** Takes from the share of the network, or else of the person. @returns whether one of them had enough */
  #takeShare(network: string, id: string, isExpensive: boolean): boolean {
    const ofPerson = isExpensive ? this.#personExpensiveShares : this.#personShares;
    return this.#networkShares.take(network) === 0 || ofPerson.take(id) === 0;
  }
}
