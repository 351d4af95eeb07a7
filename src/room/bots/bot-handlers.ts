/** The events of an owner about the bots of the room. */
import { failure } from "../../shared/contract/errors.ts";
import type { Schemas } from "../../shared/validation/schemas.ts";
import type { Disconnector } from "../connections/disconnect.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { EventTable } from "../event-table.ts";
import { DEFAULT_COST } from "../rate-limits/event-cost.ts";
import type { BotStore } from "./bot-store.ts";

export interface BotEventsDependencies {
  schemas: Schemas;
  bots: BotStore;
  presence: Pick<PresenceTracker, "ready" | "socketsOf">;
  disconnector: Disconnector;
}

type BotEventName = "bot:create" | "bot:revoke" | "bots:get";

export function botEvents({
  schemas,
  bots,
  presence,
  disconnector,
}: BotEventsDependencies): EventTable<BotEventName> {
  return {
    "bot:create": {
      schema: schemas.bot,
      permission: "own",
      cost: DEFAULT_COST,
      handle: (payload) => bots.create(payload),
    },
    // Revoking a bot that does not exist succeeds: every request may be repeated.
    "bot:revoke": {
      schema: schemas.erase,
      permission: "own",
      cost: DEFAULT_COST,
      isConfirmed: true,
      before: () => presence.ready(),
      handle({ id }) {
        bots.revoke(id);
        disconnector.disconnectSockets(presence.socketsOf(id), REVOKED);
        return {};
      },
    },
    "bots:get": {
      schema: schemas.nothing,
      permission: "own",
      cost: DEFAULT_COST,
      handle: () => ({ bots: bots.all }),
    },
  };
}

const REVOKED = failure("unauthorized", "The owner of the room has revoked this bot's token.").error;
