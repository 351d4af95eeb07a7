/**
 * Limits packets of any kind per connection: packets that are not events pass no event limit, and take time, too. The
 * limit is far above that of events, so a client that sends too many events receives errors before it is disconnected.
 *
 * A packet takes about 0.3 ms before it is decoded, so the connections of a network have a limit together as well. When
 * that is used up, only connections that send much are closed.
 */
import { networkOf } from "../../platform/network.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { TokenBuckets } from "./token-buckets.ts";

/**
 * What each connection may send while its network sends too much, in packets: as much as a page in use, which sends ten
 * messages at once when it is online again. All connections of a network (`LIMIT_SOCKETS_PER_ADDRESS`) keep a room busy
 * for a second or two before those that send more are closed.
 */
const MINIMUM_RATE = { perSecond: 2, burst: 12 };

export type PacketLimits = Pick<
  Limits,
  | "packetsPerSecond"
  | "packetBurst"
  | "eventsPerSecond"
  | "eventBurst"
  | "addressPacketsPerSecond"
  | "addressPacketBurst"
>;

export class PacketRateLimiter {
  readonly #connections: TokenBuckets;
  readonly #minimum: TokenBuckets;
  readonly #networks: TokenBuckets;

  /** @param onFlood called with the network of a connection that is closed */
  constructor(
    clock: Pick<Clock, "now">,
    limits: PacketLimits,
    private readonly onFlood: (network: string) => void = () => {},
  ) {
    const { packetsPerSecond, packetBurst, eventsPerSecond, eventBurst } = limits;
    // Events are packets: a higher limit of events raises this one.
    this.#connections = new TokenBuckets(clock, {
      perSecond: Math.max(packetsPerSecond, 2 * eventsPerSecond),
      burst: Math.max(packetBurst, 2 * eventBurst),
    });
    this.#minimum = new TokenBuckets(clock, MINIMUM_RATE);
    const { addressPacketsPerSecond, addressPacketBurst } = limits;
    this.#networks = new TokenBuckets(clock, {
      perSecond: addressPacketsPerSecond,
      burst: addressPacketBurst,
    });
  }

  /**
   * Counts a packet.
   *
   * @param connection the id of the connection
   * @param address its address, where it is known
   * @returns whether to process it; the engine closes the connection otherwise
   */
  take(connection: string, address: string | undefined): boolean {
    const network = networkOf(address);
    const isWithinMinimum = this.#minimum.take(connection) === 0;
    const isTaken =
      this.#connections.take(connection) === 0 &&
      (network === undefined || this.#networks.take(network) === 0 || isWithinMinimum);
    if (!isTaken && network !== undefined) this.onFlood(network);
    return isTaken;
  }
}
