/**
 * How much work a room takes on: a budget for the room, one for each network, and a small share for each person that nobody else can
 * use up. What is over budget is refused before it is validated, let alone stored or broadcast.
 *
 * - A network within its budget is served as long as the room has some left.
 * - When either is used up, networks and people still get their share, from a reserve of the room: an office with one flooder in it
 *   goes on talking, and so does everyone else.
 * - What pages send by themselves (typing, read marks, idleness) gets a part of each budget and no share, so it never takes the place
 *   of a message.
 * - A network that goes on although it is refused has its most insistent sockets disconnected.
 *
 * It lives in memory: an object that is flooded does not sleep.
 */
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { isLight } from "./event-cost.ts";
import { TokenBucket } from "./token-bucket.ts";
import { TokenBuckets } from "./token-buckets.ts";

export type LoadLimits = Pick<
  Limits,
  "roomLoadPerSecond" | "roomLoadBurst" | "addressLoadPerSecond" | "addressLoadBurst"
>;

/** Who asks for work. */
export interface Requester {
  /** The person's id. */
  id: string;
  /** What their address is counted as (see `networkOf`); undefined for loopback. */
  network: string | undefined;
}

/** The part of each budget that light events may use. */
const LIGHT_PART = 0.4;

/** What a network gets whatever the rest of the room does, in events. */
const NETWORK_SHARE = { perSecond: 2, burst: 10 };

/** What a person gets whatever the rest of their network does, in events. */
const PERSON_SHARE = { perSecond: 0.1, burst: 1 };

/** The same for what is dear: a crowd may react to one message at once, and not go on so. */
const PERSON_DEAR_SHARE = { perSecond: 0.02, burst: 1 };

/** Refusals that a network may cause before its insistent sockets are disconnected. */
const NETWORK_REFUSALS = { perSecond: 10, burst: 50 };

/** Refusals of one person that count for their network: a single flooder is none of its doing. */
const COUNTED_REFUSALS = { perSecond: 0.5, burst: 20 };

/** Refusals that a person may cause while their network causes too many. */
const PERSON_REFUSALS = { perSecond: 0.5, burst: 3 };

/** How many networks are remembered before it is worth looking for those whose turns are over. */
const MANY = 1_000;

/** The longest `retryAfter`, in milliseconds. */
const LONGEST_WAIT = 10_000;

/** A server behind a proxy of its own: all its visitors come from loopback. */
const LOOPBACK = "loopback";

export class LoadLimiter {
  readonly #room: TokenBucket;
  /** As much again as the room, for the shares alone. */
  readonly #reserve: TokenBucket;
  readonly #networks: TokenBuckets;
  readonly #lightRoom: TokenBucket;
  readonly #lightNetworks: TokenBuckets;
  readonly #networkShares: TokenBuckets;
  readonly #personShares: TokenBuckets;
  readonly #personDearShares: TokenBuckets;
  /** Until when each network's budget is promised to requests that were refused, in milliseconds since the epoch. */
  readonly #promised = new Map<string, number>();
  readonly #networkRefusals: TokenBuckets;
  readonly #countedRefusals: TokenBuckets;
  readonly #personRefusals: TokenBuckets;

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
    this.#personDearShares = new TokenBuckets(clock, PERSON_DEAR_SHARE);
    this.#networkRefusals = new TokenBuckets(clock, NETWORK_REFUSALS);
    this.#countedRefusals = new TokenBuckets(clock, COUNTED_REFUSALS);
    this.#personRefusals = new TokenBuckets(clock, PERSON_REFUSALS);
  }

  /**
   * Takes on work, or refuses it.
   *
   * @param weight in units, see `weightOf`
   * @param isDear whether it is more work than a message, see `isDear`
   * @returns 0, or in how many milliseconds the same request may succeed
   */
  take({ id, network = LOOPBACK }: Requester, weight: number, isDear = false): number {
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
    if (isFromReserve && this.#reserve.wait(now, weight) > 0) return this.#turn(network, weight, wait);
    if (!this.#takeShare(network, id, isDear)) return this.#turn(network, weight, wait);
    return isFromReserve ? this.#reserve.take(now, weight) : this.#room.take(now, weight);
  }

  /** Counts work that was found to be more than it looked. */
  add({ network = LOOPBACK }: Pick<Requester, "network">, weight: number): void {
    this.#networks.drain(network, weight);
    this.#room.drain(this.clock.now(), weight);
  }

  /** Notes a refusal. @returns whether the socket it was answered on is to be disconnected, because its network floods */
  refused({ id, network }: Requester): boolean {
    if (network === undefined) return false;
    if (this.#countedRefusals.take(id) === 0) this.#networkRefusals.take(network);
    return this.#personRefusals.take(id) > 0 && this.#networkRefusals.wait(network) > 0;
  }

  /** When a refused request has its turn: after those of its network that were refused before, not all at the same moment. */
  #turn(network: string, weight: number, wait: number): number {
    const now = this.clock.now();
    if (this.#promised.size >= MANY) {
      for (const [other, until] of this.#promised) if (until <= now) this.#promised.delete(other);
    }
    const before = Math.max(now + wait, this.#promised.get(network) ?? 0);
    const until = Math.min(before + (weight * 1_000) / this.limits.addressLoadPerSecond, now + LONGEST_WAIT);
    this.#promised.set(network, until);
    return Math.ceil(until - now);
  }

  /** Takes a share, the network's or else the person's. @returns whether there was one */
  #takeShare(network: string, id: string, isDear: boolean): boolean {
    const ofPerson = isDear ? this.#personDearShares : this.#personShares;
    return this.#networkShares.take(network) === 0 || ofPerson.take(id) === 0;
  }
}
