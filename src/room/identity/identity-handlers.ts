/** The event of a client whose token is about to expire. */
import type { Schemas } from "../../shared/validation/schemas.ts";
import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import { type EventTable, Reply } from "../event-table.ts";
import { DEFAULT_COST } from "../rate-limits/event-cost.ts";
import { RoomError } from "../room-error.ts";
import { type Identities, setIdentity, toConnectionIdentity } from "./identities.ts";
import type { IdentityExpiry } from "./identity-expiry.ts";

export interface IdentityEventsDependencies {
  schemas: Pick<Schemas, "renew">;
  identities: Pick<Identities, "authenticate" | "grant">;
  identityExpiry: Pick<IdentityExpiry, "watch">;
  presence: Pick<PresenceTracker, "ready" | "update">;
  frameBatcher: Pick<FrameBatcher, "changed">;
}

export function identityEvents(deps: IdentityEventsDependencies): EventTable<"auth:renew"> {
  const { schemas, identities, identityExpiry, presence, frameBatcher } = deps;
  return {
    "auth:renew": {
      schema: schemas.renew,
      permission: "connected",
      cost: DEFAULT_COST,
      // Others are told of what changes from here on.
      before: () => presence.ready(),
      async handle({ jwt }, { socket }) {
        const identity = await identities.authenticate(jwt);
        if (identity.id !== socket.data.id)
          throw new RoomError(
            "forbidden",
            "JWT: The token belongs to another person. Connect with it instead.",
          );
        identities.grant(identity);
        setIdentity(socket, identity);
        await identityExpiry.watch(identity.expires);
        await presence.update(socket, identity.isNameFixed ? identity.name : socket.data.name);
        const { id, name, picture } = socket.data;
        const member = { id, name, ...(picture !== undefined && { picture }) };
        return new Reply({ identity: toConnectionIdentity(identity), member }, () =>
          frameBatcher.changed("presence"),
        );
      },
    },
  };
}
