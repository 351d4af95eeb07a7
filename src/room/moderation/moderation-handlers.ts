/** What the owner of a room asks for. Each right is checked here, in the room. */

import { friendlyName } from "../../auth/friendly-name.ts";
import { failure } from "../../shared/contract/errors.ts";
import type { RoomSettings, RoomUpdate, SanctionPayload, Sanctions } from "../../shared/contract/index.ts";
import type { Schemas } from "../../shared/validation/schemas.ts";
import type { GuestStore } from "../access/guest-store.ts";
import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { Disconnector } from "../connections/disconnect.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { FileStore } from "../files/file-store.ts";
import type { MessageChanges } from "../messages/message-changes.ts";
import type { MessageStore } from "../messages/message-store.ts";
import type { ReadReceipts } from "../messages/read-receipts.ts";
import type { Permissions } from "../permissions.ts";
import { type Answer, requestHandler } from "../request-handler.ts";
import { RoomError } from "../room-error.ts";
import type { RoomSocket } from "../room-io.ts";
import type { SearchIndex } from "../search/search-index.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { SettingsUpdater } from "../settings/update-settings.ts";
import type { RoomDeletion } from "../storage/room-deletion.ts";
import type { NetworkBans } from "./network-bans.ts";
import type { SanctionStore } from "./sanction-store.ts";

/** The parts of a room that its owner has a hand in. */
export interface ModerationHandlersDependencies {
  schemas: Schemas;
  log: MessageStore;
  changes: MessageChanges;
  index: SearchIndex;
  permissions: Permissions;
  settings: SettingsStore;
  settingsUpdater: SettingsUpdater;
  sanctions: SanctionStore;
  reads: ReadReceipts;
  files: FileStore;
  guests: GuestStore;
  networkBans: Pick<NetworkBans, "ban" | "lift">;
  presence: PresenceTracker;
  frameBatcher: FrameBatcher;
  disconnector: Disconnector;
  roomDeletion: Pick<RoomDeletion, "schedule" | "run">;
  onError: (error: unknown, socket: RoomSocket) => void;
}

export class ModerationHandlers {
  constructor(private readonly deps: ModerationHandlersDependencies) {}

  /** Adds the listeners of a socket. */
  listen(socket: RoomSocket): void {
    const { schemas, sanctions, roomDeletion } = this.deps;
    const { id } = socket.data;
    const owned = <Payload, Result extends object>(
      schema: Parameters<typeof requestHandler<Payload, Result>>[0],
      handle: (payload: Payload, answer: Answer<Result>) => void | Promise<void>,
    ) =>
      requestHandler<Payload, Result>(
        schema,
        (payload, answer) => {
          this.deps.permissions.own(id);
          return handle(payload, answer);
        },
        (error) => this.deps.onError(error, socket),
      );
    socket.on(
      "room:update",
      owned(schemas.update, (update, answer) => this.#update(id, update, answer)),
    );
    socket.on(
      "room:delete",
      owned(schemas.nothing, (_, answer) => {
        roomDeletion.schedule();
        answer({});
        return roomDeletion.run();
      }),
    );
    socket.on(
      "member:mute",
      owned(schemas.sanction, (payload, answer) => this.#mute(id, payload, answer)),
    );
    socket.on(
      "member:ban",
      owned(schemas.sanction, (payload, answer) => this.#ban(id, payload, answer)),
    );
    socket.on(
      "member:erase",
      owned(schemas.erase, (payload, answer) => this.#erase(payload.id, answer)),
    );
    socket.on(
      "sanctions:get",
      owned(schemas.nothing, (_, answer: Answer<Sanctions>) => answer(sanctions.all)),
    );
  }

  async #update(by: string, update: RoomUpdate, answer: Answer<{ settings: RoomSettings }>): Promise<void> {
    const { permissions, settings, settingsUpdater } = this.deps;
    const store = () => {
      // Asked again: the room may have been handed over while it found out who is here.
      permissions.own(by);
      settings.update(update);
    };
    answer({ settings: await settingsUpdater.apply(update, store) });
  }

  async #mute(by: string, { id, on }: SanctionPayload, answer: Answer<object>): Promise<void> {
    await this.#sanction(by, "muted", { id, on });
    answer({});
    this.deps.presence.sendMuted(id, on);
  }

  async #ban(by: string, { id, on }: SanctionPayload, answer: Answer<object>): Promise<void> {
    await this.#sanction(by, "banned", { id, on });
    const { presence, networkBans, settings } = this.deps;
    if (!on) networkBans.lift(id);
    else if (settings.isPrivate) networkBans.ban(id, await presence.addressesOf(id));
    answer({});
    if (!on) return;
    const reason = failure("banned", "The owner of the room has banned you.").error;
    this.deps.disconnector.disconnectSockets(presence.socketsOf(id), reason);
  }

  async #sanction(by: string, kind: keyof Sanctions, { id, on }: SanctionPayload): Promise<void> {
    const { permissions, settings, sanctions, guests, presence, log } = this.deps;
    await presence.ready();
    // Asked only now: the room may have been handed over while it found out who is here.
    permissions.own(by);
    if (settings.isOwner(id))
      throw new RoomError("invalid", "The owner of the room cannot be muted or banned.");
    const [spoken] = log.select("WHERE author = ? ORDER BY seq DESC LIMIT 1", id);
    const name = presence.nameOf(id) ?? spoken?.from.name ?? friendlyName(id);
    sanctions.set(kind, { id, name }, on);
    if (kind === "banned" && on) guests.remove(id);
  }

  #erase(id: string, answer: Answer<object>): void {
    const { changes, index, log, frameBatcher, reads, files } = this.deps;
    const messages = changes.erase(id, friendlyName(id));
    reads.erase(id);
    files.deleteByOwner(id);
    if (messages.length > 0) index.clear();
    answer({});
    if (messages.length > 0) frameBatcher.change({ rev: log.rev, messages, erased: id });
  }
}
