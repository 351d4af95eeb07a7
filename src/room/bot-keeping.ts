/** What the owner of a room asks for about its bots. */
import type { Bot, BotRevocation, NewBot } from "../protocol/bots.ts";
import { failure } from "../protocol/errors.ts";
import type { Schemas } from "../protocol/schemas.ts";
import { type Answer, answering } from "./answer.ts";
import type { Attendance } from "./attendance.ts";
import type { BotList } from "./bot-list.ts";
import type { Farewell } from "./farewell.ts";
import type { Rights } from "./rights.ts";
import type { RoomSocket } from "./room-io.ts";

/** The parts of a room that its bots concern. */
export interface BotKeepingParts {
  schemas: Pick<Schemas, "bot" | "erase" | "nothing">;
  bots: BotList;
  rights: Pick<Rights, "own">;
  attendance: Pick<Attendance, "ready" | "socketsOf">;
  farewell: Farewell;
  onError: (error: unknown, socket: RoomSocket) => void;
}

export class BotKeeping {
  constructor(private readonly parts: BotKeepingParts) {}

  /** Adds the listeners of a socket. */
  listen(socket: RoomSocket): void {
    const { schemas, bots, rights } = this.parts;
    const { id } = socket.data;
    const onError = (error: unknown) => this.parts.onError(error, socket);
    socket.on(
      "bot:create",
      answering(
        schemas.bot,
        (payload, answer: Answer<NewBot>) => {
          rights.own(id);
          answer(bots.create(payload));
        },
        onError,
      ),
    );
    socket.on(
      "bot:revoke",
      answering(
        schemas.erase,
        (payload, answer: Answer<object>) => {
          rights.own(id);
          return this.#revoke(payload, answer);
        },
        onError,
      ),
    );
    socket.on(
      "bots:get",
      answering(
        schemas.nothing,
        (_, answer: Answer<{ bots: Bot[] }>) => {
          rights.own(id);
          answer({ bots: bots.all });
        },
        onError,
      ),
    );
  }

  /** To revoke what is gone already is no failure: every request may be repeated. */
  async #revoke({ id }: BotRevocation, answer: Answer<object>): Promise<void> {
    const { bots, attendance, farewell } = this.parts;
    bots.revoke(id);
    answer({});
    await attendance.ready();
    const reason = failure("unauthorized", "The owner of the room has revoked this bot's token.").error;
    farewell.toAll(attendance.socketsOf(id), reason);
  }
}
