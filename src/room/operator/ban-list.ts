/**
 * The people and networks that operators have banned in all rooms. One list for each isolate, read from the operations object when it
 * is needed and older than some seconds; a new ban is pushed to every room.
 */

import type { BanRecord, BanSnapshot } from "../../operator/ban-store.ts";
import type { BanChange } from "../../operator/operated-room.ts";
import { logError } from "../../platform/log.ts";
import { networkOf } from "../../platform/network.ts";
import { resultWithin } from "../../platform/with-timeout.ts";
import { RoomError } from "../room-error.ts";

/** How long a list is used before it is read again, in milliseconds. */
const VALID_MS = 10_000;

/** How long to wait for the list, in milliseconds. Without an answer the old one counts: rooms do not depend on one object. */
const TIMEOUT = 2_000;

interface BanSource {
  banSnapshot(known: number | undefined): Promise<BanSnapshot | undefined>;
}

/** The list of this isolate. When each ban ends, in milliseconds since the epoch, by `<kind>:<value>`. */
const known = {
  version: undefined as number | undefined,
  readAt: Number.NEGATIVE_INFINITY,
  bans: new Map<string, number>(),
};

let reading: Promise<void> | undefined;

export class BanList {
  /** @param source undefined for a deployment without operators, which bans no one */
  constructor(private readonly source: (() => BanSource) | undefined) {}

  /** Reads the list if it is too old. @returns undefined where there is nothing to wait for */
  refresh(): Promise<void> | undefined {
    if (this.source === undefined || Date.now() - known.readAt < VALID_MS) return undefined;
    reading ??= this.#read(this.source).finally(() => {
      reading = undefined;
    });
    return reading;
  }

  /** A ban was added or has ended: that counts at once. */
  apply({ ban, on, version }: BanChange): void {
    if (on) known.bans.set(keyOf(ban), ban.until ?? Number.POSITIVE_INFINITY);
    else known.bans.delete(keyOf(ban));
    // The version of a list with gaps is not known: it is read again.
    known.version = known.version === version - 1 || known.version === version ? version : undefined;
  }

  /** Whether a person is banned. */
  hasPerson(id: string): boolean {
    return has({ kind: "person", value: id });
  }

  /** Whether a network is banned. @param network as `networkOf` returns it */
  hasNetwork(network: string | undefined): boolean {
    return network !== undefined && has({ kind: "network", value: network });
  }

  /**
   * Whether a person may use any room.
   *
   * @param address of their connection
   * @throws {RoomError} `banned`
   */
  check(id: string, address: string | undefined): void {
    if (known.bans.size > 0 && (this.hasPerson(id) || this.hasNetwork(networkOf(address))))
      throw RoomError.from(BANNED_EVERYWHERE);
  }

  async #read(source: () => BanSource): Promise<void> {
    try {
      const answer = await resultWithin(
        TIMEOUT,
        source()
          .banSnapshot(known.version)
          .then((snapshot) => ({ snapshot })),
      );
      if (answer?.snapshot !== undefined) {
        const { version, bans } = answer.snapshot;
        known.version = version;
        known.bans = new Map(bans.map((ban) => [keyOf(ban), ban.until ?? Number.POSITIVE_INFINITY]));
      }
    } catch (error) {
      logError("room.bans", error);
    }
    known.readAt = Date.now();
  }
}

/** The reason for someone who is banned. */
export const BANNED_EVERYWHERE = {
  code: "banned",
  message: "You are banned from all rooms of this server.",
} as const;

const keyOf = ({ kind, value }: Pick<BanRecord, "kind" | "value">): string => `${kind}:${value}`;

const has = (ban: Pick<BanRecord, "kind" | "value">): boolean =>
  (known.bans.get(keyOf(ban)) ?? Number.NEGATIVE_INFINITY) > Date.now();
