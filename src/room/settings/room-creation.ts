/**
 * A room is created by its first message, by socket or by HTTP, and counted like `POST /api/rooms`. So is the first file, which is
 * stored before its message; the room counts once.
 */
import { mayCreateRoom, type RoomCreationEnv, TOO_MANY_ROOMS } from "../../directory/room-creation-limit.ts";
import { RoomError } from "../room-error.ts";
import type { SettingsStore } from "./settings-store.ts";

export interface RoomCreationDependencies {
  settings: Pick<SettingsStore, "current">;
  env: RoomCreationEnv;
}

export class RoomCreation {
  /** Requests that wait until the room is counted, or for those before them: they stay in order. */
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();
  /** The room was counted, and is not created yet. */
  #isCounted = false;

  constructor(private readonly deps: RoomCreationDependencies) {}

  /**
   * Lets a message or an upload create the room. Await it right before, and do the rest in the same synchronous stretch:
   * requests that wait continue in the order they came.
   *
   * @param network where the request comes from, see `networkOf`
   * @returns undefined in a room that is created already
   * @throws {RoomError} `rate_limited` when the network created too many rooms
   */
  permit(network: string | undefined): Promise<void> | undefined {
    if (this.#waiting === 0 && this.#isCreated) return undefined;
    this.#waiting++;
    const permitted = this.#last.then(() => this.#count(network));
    const settled = () => {
      this.#waiting--;
    };
    this.#last = permitted.then(settled, settled);
    return permitted;
  }

  async #count(network: string | undefined): Promise<void> {
    if (this.#isCreated) this.#isCounted = false;
    else if (!this.#isCounted) {
      if (!(await mayCreateRoom(this.deps.env, network))) throw RoomError.from(TOO_MANY_ROOMS.error);
      this.#isCounted = true;
    }
  }

  get #isCreated(): boolean {
    return this.deps.settings.current.owner !== undefined;
  }
}
