/** Whoever comes in is seated and welcomed, whoever goes frees their seat; and the others hear of it. */

import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { TypingTracker } from "../broadcast/typing.ts";
import type { ReadReceipts } from "../messages/read-receipts.ts";
import type { SanctionStore } from "../moderation/sanction-store.ts";
import type { Permissions } from "../permissions.ts";
import { toFailure } from "../request-handler.ts";
import { RoomError } from "../room-error.ts";
import type { RoomSocket } from "../room-io.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { Admissions } from "./admission.ts";
import type { Disconnector } from "./disconnect.ts";
import type { PendingConnections } from "./pending-connections.ts";
import type { PresenceTracker } from "./presence.ts";
import { type WelcomeDependencies, welcomeFor } from "./welcome.ts";

export interface ConnectionHandlerDependencies extends Omit<WelcomeDependencies, "settings"> {
  admissions: Admissions;
  pendingConnections: PendingConnections;
  permissions: Pick<Permissions, "enter">;
  settings: SettingsStore;
  sanctions: Pick<SanctionStore, "has">;
  presence: PresenceTracker;
  reads: ReadReceipts;
  typingTracker: TypingTracker;
  frameBatcher: FrameBatcher;
  disconnector: Disconnector;
  onError: (error: unknown, socket: RoomSocket) => void;
}

export class ConnectionHandler {
  constructor(private readonly deps: ConnectionHandlerDependencies) {}

  /** A socket that was let in is there. */
  receive(socket: RoomSocket): void {
    const { pendingConnections, permissions, disconnector, onError } = this.deps;
    pendingConnections.admitted(socket);
    try {
      // Asked again: the owner may have banned them, or closed the room, while they were on their way.
      permissions.enter(socket.data.id);
      this.#welcome(socket);
    } catch (error) {
      if (!(error instanceof RoomError)) onError(error, socket);
      disconnector.disconnect(socket, toFailure(error).error);
    }
  }

  /** A socket is gone. */
  async seeOff(socket: RoomSocket): Promise<void> {
    const { admissions, reads, presence, typingTracker, frameBatcher } = this.deps;
    admissions.left(socket);
    reads.left(socket.data);
    if (await presence.leave(socket)) typingTracker.stop(socket.data.id);
    frameBatcher.changed("presence");
  }

  /** Synchronous, so that nothing is sent between the messages that `welcome` covers and `welcome` itself. */
  #welcome(socket: RoomSocket): void {
    const { admissions, frameBatcher, presence, typingTracker, settings, sanctions } = this.deps;
    const { auth, token } = admissions.of(socket);
    frameBatcher.flushMessagesBefore(socket.id);
    presence.join(socket, auth.name);
    const { id, name } = socket.data;
    const muted = sanctions.has("muted", id);
    const you = { id, name, ...(token && { token }), ...(muted && { muted }) };
    socket.emit("welcome", welcomeFor(you, auth, { ...this.deps, settings: settings.current }));
    if (typingTracker.ids.length > 0) socket.emit("typing", { ids: typingTracker.ids });
    frameBatcher.changed("presence", socket.id);
  }
}
