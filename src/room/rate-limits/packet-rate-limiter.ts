/**
 * How fast a connection may send packets of any kind: what is no event passes no gate, and costs time all the same. It is far
 * more than events may come, so that whoever sends too many of those hears why before the line is cut.
 *
 * A packet costs about 0.3 ms before anything looks at it, so all connections of a network have a limit together as well. When it is
 * used up, those of its connections are ended that send much; the others are let be.
 */
import { networkOf } from "../../platform/network.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import type { RoomServer } from "../room-io.ts";
import { TokenBuckets } from "./token-buckets.ts";

/**
 * What a connection may send while its network sends too much, in packets: as much as a page with a person at it, which sends ten
 * messages at once when it has its network back. All connections that one network may have (`LIMIT_SOCKETS_PER_ADDRESS`) keep a room
 * busy for a second or two before those that send more are ended.
 */
const MODEST = { perSecond: 2, burst: 12 };

export type PacketLimits = Pick<
  Limits,
  | "packetsPerSecond"
  | "packetBurst"
  | "eventsPerSecond"
  | "eventBurst"
  | "addressPacketsPerSecond"
  | "addressPacketBurst"
>;

/** What the engine tells of a connection, new or woken. */
interface EngineConnection {
  id: string;
  remoteAddress?: string;
  once(event: "close", listener: () => void): unknown;
}

export class PacketRateLimiter {
  readonly #connections: TokenBuckets;
  readonly #modest: TokenBuckets;
  readonly #networks: TokenBuckets;
  /** The network of each connection that is awake, where it has one. */
  readonly #networkOf = new Map<string, string>();

  /** @param ended hears of the network of a connection that is ended */
  constructor(
    clock: Pick<Clock, "now">,
    limits: PacketLimits,
    private readonly ended: (network: string) => void = () => {},
  ) {
    const { packetsPerSecond, packetBurst, eventsPerSecond, eventBurst } = limits;
    // Where more events may come, so may the packets that they are.
    this.#connections = new TokenBuckets(clock, {
      perSecond: Math.max(packetsPerSecond, 2 * eventsPerSecond),
      burst: Math.max(packetBurst, 2 * eventBurst),
    });
    this.#modest = new TokenBuckets(clock, MODEST);
    const { addressPacketsPerSecond, addressPacketBurst } = limits;
    this.#networks = new TokenBuckets(clock, {
      perSecond: addressPacketsPerSecond,
      burst: addressPacketBurst,
    });
  }

  /** Learns where connections come from. */
  watch(io: RoomServer): void {
    io.engine.on("connection", (connection: EngineConnection) => {
      const network = networkOf(connection.remoteAddress);
      if (network === undefined) return;
      this.#networkOf.set(connection.id, network);
      connection.once("close", () => this.#networkOf.delete(connection.id));
    });
  }

  /** Counts a packet of a connection. @returns whether it may be looked at */
  take(connection: string): boolean {
    const network = this.#networkOf.get(connection);
    const isModest = this.#modest.take(connection) === 0;
    const isTaken =
      this.#connections.take(connection) === 0 &&
      (network === undefined || this.#networks.take(network) === 0 || isModest);
    if (!isTaken && network !== undefined) this.ended(network);
    return isTaken;
  }
}
