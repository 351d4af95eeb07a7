/**
 * Connections that have not come in yet. Each keeps the object awake and costs memory, so one network has only so many.
 *
 * They need no counting after a wake: an object does not sleep before they are let in or their time is up.
 */
import { networkOf } from "../../platform/network.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { TokenBuckets } from "../rate-limits/token-buckets.ts";
import { RoomError } from "../room-error.ts";
import type { RoomServer, RoomSocket } from "../room-io.ts";
import { ConnectionLimiter } from "./connection-limiter.ts";

/** What the engine tells of a new connection. */
interface EngineConnection {
  id: string;
  remoteAddress?: string;
  /** It was asleep, and in the room. */
  woken?: boolean;
  once(event: "close", listener: () => void): unknown;
}

export type PendingConnectionLimits = Pick<
  Limits,
  "socketsPerRoom" | "halfOpenPerAddress" | "addressJoinsPerSecond" | "addressJoinBurst"
>;

/** How many connections a network may open less for each that was ended because it sent too much. */
const JOINS_PER_FLOODER = 2;

export class PendingConnections {
  readonly #connectionLimiter: ConnectionLimiter;
  /** How often each network connects: a connection is more work than anything that is asked for over it. */
  readonly #joins: TokenBuckets;

  constructor(clock: Pick<Clock, "now">, limits: PendingConnectionLimits) {
    const { socketsPerRoom, halfOpenPerAddress, addressJoinsPerSecond, addressJoinBurst } = limits;
    this.#connectionLimiter = new ConnectionLimiter({
      socketsPerRoom,
      socketsPerAddress: halfOpenPerAddress,
    });
    this.#joins = new TokenBuckets(clock, { perSecond: addressJoinsPerSecond, burst: addressJoinBurst });
  }

  /** Answers the engine's question whether one more may connect from an address. */
  decide(
    address: string | undefined,
    answer: (reason: string | null | undefined, allowed: boolean) => void,
  ): void {
    try {
      this.#connectionLimiter.check(address);
      const network = networkOf(address);
      const wait = network === undefined ? 0 : this.#joins.take(network);
      if (wait > 0) throw new RoomError("rate_limited", "Too many connections from your network.", wait);
      answer(null, true);
    } catch (error) {
      if (!(error instanceof RoomError)) throw error;
      answer(error.message, false);
    }
  }

  /** A connection of a network was ended because it sent too much: the network connects more slowly for a while. */
  flooded(network: string): void {
    this.#joins.drain(network, JOINS_PER_FLOODER);
  }

  /** Counts whoever connects, until they are let in or gone. */
  watch(io: RoomServer): void {
    io.engine.on("connection", (connection: EngineConnection) => {
      if (connection.woken) return;
      this.#connectionLimiter.count({ id: connection.id, address: connection.remoteAddress });
      connection.once("close", () => this.#connectionLimiter.leave(connection.id));
    });
  }

  /** A connection's socket is in the room. */
  letIn({ conn }: RoomSocket): void {
    this.#connectionLimiter.leave((conn as unknown as EngineConnection).id);
  }
}
