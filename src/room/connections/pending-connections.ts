/**
 * Limits connections that are not admitted yet. Each keeps the object awake and costs memory.
 *
 * They are not counted again after a wake: the object does not sleep until each is admitted or timed out.
 */
import { networkOf } from "../../platform/network.ts";
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { TokenBuckets } from "../rate-limits/token-buckets.ts";
import { RoomError } from "../room-error.ts";
import type { RoomServer, RoomSocket } from "../room-io.ts";
import { ConnectionLimiter } from "./connection-limiter.ts";

/** A new connection of the engine. */
interface EngineConnection {
  id: string;
  remoteAddress?: string;
  /** Whether it was admitted before, and the object slept. */
  woken?: boolean;
  once(event: "close", listener: () => void): unknown;
}

export type PendingConnectionLimits = Pick<
  Limits,
  "socketsPerRoom" | "halfOpenPerAddress" | "addressJoinsPerSecond" | "addressJoinBurst"
>;

/** How many connections a network loses for each that was closed because it sent too much. */
const CONNECTIONS_PER_FLOOD = 2;

export class PendingConnections {
  readonly #connectionLimiter: ConnectionLimiter;
  /** How often each network connects: a connection is more work than any event. */
  readonly #rates: TokenBuckets;

  constructor(clock: Pick<Clock, "now">, limits: PendingConnectionLimits) {
    const { socketsPerRoom, halfOpenPerAddress, addressJoinsPerSecond, addressJoinBurst } = limits;
    this.#connectionLimiter = new ConnectionLimiter({
      socketsPerRoom,
      socketsPerAddress: halfOpenPerAddress,
    });
    this.#rates = new TokenBuckets(clock, { perSecond: addressJoinsPerSecond, burst: addressJoinBurst });
  }

  /** How many there are. */
  get count(): number {
    return this.#connectionLimiter.total;
  }

  /** Decides for the engine whether an address may open another connection. */
  decide(
    address: string | undefined,
    answer: (reason: string | null | undefined, allowed: boolean) => void,
  ): void {
    try {
      this.#connectionLimiter.check(address);
      this.takeRate(address);
      answer(null, true);
    } catch (error) {
      if (!(error instanceof RoomError)) throw error;
      answer(error.message, false);
    }
  }

  /** Counts a connection that its network opens. @throws {RoomError} `rate_limited` */
  takeRate(address: string | undefined): void {
    const network = networkOf(address);
    const wait = network === undefined ? 0 : this.#rates.take(network);
    if (wait > 0) throw new RoomError("rate_limited", "Too many connections from your network.", wait);
  }

  /** Has a network connect more slowly for a while, because one of its connections sent too much. */
  penalize(network: string): void {
    this.#rates.drain(network, CONNECTIONS_PER_FLOOD);
  }

  /** Counts new connections until they are admitted or closed. */
  watch(io: RoomServer): void {
    io.engine.on("connection", (connection: EngineConnection) => {
      if (connection.woken) return;
      this.#connectionLimiter.count({ id: connection.id, address: connection.remoteAddress });
      connection.once("close", () => this.#connectionLimiter.remove(connection.id));
    });
  }

  /** Counts a connection no longer: its socket is admitted. */
  admitted({ conn }: RoomSocket): void {
    this.#connectionLimiter.remove((conn as unknown as EngineConnection).id);
  }
}
