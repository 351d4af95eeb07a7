/** What the owner of a room asks for about who may come in, and who owns it. */
import { isBot } from "../protocol/bots.ts";
import { toCursor } from "../protocol/cursor.ts";
import { failure } from "../protocol/errors.ts";
import type { GuestsPage, HandoverPayload, Invite, KeysInUse, PassphrasePayload } from "../protocol/keys.ts";
import type { Limits } from "../protocol/limits.ts";
import { roomPath } from "../protocol/room-name.ts";
import type { Paged, Schemas } from "../protocol/schemas.ts";
import type { RoomSettings } from "../protocol/settings.ts";
import { type Answer, answering } from "./answer.ts";
import type { Attendance } from "./attendance.ts";
import type { Farewell } from "./farewell.ts";
import type { GuestList } from "./guest-list.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Outbox } from "./outbox.ts";
import { Refusal } from "./refusal.ts";
import type { Rights } from "./rights.ts";
import type { RoomSocket } from "./room-io.ts";
import type { SanctionList } from "./sanction-list.ts";
import type { Settings } from "./settings.ts";

export interface KeyKeepingParts {
  room: string;
  schemas: Schemas;
  limits: Pick<Limits, "membersPage">;
  keys: KeyRing;
  guests: GuestList;
  rights: Pick<Rights, "own">;
  settings: Settings;
  sanctions: SanctionList;
  attendance: Attendance;
  outbox: Outbox;
  farewell: Farewell;
  onError: (error: unknown, socket: RoomSocket) => void;
}

export class KeyKeeping {
  constructor(private readonly parts: KeyKeepingParts) {}

  /** Adds the listeners of a socket. */
  listen(socket: RoomSocket): void {
    const { schemas, keys, guests, rights, limits } = this.parts;
    const { id, name } = socket.data;
    const owned = <Payload, Result extends object, Sent = Payload>(
      schema: Parameters<typeof answering<Payload, Result, Sent>>[0],
      handle: (payload: Payload, answer: Answer<Result>) => void | Promise<void>,
    ) =>
      answering<Payload, Result, Sent>(
        schema,
        (payload, answer) => {
          rights.own(id);
          return handle(payload, answer);
        },
        (error) => this.parts.onError(error, socket),
      );
    socket.on(
      "invite:create",
      owned(schemas.nothing, (_, answer: Answer<Invite>) => {
        const token = keys.newInvite();
        answer({ token, path: `${roomPath(this.parts.room)}?invite=${token}` });
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
        await keys.setPassphrase(passphrase, () => rights.own(id));
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
      answering(
        schemas.erase,
        (payload, answer: Answer<{ settings: RoomSettings }>) =>
          this.#handOver({ id, name }, payload, answer),
        (error) => this.parts.onError(error, socket),
      ),
    );
  }

  /** Somebody is not let in any more; from a private room they are sent away. */
  async #removeGuest(id: string, answer: Answer<object>): Promise<void> {
    const { guests, settings, attendance, farewell, keys } = this.parts;
    guests.remove(id);
    answer({});
    await attendance.ready();
    // Asked only now: the room may have been opened or handed over, or the guest let in again, while it found out.
    if (!settings.isPrivate || settings.isOwner(id) || guests.has(id)) return;
    const { error } = failure("forbidden", "The owner of the room does not let you in any more.");
    farewell.toAll(attendance.socketsOf(id), { ...error, passphrase: keys.inUse.passphrase });
  }

  /** The old owner stays as a guest, the new one is muted no more. Who has done it may ask for it again. */
  async #handOver(
    old: { id: string; name: string },
    { id }: HandoverPayload,
    answer: Answer<{ settings: RoomSettings }>,
  ): Promise<void> {
    const { guests, settings, sanctions, attendance, outbox, rights } = this.parts;
    if (settings.hasHandedOver(old.id, id)) {
      answer({ settings: settings.current });
      return;
    }
    rights.own(old.id);
    await attendance.ready();
    // Asked again: something may have happened while the room found out who is here.
    rights.own(old.id);
    const name = attendance.nameOf(id) ?? guests.nameOf(id);
    if (name === undefined || isBot(id) || sanctions.has("banned", id))
      throw new Refusal("not_found", "id: somebody who is here, or was let in");
    if (id !== old.id) {
      guests.add(old);
      if (sanctions.has("muted", id)) {
        sanctions.set("muted", { id, name }, false);
        attendance.tellMuted(id, false);
      }
      settings.handOver(id);
      outbox.changed("room");
    }
    answer({ settings: settings.current });
  }
}
