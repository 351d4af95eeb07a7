/** What the owner of a room asks for. Each right is checked here, in the room. */
import { failure } from "../protocol/errors.ts";
import type { RoomSettings, RoomUpdate, SanctionPayload, Sanctions } from "../protocol/index.ts";
import type { Schemas } from "../protocol/schemas.ts";
import { friendlyName } from "../session/friendly-name.ts";
import { type Answer, answering } from "./answer.ts";
import type { Attendance } from "./attendance.ts";
import type { Demolition } from "./demolition.ts";
import type { Farewell } from "./farewell.ts";
import type { FileShelf } from "./file-shelf.ts";
import type { GuestList } from "./guest-list.ts";
import type { MessageChanges } from "./message-changes.ts";
import type { MessageIndex } from "./message-index.ts";
import type { MessageLog } from "./message-log.ts";
import type { NetworkBans } from "./network-bans.ts";
import type { Outbox } from "./outbox.ts";
import type { ReadMarks } from "./read-marks.ts";
import { Refusal } from "./refusal.ts";
import type { Rights } from "./rights.ts";
import type { RoomSocket } from "./room-io.ts";
import type { SanctionList } from "./sanction-list.ts";
import type { Settings } from "./settings.ts";
import type { SettingsChange } from "./settings-change.ts";

/** The parts of a room that its owner has a hand in. */
export interface ModerationParts {
  schemas: Schemas;
  log: MessageLog;
  changes: MessageChanges;
  index: MessageIndex;
  rights: Rights;
  settings: Settings;
  settingsChange: SettingsChange;
  sanctions: SanctionList;
  reads: ReadMarks;
  files: FileShelf;
  guests: GuestList;
  networkBans: Pick<NetworkBans, "ban" | "lift">;
  attendance: Attendance;
  outbox: Outbox;
  farewell: Farewell;
  demolition: Pick<Demolition, "condemn" | "resume">;
  onError: (error: unknown, socket: RoomSocket) => void;
}

export class Moderation {
  constructor(private readonly parts: ModerationParts) {}

  /** Adds the listeners of a socket. */
  listen(socket: RoomSocket): void {
    const { schemas, sanctions, demolition } = this.parts;
    const { id } = socket.data;
    const owned = <Payload, Result extends object>(
      schema: Parameters<typeof answering<Payload, Result>>[0],
      handle: (payload: Payload, answer: Answer<Result>) => void | Promise<void>,
    ) =>
      answering<Payload, Result>(
        schema,
        (payload, answer) => {
          this.parts.rights.own(id);
          return handle(payload, answer);
        },
        (error) => this.parts.onError(error, socket),
      );
    socket.on(
      "room:update",
      owned(schemas.update, (update, answer) => this.#update(id, update, answer)),
    );
    socket.on(
      "room:delete",
      owned(schemas.nothing, (_, answer) => {
        demolition.condemn();
        answer({});
        return demolition.resume();
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
    const { rights, settings, settingsChange } = this.parts;
    const store = () => {
      // Asked again: the room may have been handed over while it found out who is here.
      rights.own(by);
      settings.update(update);
    };
    answer({ settings: await settingsChange.apply(update, store) });
  }

  async #mute(by: string, { id, on }: SanctionPayload, answer: Answer<object>): Promise<void> {
    await this.#sanction(by, "muted", { id, on });
    answer({});
    this.parts.attendance.tellMuted(id, on);
  }

  async #ban(by: string, { id, on }: SanctionPayload, answer: Answer<object>): Promise<void> {
    await this.#sanction(by, "banned", { id, on });
    const { attendance, networkBans, settings } = this.parts;
    if (!on) networkBans.lift(id);
    else if (settings.isPrivate) networkBans.ban(id, await attendance.addressesOf(id));
    answer({});
    if (!on) return;
    const reason = failure("banned", "The owner of the room has banned you.").error;
    this.parts.farewell.toAll(attendance.socketsOf(id), reason);
  }

  async #sanction(by: string, kind: keyof Sanctions, { id, on }: SanctionPayload): Promise<void> {
    const { rights, settings, sanctions, guests, attendance, log } = this.parts;
    await attendance.ready();
    // Asked only now: the room may have been handed over while it found out who is here.
    rights.own(by);
    if (settings.isOwner(id))
      throw new Refusal("invalid", "The owner of the room cannot be muted or banned.");
    const [spoken] = log.select("WHERE author = ? ORDER BY seq DESC LIMIT 1", id);
    const name = attendance.nameOf(id) ?? spoken?.from.name ?? friendlyName(id);
    sanctions.set(kind, { id, name }, on);
    if (kind === "banned" && on) guests.remove(id);
  }

  #erase(id: string, answer: Answer<object>): void {
    const { changes, index, log, outbox, reads, files } = this.parts;
    const messages = changes.erase(id, friendlyName(id));
    reads.erase(id);
    files.personGone(id);
    if (messages.length > 0) index.clear();
    answer({});
    if (messages.length > 0) outbox.change({ rev: log.rev, messages, erased: id });
  }
}
