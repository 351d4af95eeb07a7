/**
 * Deletes a room: disconnects all clients with the reason, and removes everything that is stored.
 *
 * The decision is stored before it is acknowledged. If the object is killed on the way, no one is admitted any more, and
 * an alarm deletes the rest.
 */
import { withTimeout } from "../../platform/with-timeout.ts";
import { failure } from "../../shared/contract/errors.ts";
import type { Disconnector } from "../connections/disconnect.ts";
import { RoomError } from "../room-error.ts";
import type { RoomSocket, RoomSockets } from "../room-io.ts";

/** Stored rooms may have it: do not change it. */
const KEY = "room:condemned";

export interface RoomDeletionDependencies {
  sockets: Pick<RoomSockets, "count">;
  kv: SyncKvStorage;
  disconnector: Disconnector;
  /** Settles when all relays have handled what they were sent; undefined in a room without relays. */
  relaysSettled: (socket: RoomSocket) => Promise<void> | undefined;
  /** Has {@link RoomDeletion.run} called soon, also if the object is killed before. */
  runSoon: () => void;
  /** Removes the room from the directory. Settles when that is done or failed. */
  unlist: () => Promise<void>;
  /** Empties the storage, the alarm included, and every cache of it. */
  emptyStorage: () => Promise<void>;
  onError: (error: unknown) => void;
}

/** How often it checks whether all sockets are closed, a millisecond apart: sleeping ones take a moment to wake. */
const MAX_CHECKS = 200;

/** How long the directory may take, in milliseconds. */
const DIRECTORY_TIMEOUT = 5_000;

/** How soon a client may try again, in milliseconds. */
const RETRY_AFTER = 1_000;

/** Who decided that a room is deleted. */
type Decision = "owner" | "operator";

const REASONS = {
  owner: failure("not_found", "The owner has deleted this room.").error,
  operator: failure("not_found", "An operator of this server has deleted this room.").error,
} as const;

export class RoomDeletion {
  #isScheduled: boolean | undefined;
  #running: Promise<void> | undefined;
  /** The owner's after the object was killed. */
  #by: Decision = "owner";

  constructor(private readonly deps: RoomDeletionDependencies) {}

  /** Whether the room is about to be deleted, or being deleted. */
  get isScheduled(): boolean {
    this.#isScheduled ??= this.deps.kv.get(KEY) === true;
    return this.#isScheduled;
  }

  /** Continues a deletion that was interrupted. @throws RoomError `not_found` until the room is deleted */
  requireNotDeleted(): void {
    if (!this.isScheduled) return;
    void this.run();
    throw new RoomError("not_found", this.#reason.message, RETRY_AFTER);
  }

  /** Decides that the room is deleted, for good. {@link run} does it. */
  schedule(by: Decision = "owner"): void {
    this.#by = by;
    this.deps.kv.put(KEY, true);
    this.#isScheduled = true;
    this.deps.runSoon();
  }

  get #reason() {
    return REASONS[this.#by];
  }

  /** Disconnects the clients of all relays but the one that waits for the answer. Settles when the relays have done so. */
  async reachRelays(socket: RoomSocket): Promise<void> {
    const { disconnector, relaysSettled } = this.deps;
    if (relaysSettled(socket) === undefined) return;
    disconnector.disconnectOthers(socket, this.#reason);
    await relaysSettled(socket);
  }

  /** Deletes the room where that is scheduled. What is written to it afterwards creates a new room. */
  async run(): Promise<void> {
    if (!this.isScheduled) return;
    this.#running ??= this.#run()
      .catch(this.deps.onError)
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { sockets, disconnector, unlist, emptyStorage } = this.deps;
    disconnector.disconnectAll(this.#reason);
    for (let checks = 0; checks < MAX_CHECKS && sockets.count > 0; checks++) await scheduler.wait(1);
    // Sockets that were admitted before it began, and joined since.
    disconnector.disconnectAll(this.#reason);
    // While the deletion is still recorded, should the object be killed now.
    await withTimeout(DIRECTORY_TIMEOUT, unlist());
    await emptyStorage();
    this.#isScheduled = false;
  }
}
