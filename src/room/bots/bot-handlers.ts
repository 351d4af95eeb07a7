/** What the owner of a room asks for about its bots. */
import type { Bot, BotRevocation, NewBot } from "../../shared/contract/bots.ts";
import { failure } from "../../shared/contract/errors.ts";
import type { Schemas } from "../../shared/validation/schemas.ts";
import type { Disconnector } from "../connections/disconnect.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { Permissions } from "../permissions.ts";
import { type Answer, requestHandler } from "../request-handler.ts";
import type { RoomSocket } from "../room-io.ts";
import type { BotStore } from "./bot-store.ts";

/** The parts of a room that its bots concern. */
export interface BotHandlersDependencies {
  schemas: Pick<Schemas, "bot" | "erase" | "nothing">;
  bots: BotStore;
  permissions: Pick<Permissions, "own">;
  presence: Pick<PresenceTracker, "ready" | "socketsOf">;
  disconnector: Disconnector;
  onError: (error: unknown, socket: RoomSocket) => void;
}

export class BotHandlers {
  constructor(private readonly deps: BotHandlersDependencies) {}

  /** Adds the listeners of a socket. */
  listen(socket: RoomSocket): void {
    const { schemas, bots, permissions } = this.deps;
    const { id } = socket.data;
    const onError = (error: unknown) => this.deps.onError(error, socket);
    socket.on(
      "bot:create",
      requestHandler(
        schemas.bot,
        (payload, answer: Answer<NewBot>) => {
          permissions.own(id);
          answer(bots.create(payload));
        },
        onError,
      ),
    );
    socket.on(
      "bot:revoke",
      requestHandler(
        schemas.erase,
        (payload, answer: Answer<object>) => {
          permissions.own(id);
          return this.#revoke(payload, answer);
        },
        onError,
      ),
    );
    socket.on(
      "bots:get",
      requestHandler(
        schemas.nothing,
        (_, answer: Answer<{ bots: Bot[] }>) => {
          permissions.own(id);
          answer({ bots: bots.all });
        },
        onError,
      ),
    );
  }

  /** To revoke what is gone already is no failure: every request may be repeated. */
  async #revoke({ id }: BotRevocation, answer: Answer<object>): Promise<void> {
    const { bots, presence, disconnector } = this.deps;
    bots.revoke(id);
    answer({});
    await presence.ready();
    const reason = failure("unauthorized", "The owner of the room has revoked this bot's token.").error;
    disconnector.disconnectSockets(presence.socketsOf(id), reason);
  }
}
