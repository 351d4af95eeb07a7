/** Limits connections: in total, and from one network. */
import { addressIn, networkOf } from "../../platform/network.ts";
import type { Limits } from "../../shared/limits.ts";
import { RoomError } from "../room-error.ts";

/** A connection and where it comes from. */
export interface ConnectionSource {
  /** The id of the connection or socket, for {@link ConnectionLimiter.remove}. */
  id: string;
  /** Its address, where it is known. */
  address: string | undefined;
}

/** In milliseconds. */
const RETRY_AFTER = 30_000;

export class ConnectionLimiter {
  /** The network of each connection, by its id. */
  readonly #networks = new Map<string, string | undefined>();
  readonly #counts = new Map<string, number>();
  #isFilled = false;

  constructor(private readonly limits: Pick<Limits, "socketsPerRoom" | "socketsPerAddress">) {}

  /** How many are counted. */
  get total(): number {
    return this.#networks.size;
  }

  /** Counts the connections that are open already. A second call does nothing. */
  fill(sources: Iterable<ConnectionSource>): void {
    if (this.#isFilled) return;
    this.#isFilled = true;
    for (const source of sources) this.count(source);
  }

  /**
   * Counts a connection within the limits. Call {@link remove} when it is closed, whether it joined or not.
   *
   * @throws RoomError `room_full`, or `rate_limited` where its network has too many
   */
  add(source: ConnectionSource): void {
    this.check(source.address);
    this.count(source);
  }

  /** Throws what {@link add} would throw, and counts nothing. */
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

  /** Counts a connection whatever the limits. */
  count({ id, address }: ConnectionSource): void {
    const network = networkOf(address);
    this.#networks.set(id, network);
    if (network !== undefined) this.#counts.set(network, (this.#counts.get(network) ?? 0) + 1);
  }

  /** An address in the network of a connection, where that is known. */
  addressOf(id: string): string | undefined {
    const network = this.#networks.get(id);
    return network === undefined ? undefined : addressIn(network);
  }

  /** Counts a connection no longer. A second call does nothing. */
  remove(id: string): void {
    const network = this.#networks.get(id);
    this.#networks.delete(id);
    if (network === undefined) return;
    const count = (this.#counts.get(network) ?? 1) - 1;
    if (count > 0) this.#counts.set(network, count);
    else this.#counts.delete(network);
  }
}
