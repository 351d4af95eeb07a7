/** Whoever comes in is seated and welcomed, whoever goes frees their seat; and the others hear of it. */
import type { Admissions } from "./admission.ts";
import { toFailure } from "./answer.ts";
import type { Attendance } from "./attendance.ts";
import type { Farewell } from "./farewell.ts";
import type { HalfOpen } from "./half-open.ts";
import type { Outbox } from "./outbox.ts";
import type { ReadMarks } from "./read-marks.ts";
import { Refusal } from "./refusal.ts";
import type { Rights } from "./rights.ts";
import type { RoomSocket } from "./room-io.ts";
import type { SanctionList } from "./sanction-list.ts";
import type { Settings } from "./settings.ts";
import type { Typists } from "./typing.ts";
import { type WelcomeParts, welcomeFor } from "./welcome.ts";

export interface ReceptionParts extends Omit<WelcomeParts, "settings"> {
  admissions: Admissions;
  halfOpen: HalfOpen;
  rights: Pick<Rights, "enter">;
  settings: Settings;
  sanctions: Pick<SanctionList, "has">;
  attendance: Attendance;
  reads: ReadMarks;
  typists: Typists;
  outbox: Outbox;
  farewell: Farewell;
  onError: (error: unknown, socket: RoomSocket) => void;
}

export class Reception {
  constructor(private readonly parts: ReceptionParts) {}

  /** A socket that was let in is there. */
  receive(socket: RoomSocket): void {
    const { halfOpen, rights, farewell, onError } = this.parts;
    halfOpen.letIn(socket);
    try {
      // Asked again: the owner may have banned them, or closed the room, while they were on their way.
      rights.enter(socket.data.id);
      this.#welcome(socket);
    } catch (error) {
      if (!(error instanceof Refusal)) onError(error, socket);
      farewell.to(socket, toFailure(error).error);
    }
  }

  /** A socket is gone. */
  async seeOff(socket: RoomSocket): Promise<void> {
    const { admissions, reads, attendance, typists, outbox } = this.parts;
    admissions.left(socket);
    reads.left(socket.data);
    if (await attendance.leave(socket)) typists.stop(socket.data.id);
    outbox.changed("presence");
  }

  /** Synchronous, so that nothing is sent between the messages that `welcome` covers and `welcome` itself. */
  #welcome(socket: RoomSocket): void {
    const { admissions, outbox, attendance, typists, settings, sanctions } = this.parts;
    const { auth, token } = admissions.of(socket);
    outbox.flushMessagesBefore(socket.id);
    attendance.join(socket, auth.name);
    const { id, name } = socket.data;
    const muted = sanctions.has("muted", id);
    const you = { id, name, ...(token && { token }), ...(muted && { muted }) };
    socket.emit("welcome", welcomeFor(you, auth, { ...this.parts, settings: settings.current }));
    if (typists.ids.length > 0) socket.emit("typing", { ids: typists.ids });
    outbox.changed("presence", socket.id);
  }
}
