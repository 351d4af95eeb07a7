/**
 * What a public room tells the lobby: at once when it changed, and then no more often than every few seconds.
 *
 * Nothing waits for the lobby: one that is down is told of the next change.
 */
import type { Lobby, RoomNews } from "../lobby/lobby.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Clock } from "./clock.ts";

export interface DirectoryEntryParts {
  name: string;
  lobby: () => Pick<DurableObjectStub<Lobby>, "tell" | "forget">;
  /** What to tell; undefined for a room that is not public, or that nobody has made. */
  news: () => Promise<Omit<RoomNews, "name"> | undefined>;
  clock: Clock;
  limits: Pick<Limits, "directoryMs">;
  onError: (error: unknown) => void;
}

export class DirectoryEntry {
  /** What was told last; undefined while that is unknown, "" for a room that is not listed. */
  #told: string | undefined;
  #changed = false;
  #waiting = false;
  #failed = false;
  #telling: Promise<void> = Promise.resolve();

  constructor(private readonly parts: DirectoryEntryParts) {}

  /** Something that strangers may know has changed. */
  changed(): void {
    this.#changed = true;
    if (!this.#waiting) this.#telling = this.#tell();
  }

  /** The room is deleted. */
  async gone(): Promise<void> {
    // What is on its way would come after.
    await this.#telling;
    await this.#try(() => this.parts.lobby().forget(this.parts.name));
    this.#told = "";
  }

  async #tell(): Promise<void> {
    const { name, clock, limits, news } = this.parts;
    this.#changed = false;
    this.#waiting = true;
    clock.after(limits.directoryMs, () => {
      this.#waiting = false;
      if (this.#changed) this.#telling = this.#tell();
    });
    await this.#try(async () => {
      const entry = await news();
      const telling = entry === undefined ? "" : JSON.stringify(entry);
      if (telling === this.#told) return;
      // A room that was never listed has nothing to take back; whether it was is not known after a sleep.
      if (entry !== undefined) await this.parts.lobby().tell({ name, ...entry });
      else if (this.#told !== undefined) await this.parts.lobby().forget(name);
      this.#told = telling;
    });
  }

  /** Says the first of several failures, and not each. */
  async #try(task: () => Promise<unknown>): Promise<void> {
    try {
      await task();
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) this.parts.onError(error);
      this.#failed = true;
      this.#told = undefined;
    }
  }
}
