/**
 * The people and networks that operators have banned in all rooms. One list for each isolate, read from the operations object when it
 * is needed and older than some seconds; a new ban is pushed to every room.
 */

import type { BanRecord, BanSnapshot } from "../../operator/bans/ban-store.ts";
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

/** The list of this isolate. Promises and timers are not shared: they end with the object that they are of. */
const known = {
  /** For the operations object: undefined if the list may lack changes. */
  version: undefined as number | undefined,
  readAt: Number.NEGATIVE_INFINITY,
  /** When each ban ends, in milliseconds since the epoch, by `<kind>:<value>`. */
  bans: new Map<string, number>(),
  /** The version of the list that was read last. */
  readVersion: Number.NEGATIVE_INFINITY,
  /** How many reads have begun, and the newest of them that was answered. */
  begun: 0,
  answered: 0,
  /** Changes that the answer to a read may lack, by `<kind>:<value>`, and how many reads had begun before. */
  changes: new Map<string, BanChange & { begun: number }>(),
};

export class BanList {
  #reading: Promise<void> | undefined;

  /** @param source undefined for a deployment without operators, which bans no one */
  constructor(private readonly source: (() => BanSource) | undefined) {}

  /** Reads the list if it is too old. @returns undefined where there is nothing to wait for */
  refresh(): Promise<void> | undefined {
    if (this.source === undefined || Date.now() - known.readAt < VALID_MS) return undefined;
    this.#reading ??= this.#read(this.source).finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** A ban was added or has ended: that counts at once, unless the list that was read is newer. */
  apply(change: BanChange): void {
    if (change.version < known.readVersion) {
      known.version = undefined;
      known.readAt = Number.NEGATIVE_INFINITY;
      return;
    }
    known.changes.set(keyOf(change.ban), { ...change, begun: known.begun });
    enter(change);
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
    const number = ++known.begun;
    try {
      const answer = await resultWithin(
        TIMEOUT,
        source()
          .banSnapshot(known.version)
          .then((snapshot) => ({ snapshot })),
      );
      if (answer !== undefined) answered(number, answer.snapshot);
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

/** Takes the answer to a read, and again the changes that came meanwhile. Does nothing if a later read was answered before. */
function answered(number: number, snapshot: BanSnapshot | undefined): void {
  if (number < known.answered) return;
  known.answered = number;
  for (const [key, { begun }] of known.changes) if (begun < number) known.changes.delete(key);
  if (snapshot === undefined) return;
  const { version, bans } = snapshot;
  known.version = version;
  known.readVersion = version;
  known.bans = new Map(bans.map((ban) => [keyOf(ban), endOf(ban)]));
  for (const change of known.changes.values()) if (change.version > version) enter(change);
}

/** Changes the list. It may lack other changes, and a change may arrive late: it is read again, unless it had all changes. */
function enter({ ban, on, version }: BanChange): void {
  if (on) known.bans.set(keyOf(ban), endOf(ban));
  else known.bans.delete(keyOf(ban));
  if (known.version !== version) known.version = undefined;
}

const endOf = ({ until = Number.POSITIVE_INFINITY }: BanRecord): number => until;

const has = (ban: Pick<BanRecord, "kind" | "value">): boolean =>
  (known.bans.get(keyOf(ban)) ?? Number.NEGATIVE_INFINITY) > Date.now();
