/** A room that nobody has made yet: its first message makes it, by socket and by HTTP, and is counted like `POST /api/rooms`. */
import type { Env } from "../env.ts";
import { mayMakeRoomFrom, TOO_MANY_ROOMS } from "../room-making.ts";
import { Refusal } from "./refusal.ts";
import type { Settings } from "./settings.ts";

export interface FoundingParts {
  settings: Pick<Settings, "current">;
  env: Pick<Env, "ROOM_MAKING">;
}

export class Founding {
  /** Messages that wait for the answer whether the room may be made, or for those before them: they stay in order. */
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: FoundingParts) {}

  /**
   * Says something: at once in a room that is made, and in a new one when the network may make one more.
   *
   * @param network where it comes from, see `networkOf`
   * @throws Refusal `rate_limited` when too many rooms were made, and what `say` throws
   */
  say<Said>(network: string | undefined, say: () => Said): Said | Promise<Said> {
    if (this.#waiting === 0 && this.#isMade) return say();
    this.#waiting++;
    const said = this.#last.then(async () => {
      if (!this.#isMade && !(await mayMakeRoomFrom(this.parts.env, network)))
        throw Refusal.from(TOO_MANY_ROOMS.error);
      return say();
    });
    const done = () => {
      this.#waiting--;
    };
    this.#last = said.then(done, done);
    return said;
  }

  get #isMade(): boolean {
    return this.parts.settings.current.owner !== undefined;
  }
}
