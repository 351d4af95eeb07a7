/** The end of a room: everybody is told and disconnected, and nothing is kept. */
import { failure } from "../protocol/errors.ts";
import type { Farewell } from "./farewell.ts";
import { Refusal } from "./refusal.ts";
import type { RoomServer } from "./room-io.ts";
import { socketCount } from "./socket-sink.ts";

/** What a demolition does to the object around it. */
export interface Site {
  io: RoomServer;
  farewell: Farewell;
  /** Empties the storage, the alarm included, and forgets what is remembered of it. */
  clear: () => Promise<void>;
}

/** How often it looks whether everybody has left; sleeping sockets take a moment to be woken. */
const LOOKS = 200;

const GONE = failure("not_found", "The owner has deleted this room.").error;

export class Demolition {
  #running: Promise<void> | undefined;

  constructor(private readonly site: Site) {}

  /** Asked of newcomers. @throws Refusal `not_found` while the room is being deleted */
  mayEnter(): void {
    if (this.#running !== undefined) throw new Refusal("not_found", GONE.message, 1_000);
  }

  /** Deletes the room. What is written to it afterwards makes a new one. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { io, farewell, clear } = this.site;
    farewell.toEverybody(GONE);
    for (let look = 0; look < LOOKS && socketCount(io) > 0; look++) await scheduler.wait(1);
    // Somebody who had been let in before it began, and was seated since.
    farewell.toEverybody(GONE);
    await clear();
  }
}
