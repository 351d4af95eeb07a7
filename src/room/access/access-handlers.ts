/** What the owner of a room asks for about who may come in, and who owns it. */

import type {
  GuestsPage,
  HandoverPayload,
  Invite,
  KeysInUse,
  PassphrasePayload,
} from "../../shared/contract/access.ts";
import { isBot } from "../../shared/contract/bots.ts";
import { failure } from "../../shared/contract/errors.ts";
import type { RoomSettings } from "../../shared/contract/settings.ts";
import type { Limits } from "../../shared/limits.ts";
import { roomPath } from "../../shared/room-name.ts";
import { toCursor } from "../../shared/validation/cursor.ts";
import type { Paged, Schemas } from "../../shared/validation/schemas.ts";
import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { Disconnector } from "../connections/disconnect.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { SanctionStore } from "../moderation/sanction-store.ts";
import type { Permissions } from "../permissions.ts";
import { type Answer, requestHandler } from "../request-handler.ts";
import { RoomError } from "../room-error.ts";
import type { RoomSocket } from "../room-io.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { AccessCredentials } from "./access-credentials.ts";
import type { GuestStore } from "./guest-store.ts";

export interface AccessHandlersDependencies {
  room: string;
  schemas: Schemas;
  limits: Pick<Limits, "membersPage">;
  keys: AccessCredentials;
  guests: GuestStore;
  permissions: Pick<Permissions, "own">;
  settings: SettingsStore;
  sanctions: SanctionStore;
  presence: PresenceTracker;
  frameBatcher: FrameBatcher;
  disconnector: Disconnector;
  onError: (error: unknown, socket: RoomSocket) => void;
}

export class AccessHandlers {
  constructor(private readonly deps: AccessHandlersDependencies) {}

  /** Adds the listeners of a socket. */
  listen(socket: RoomSocket): void {
    const { schemas, keys, guests, permissions, limits } = this.deps;
    const { id, name } = socket.data;
    const owned = <Payload, Result extends object, Sent = Payload>(
      schema: Parameters<typeof requestHandler<Payload, Result, Sent>>[0],
      handle: (payload: Payload, answer: Answer<Result>) => void | Promise<void>,
    ) =>
      requestHandler<Payload, Result, Sent>(
        schema,
        (payload, answer) => {
          permissions.own(id);
          return handle(payload, answer);
        },
        (error) => this.deps.onError(error, socket),
      );
    socket.on(
      "invite:create",
      owned(schemas.nothing, (_, answer: Answer<Invite>) => {
        const token = keys.newInvite();
        answer({ token, path: `${roomPath(this.deps.room)}?invite=${token}` });
      }),
    );
    socket.on(
      "invite:revoke",
      owned(schemas.nothing, (_, answer: Answer<object>) => {
        keys.revokeInvite();
        answer({});
      }),
    );
    socket.on(
      "passphrase:set",
      owned(schemas.passphrase, async ({ passphrase }: PassphrasePayload, answer: Answer<object>) => {
        await keys.setPassphrase(passphrase, () => permissions.own(id));
        answer({});
      }),
    );
    socket.on(
      "keys:get",
      owned(schemas.nothing, (_, answer: Answer<KeysInUse>) => answer(keys.inUse)),
    );
    socket.on(
      "guests:get",
      owned<Paged<string>, GuestsPage, { cursor?: string }>(schemas.guests, ({ cursor }, answer) => {
        const page = guests.page(cursor, limits.membersPage + 1);
        const shown = page.slice(0, limits.membersPage);
        const last = shown.at(-1);
        const more = page.length > shown.length && last !== undefined;
        answer(more ? { guests: shown, cursor: toCursor(last.id) } : { guests: shown });
      }),
    );
    socket.on(
      "guest:remove",
      owned(schemas.erase, (payload, answer: Answer<object>) => this.#removeGuest(payload.id, answer)),
    );
    socket.on(
      "room:handover",
      requestHandler(
        schemas.erase,
        (payload, answer: Answer<{ settings: RoomSettings }>) =>
          this.#handOver({ id, name }, payload, answer),
        (error) => this.deps.onError(error, socket),
      ),
    );
  }

  /** Somebody is not let in any more; from a private room they are sent away. */
  async #removeGuest(id: string, answer: Answer<object>): Promise<void> {
    const { guests, settings, presence, disconnector, keys } = this.deps;
    guests.remove(id);
    answer({});
    await presence.ready();
    // Asked only now: the room may have been opened or handed over, or the guest let in again, while it found out.
    if (!settings.isPrivate || settings.isOwner(id) || guests.has(id)) return;
    const { error } = failure("forbidden", "The owner of the room does not let you in any more.");
    disconnector.disconnectSockets(presence.socketsOf(id), { ...error, passphrase: keys.inUse.passphrase });
  }

  /** The old owner stays as a guest, the new one is muted no more. Who has done it may ask for it again. */
  async #handOver(
    old: { id: string; name: string },
    { id }: HandoverPayload,
    answer: Answer<{ settings: RoomSettings }>,
  ): Promise<void> {
    const { guests, settings, sanctions, presence, frameBatcher, permissions } = this.deps;
    if (settings.hasHandedOver(old.id, id)) {
      answer({ settings: settings.current });
      return;
    }
    permissions.own(old.id);
    await presence.ready();
    // Asked again: something may have happened while the room found out who is here.
    permissions.own(old.id);
    const name = presence.nameOf(id) ?? guests.nameOf(id);
    if (name === undefined || isBot(id) || sanctions.has("banned", id))
      throw new RoomError("not_found", "id: somebody who is here, or was let in");
    if (id !== old.id) {
      guests.add(old);
      if (sanctions.has("muted", id)) {
        sanctions.set("muted", { id, name }, false);
        presence.sendMuted(id, false);
      }
      settings.handOver(id);
      frameBatcher.changed("room");
    }
    answer({ settings: settings.current });
  }
}
