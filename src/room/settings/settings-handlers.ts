/** The events of an owner about the room itself: its settings, its owner, its end. */
import { isBot } from "../../shared/contract/bots.ts";
import type { Member } from "../../shared/contract/index.ts";
import { OPERATOR_OWNER } from "../../shared/contract/settings.ts";
import type { Schemas } from "../../shared/validation/schemas.ts";
import type { GuestStore } from "../access/guest-store.ts";
import { type KnownNames, latestName } from "../access/latest-name.ts";
import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import { type EventTable, Reply } from "../event-table.ts";
import type { SanctionStore } from "../moderation/sanction-store.ts";
import type { Permissions } from "../permissions.ts";
import { DEFAULT_COST } from "../rate-limits/event-cost.ts";
import { RoomError } from "../room-error.ts";
import type { RoomDeletion } from "../storage/room-deletion.ts";
import type { ListingRequirement } from "./listing-requirement.ts";
import type { SettingsStore } from "./settings-store.ts";
import type { SettingsUpdater } from "./update-settings.ts";

export interface SettingsEventsDependencies {
  schemas: Schemas;
  permissions: Pick<Permissions, "own">;
  settings: SettingsStore;
  listingRequirement: Pick<ListingRequirement, "people" | "needed" | "isMet">;
  settingsUpdater: SettingsUpdater;
  roomDeletion: Pick<RoomDeletion, "schedule" | "reachRelays" | "run">;
  guests: GuestStore;
  sanctions: SanctionStore;
  messageStore: KnownNames["messageStore"];
  presence: Pick<PresenceTracker, "ready" | "nameOf" | "sendMuted">;
  frameBatcher: Pick<FrameBatcher, "changed">;
}

type SettingsEventName = "room:update" | "room:handover" | "room:delete" | "listing:get";

export function settingsEvents(deps: SettingsEventsDependencies): EventTable<SettingsEventName> {
  const { schemas, permissions, settings, listingRequirement, settingsUpdater, roomDeletion, presence } =
    deps;
  return {
    "room:update": {
      schema: schemas.update,
      permission: "own",
      cost: DEFAULT_COST,
      isConfirmed: true,
      before: () => presence.ready(),
      handle: (update) => ({ settings: settingsUpdater.update(update) }),
    },
    "listing:get": {
      schema: schemas.nothing,
      permission: "own",
      cost: DEFAULT_COST,
      handle() {
        const { people, needed, isMet } = listingRequirement;
        const isPublic = settings.current.visibility === "public";
        return { listed: isPublic && isMet, people, needed };
      },
    },
    "room:handover": {
      schema: schemas.handover,
      permission: "handler",
      cost: DEFAULT_COST,
      isConfirmed: true,
      before: () => presence.ready(),
      handle({ id }, { socket }) {
        // A retry of the former owner is acknowledged again.
        if (!settings.hasHandedOver(socket.data.id, id)) {
          permissions.own(socket.data.id);
          handOver(deps, socket.data, id);
        }
        return { settings: settings.current };
      },
    },
    "room:delete": {
      schema: schemas.nothing,
      permission: "own",
      cost: DEFAULT_COST,
      async handle(_, { socket }) {
        roomDeletion.schedule();
        await roomDeletion.reachRelays(socket);
        return new Reply({}, () => roomDeletion.run());
      },
    },
  };
}

/**
 * The former owner stays as a guest; the new owner is unmuted.
 *
 * @param by the owner, or a person whose token has the owner's role
 * @throws {RoomError} `not_found`
 */
function handOver(deps: SettingsEventsDependencies, by: Member, id: string): void {
  const { settings, guests, sanctions, presence, frameBatcher } = deps;
  const name = presence.nameOf(id) ?? guests.nameOf(id);
  if (name === undefined || isBot(id) || sanctions.has("banned", id))
    throw new RoomError("not_found", "id: a person who is here, or a guest");
  const { owner } = settings.current;
  if (id === owner) return;
  if (owner !== undefined && owner !== OPERATOR_OWNER)
    guests.add({ id: owner, name: owner === by.id ? by.name : latestName(deps, owner) });
  if (sanctions.has("muted", id)) {
    sanctions.set("muted", { id, name }, false);
    presence.sendMuted(id, false);
  }
  settings.handOver(id);
  frameBatcher.changed("room");
}
