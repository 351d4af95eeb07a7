/**
 * How fast a connection may send packets of any kind: what is no event passes no gate, and costs time all the same. It is far
 * more than events may come, so that whoever sends too many of those hears why before the line is cut.
 */
import type { Limits } from "../protocol/limits.ts";
import type { Clock } from "./clock.ts";
import { TokenBucket } from "./token-bucket.ts";

/** How many connections are remembered before it is worth looking for those that need not be. */
const MANY = 1_000;

export class PacketPace {
  readonly #connections = new Map<string, TokenBucket>();
  #forgetAt = MANY;

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly limits: Pick<
      Limits,
      "packetsPerSecond" | "packetBurst" | "eventsPerSecond" | "eventBurst"
    >,
  ) {}

  /** Counts a packet of a connection. @returns whether it may be looked at */
  take(connection: string): boolean {
    const now = this.clock.now();
    const known = this.#connections.get(connection);
    if (known !== undefined) return known.take(now) === 0;
    this.#forget(now);
    const { packetsPerSecond, packetBurst, eventsPerSecond, eventBurst } = this.limits;
    // Where more events may come, so may the packets that they are.
    const bucket = new TokenBucket(
      Math.max(packetsPerSecond, 2 * eventsPerSecond),
      Math.max(packetBurst, 2 * eventBurst),
      now,
    );
    this.#connections.set(connection, bucket);
    return bucket.take(now) === 0;
  }

  /** Forgets who has been quiet, once in a while. */
  #forget(now: number): void {
    if (this.#connections.size < this.#forgetAt) return;
    for (const [id, bucket] of this.#connections) if (bucket.isFull(now)) this.#connections.delete(id);
    this.#forgetAt = Math.max(MANY, this.#connections.size * 1.5);
  }
}
