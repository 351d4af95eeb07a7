/** Counts connections against two limits: how many there are in all, and from one network. */
import { networkOf } from "../../platform/network.ts";
import type { Limits } from "../../shared/limits.ts";
import { RoomError } from "../room-error.ts";

/** A connection and where it comes from. */
export interface Arrival {
  /** What it is known by until it leaves. */
  id: string;
  /** Its address, where it is known. */
  address: string | undefined;
}

/** When it is worth trying again, in milliseconds. */
const RETRY_AFTER = 30_000;

export class ConnectionLimiter {
  /** The network of each connection, by socket id. */
  readonly #networks = new Map<string, string | undefined>();
  readonly #counts = new Map<string, number>();
  #filled = false;

  constructor(private readonly limits: Pick<Limits, "socketsPerRoom" | "socketsPerAddress">) {}

  /** Takes in the connections that are here already, once after a wake. */
  fill(arrivals: Iterable<Arrival>): void {
    if (this.#filled) return;
    this.#filled = true;
    for (const arrival of arrivals) this.count(arrival);
  }

  /**
   * Lets a connection in. Call {@link leave} when it is gone, whether it was seated by then or not.
   *
   * @throws Refusal `room_full`, or `rate_limited` when too many came from one network
   */
  enter({ id, address }: Arrival): void {
    this.check(address);
    this.count({ id, address });
  }

  /** Throws what {@link enter} would throw, and counts nothing. */
  check(address: string | undefined): void {
    const { socketsPerRoom, socketsPerAddress } = this.limits;
    if (this.#networks.size >= socketsPerRoom) {
      throw new RoomError("room_full", "This room is full. Try again in a while.", RETRY_AFTER);
    }
    const network = networkOf(address);
    if (network !== undefined && (this.#counts.get(network) ?? 0) >= socketsPerAddress) {
      throw new RoomError("rate_limited", "Too many connections from your network are here.", RETRY_AFTER);
    }
  }

  /** Counts a connection in, whatever the limits. */
  count({ id, address }: Arrival): void {
    const network = networkOf(address);
    this.#networks.set(id, network);
    if (network !== undefined) this.#counts.set(network, (this.#counts.get(network) ?? 0) + 1);
  }

  /** Counts a connection out. A second time does nothing. */
  leave(id: string): void {
    const network = this.#networks.get(id);
    this.#networks.delete(id);
    if (network === undefined) return;
    const count = (this.#counts.get(network) ?? 1) - 1;
    if (count > 0) this.#counts.set(network, count);
    else this.#counts.delete(network);
  }
}
