/**
 * The end of a room: everybody is told and disconnected, and nothing is kept.
 *
 * That it was decided is stored before it is acknowledged: if the object dies on the way, nobody comes in any more, and
 * the rest is done when it is back.
 */

import { withTimeout } from "../../platform/with-timeout.ts";
import { failure } from "../../shared/contract/errors.ts";
import { socketCount } from "../broadcast/socket-broadcaster.ts";
import type { Disconnector } from "../connections/disconnect.ts";
import { RoomError } from "../room-error.ts";
import type { RoomServer } from "../room-io.ts";

const KEY = "room:condemned";

/** What a demolition does to the object around it. */
export interface Site {
  io: RoomServer;
  kv: SyncKvStorage;
  disconnector: Disconnector;
  /** Has {@link RoomDeletion.resume} called soon, also if the object dies before. */
  resumeSoon: () => void;
  /** Has the lobby forget the room. Settles when it did, or cannot be reached. */
  delist: () => Promise<void>;
  /** Empties the storage, the alarm included, and forgets what is remembered of it. */
  clear: () => Promise<void>;
  onError: (error: unknown) => void;
}

/** How often it looks whether everybody has left; sleeping sockets take a moment to be woken. */
const LOOKS = 200;

/** How long the lobby may take, in milliseconds. */
const LONGEST_WAIT = 5_000;

const GONE = failure("not_found", "The owner has deleted this room.").error;

export class RoomDeletion {
  #condemned: boolean | undefined;
  #running: Promise<void> | undefined;

  constructor(private readonly site: Site) {}

  /** Whether it is going to be deleted, or is being. */
  get isCondemned(): boolean {
    this.#condemned ??= this.site.kv.get(KEY) === true;
    return this.#condemned;
  }

  /** Asked of whoever wants something of the room. @throws Refusal `not_found` until it is gone */
  mayEnter(): void {
    if (!this.isCondemned) return;
    void this.resume();
    throw new RoomError("not_found", GONE.message, 1_000);
  }

  /** From here on the room is going to be deleted, whatever happens. {@link resume} does it. */
  condemn(): void {
    this.site.kv.put(KEY, true);
    this.#condemned = true;
    this.site.resumeSoon();
  }

  /** Deletes the room, if it is condemned. What is written to it afterwards makes a new one. */
  async resume(): Promise<void> {
    if (!this.isCondemned) return;
    this.#running ??= this.#run()
      .catch(this.site.onError)
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { io, disconnector, delist, clear } = this.site;
    disconnector.toEverybody(GONE);
    for (let look = 0; look < LOOKS && socketCount(io) > 0; look++) await scheduler.wait(1);
    // Somebody who had been let in before it began, and was seated since.
    disconnector.toEverybody(GONE);
    // While it is still known that there is something to do, should the object die now.
    await withTimeout(LONGEST_WAIT, delist());
    await clear();
    this.#condemned = false;
  }
}
