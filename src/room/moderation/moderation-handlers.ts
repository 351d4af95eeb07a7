/** The events of an owner about people: mute, ban, erase. */
import { friendlyName } from "../../auth/friendly-name.ts";
import { failure } from "../../shared/contract/errors.ts";
import type { SanctionPayload, Sanctions } from "../../shared/contract/index.ts";
import type { Schemas } from "../../shared/validation/schemas.ts";
import type { AccessCredentials } from "../access/access-credentials.ts";
import type { GuestStore } from "../access/guest-store.ts";
import { latestName } from "../access/latest-name.ts";
import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { Disconnector } from "../connections/disconnect.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import { type EventTable, Reply } from "../event-table.ts";
import type { FileStore } from "../files/file-store.ts";
import type { MessageChanges } from "../messages/message-changes.ts";
import type { MessageStore } from "../messages/message-store.ts";
import type { ReadReceipts } from "../messages/read-receipts.ts";
import type { Permissions } from "../permissions.ts";
import type { PushSubscriptionStore } from "../push/subscription-store.ts";
import { DEFAULT_COST } from "../rate-limits/event-cost.ts";
import { RoomError } from "../room-error.ts";
import type { RoomLog } from "../room-log.ts";
import type { SearchIndex } from "../search/search-index.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { NetworkBans } from "./network-bans.ts";
import type { SanctionStore } from "./sanction-store.ts";

export interface ModerationEventsDependencies {
  schemas: Schemas;
  messageStore: Pick<MessageStore, "select" | "rev">;
  messageChanges: Pick<MessageChanges, "erase">;
  searchIndex: Pick<SearchIndex, "clear">;
  settings: Pick<SettingsStore, "isPrivate">;
  permissions: Pick<Permissions, "isOwner" | "own">;
  sanctions: SanctionStore;
  networkBans: Pick<NetworkBans, "ban" | "lift">;
  readReceipts: Pick<ReadReceipts, "erase">;
  files: Pick<FileStore, "deleteByOwner">;
  guests: Pick<GuestStore, "remove" | "networkOf" | "nameOf">;
  credentials: Pick<AccessCredentials, "inUse">;
  pushSubscriptions: Pick<PushSubscriptionStore, "removePerson">;
  presence: PresenceTracker;
  frameBatcher: Pick<FrameBatcher, "addChanges">;
  disconnector: Disconnector;
  roomLog: Pick<RoomLog, "event">;
}

type ModerationEventName = "member:mute" | "member:ban" | "member:erase" | "sanctions:get";

export function moderationEvents(deps: ModerationEventsDependencies): EventTable<ModerationEventName> {
  const { schemas, sanctions, presence, disconnector } = deps;
  return {
    "member:mute": {
      schema: schemas.sanction,
      permission: "own",
      cost: DEFAULT_COST,
      isConfirmed: true,
      before: () => presence.ready(),
      handle({ id, on }) {
        setSanction(deps, "muted", { id, on });
        return new Reply({}, () => presence.sendMuted(id, on));
      },
    },
    "member:ban": {
      schema: schemas.sanction,
      permission: "own",
      cost: DEFAULT_COST,
      isConfirmed: true,
      before: () => presence.ready(),
      async handle({ id, on }) {
        const lastNetwork = deps.guests.networkOf(id);
        setSanction(deps, "banned", { id, on });
        deps.roomLog.event(on ? "banned" : "unbanned");
        if (!on) {
          deps.networkBans.lift(id);
          return {};
        }
        deps.pushSubscriptions.removePerson(id);
        const addresses = await presence.addressesOf(id);
        // The ban may have been lifted meanwhile.
        if (sanctions.has("banned", id)) deps.networkBans.ban(id, addresses, lastNetwork);
        // The person may know them: the owner is offered to change both.
        const result = deps.settings.isPrivate ? { keys: deps.credentials.inUse } : {};
        return new Reply(result, () => disconnector.disconnectSockets(presence.socketsOf(id), BANNED));
      },
    },
    // People may erase their own messages.
    "member:erase": {
      schema: schemas.erase,
      permission: "handler",
      cost: DEFAULT_COST,
      isConfirmed: true,
      before: () => presence.ready(),
      async handle({ id }, client) {
        if (id !== client.id) deps.permissions.own(client.id);
        // First: a socket that disconnects saves how far the person has read.
        await presence.forgetRead(id);
        const messages = deps.messageChanges.erase(id, friendlyName(id));
        deps.readReceipts.erase(id);
        deps.files.deleteByOwner(id);
        if (messages.length === 0) return {};
        deps.searchIndex.clear();
        const { rev } = deps.messageStore;
        return new Reply({}, () => deps.frameBatcher.addChanges({ rev, messages, erased: id }));
      },
    },
    "sanctions:get": {
      schema: schemas.nothing,
      permission: "own",
      cost: DEFAULT_COST,
      handle: () => sanctions.all,
    },
  };
}

const BANNED = failure("banned", "The owner of the room has banned you.").error;

/** @throws {RoomError} `invalid` for the owner */
function setSanction(
  deps: ModerationEventsDependencies,
  kind: keyof Sanctions,
  { id, on }: SanctionPayload,
): void {
  const { permissions, sanctions, guests } = deps;
  if (permissions.isOwner(id))
    throw new RoomError("invalid", "The owner of the room cannot be muted or banned.");
  sanctions.set(kind, { id, name: latestName(deps, id) }, on);
  if (kind === "banned" && on) guests.remove(id);
}
