/**
 * A room that nobody has made yet: its first message makes it, by socket and by HTTP, and is counted like `POST /api/rooms`. So is the
 * first file, which is stored before the message that it belongs to; the room counts once.
 */
import type { Env } from "../../env.ts";
import { mayMakeRoomFrom, TOO_MANY_ROOMS } from "../../platform/room-creation-limit.ts";
import { RoomError } from "../room-error.ts";
import type { SettingsStore } from "./settings-store.ts";

export interface RoomCreationDependencies {
  settings: Pick<SettingsStore, "current">;
  env: Pick<Env, "ROOM_MAKING">;
}

export class RoomCreation {
  /** Messages that wait for the answer whether the room may be made, or for those before them: they stay in order. */
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();
  /** The room was counted, and is not made yet. */
  #isCounted = false;

  constructor(private readonly deps: RoomCreationDependencies) {}

  /**
   * Says something: at once in a room that is made, and in a new one when the network may make one more.
   *
   * @param network where it comes from, see `networkOf`
   * @throws Refusal `rate_limited` when too many rooms were made, and what `say` throws
   */
  say<Said>(network: string | undefined, say: () => Said): Said | Promise<Said> {
    return this.#counted(network, say);
  }

  /** The same for a file that is about to be uploaded. */
  upload<Reserved>(network: string | undefined, reserve: () => Reserved): Reserved | Promise<Reserved> {
    return this.#counted(network, reserve);
  }

  #counted<Result>(network: string | undefined, work: () => Result): Result | Promise<Result> {
    if (this.#waiting === 0 && this.#isMade) return work();
    this.#waiting++;
    const done = this.#last.then(async () => {
      await this.#count(network);
      return work();
    });
    const settled = () => {
      this.#waiting--;
    };
    this.#last = done.then(settled, settled);
    return done;
  }

  async #count(network: string | undefined): Promise<void> {
    if (this.#isMade) this.#isCounted = false;
    else if (!this.#isCounted) {
      if (!(await mayMakeRoomFrom(this.deps.env, network))) throw RoomError.from(TOO_MANY_ROOMS.error);
      this.#isCounted = true;
    }
  }

  get #isMade(): boolean {
    return this.deps.settings.current.owner !== undefined;
  }
}
