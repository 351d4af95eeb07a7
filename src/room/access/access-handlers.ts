/** The events of an owner about access to a private room: invites, the passphrase, guests. */
import { failure } from "../../shared/contract/errors.ts";
import type { Limits } from "../../shared/limits.ts";
import { roomPath } from "../../shared/room-name.ts";
import { toCursor } from "../../shared/validation/cursor.ts";
import type { Schemas } from "../../shared/validation/schemas.ts";
import type { Disconnector } from "../connections/disconnect.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { EventTable } from "../event-table.ts";
import type { Permissions } from "../permissions.ts";
import type { PushSubscriptionStore } from "../push/subscription-store.ts";
import { DEFAULT_COST } from "../rate-limits/event-cost.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { AccessCredentials } from "./access-credentials.ts";
import type { GuestStore } from "./guest-store.ts";

export interface AccessEventsDependencies {
  /** The room's name. */
  room: string;
  schemas: Schemas;
  limits: Pick<Limits, "membersPage">;
  credentials: AccessCredentials;
  guests: GuestStore;
  pushSubscriptions: Pick<PushSubscriptionStore, "removePerson">;
  permissions: Pick<Permissions, "own" | "isOwner">;
  settings: Pick<SettingsStore, "isOwner" | "isPrivate">;
  presence: Pick<PresenceTracker, "ready" | "socketsOf">;
  disconnector: Disconnector;
}

type AccessEventName =
  | "invite:create"
  | "invite:revoke"
  | "passphrase:set"
  | "keys:get"
  | "guests:get"
  | "guest:remove";

export function accessEvents(deps: AccessEventsDependencies): EventTable<AccessEventName> {
  const { room, schemas, limits, credentials, guests, permissions, settings, presence, disconnector } = deps;
  return {
    "invite:create": {
      schema: schemas.nothing,
      permission: "own",
      cost: DEFAULT_COST,
      handle() {
        const token = credentials.createInvite();
        return { token, path: `${roomPath(room)}?invite=${token}` };
      },
    },
    "invite:revoke": {
      schema: schemas.nothing,
      permission: "own",
      cost: DEFAULT_COST,
      handle() {
        credentials.revokeInvite();
        return {};
      },
    },
    "passphrase:set": {
      schema: schemas.passphrase,
      permission: "own",
      cost: DEFAULT_COST,
      async handle({ passphrase }, { id }) {
        const hashed = await credentials.hashPassphrase(passphrase);
        // The room may have been handed over while the passphrase was hashed.
        permissions.own(id);
        credentials.setPassphrase(hashed);
        return {};
      },
    },
    "keys:get": {
      schema: schemas.nothing,
      permission: "own",
      cost: DEFAULT_COST,
      handle: () => credentials.inUse,
    },
    "guests:get": {
      schema: schemas.guests,
      permission: "own",
      cost: DEFAULT_COST,
      handle({ cursor }) {
        const page = guests.page(cursor, limits.membersPage + 1);
        const shown = page.slice(0, limits.membersPage);
        const last = shown.at(-1);
        const hasMore = page.length > shown.length && last !== undefined;
        return hasMore ? { guests: shown, cursor: toCursor(last.id) } : { guests: shown };
      },
    },
    // A guest who is removed is disconnected from a private room.
    "guest:remove": {
      schema: schemas.erase,
      permission: "own",
      cost: DEFAULT_COST,
      isConfirmed: true,
      async handle({ id }) {
        guests.remove(id);
        if (settings.isPrivate && !permissions.isOwner(id)) deps.pushSubscriptions.removePerson(id);
        await presence.ready();
        if (settings.isPrivate && !permissions.isOwner(id))
          disconnector.disconnectSockets(presence.socketsOf(id), {
            ...NO_GUEST,
            passphrase: credentials.inUse.passphrase,
          });
        return {};
      },
    },
  };
}

const NO_GUEST = failure("forbidden", "The owner of the room has removed you from its guests.").error;
