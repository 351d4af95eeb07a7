/** What follows when a socket connects or disconnects: its `welcome`, and the presence that others see. */
import type { ConnectRefusal } from "../../shared/contract/errors.ts";
import type { EndedSessions } from "../access/ended-sessions.ts";
import { type Audience, versionFor } from "../broadcast/audience.ts";
import type { FrameBatcher } from "../broadcast/frame-batcher.ts";
import type { TypingTracker } from "../broadcast/typing.ts";
import type { ReadReceipts } from "../messages/read-receipts.ts";
import type { NetworkBans } from "../moderation/network-bans.ts";
import type { SanctionStore } from "../moderation/sanction-store.ts";
import type { BanList } from "../operator/ban-list.ts";
import type { RoomRegistration } from "../operator/room-registration.ts";
import type { Permissions } from "../permissions.ts";
import { toFailure } from "../request-handler.ts";
import { RoomError } from "../room-error.ts";
import type { RoomSocket } from "../room-io.ts";
import type { Admissions } from "./admission.ts";
import type { Disconnector } from "./disconnect.ts";
import type { PendingConnections } from "./pending-connections.ts";
import type { PresenceTracker } from "./presence.ts";
import type { WelcomeBuilder } from "./welcome.ts";

export interface ConnectionHandlerDependencies {
  admissions: Pick<Admissions, "take" | "left">;
  pendingConnections: Pick<PendingConnections, "admitted">;
  permissions: Pick<Permissions, "enter">;
  banList: Pick<BanList, "check">;
  roomRegistration: Pick<RoomRegistration, "add">;
  endedSessions: Pick<EndedSessions, "require">;
  sanctions: Pick<SanctionStore, "has">;
  welcomeBuilder: WelcomeBuilder;
  presence: Pick<PresenceTracker, "join" | "leave">;
  audience: Pick<Audience, "add">;
  readReceipts: Pick<ReadReceipts, "left">;
  networkBans: Pick<NetworkBans, "left">;
  typingTracker: Pick<TypingTracker, "ids" | "stop">;
  frameBatcher: Pick<FrameBatcher, "flushMessagesExcept" | "changed">;
  disconnector: Pick<Disconnector, "disconnect">;
  /** The number of connections changed. */
  onCount: (change: "opened" | "closed") => void;
  onError: (error: unknown, socket: RoomSocket) => void;
}

export class ConnectionHandler {
  constructor(private readonly deps: ConnectionHandlerDependencies) {}

  /** An admitted socket is connected. */
  connected(socket: RoomSocket): void {
    this.deps.pendingConnections.admitted(socket);
    this.deps.onCount("opened");
    this.#orDisconnect(socket, () => {
      this.#authorize(socket);
      this.#welcome(socket);
      this.deps.roomRegistration.add();
    });
  }

  /** Disconnects a socket that has been connected for a while, and may not be here any more. */
  recheck(socket: RoomSocket): void {
    this.#orDisconnect(socket, () => this.#authorize(socket));
  }

  /** Since its admission the user may have been banned or signed out, or the room made private. */
  #authorize({ data, handshake }: RoomSocket): void {
    const { permissions, banList, endedSessions } = this.deps;
    permissions.enter(data.id);
    banList.check(data.id, handshake.address);
    endedSessions.require(data);
  }

  #orDisconnect(socket: RoomSocket, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof RoomError)) this.deps.onError(error, socket);
      this.deps.disconnector.disconnect(socket, refusalOf(error));
    }
  }

  /** A socket is disconnected. */
  async disconnected(socket: RoomSocket): Promise<void> {
    const { admissions, readReceipts, networkBans, presence, typingTracker, frameBatcher } = this.deps;
    admissions.left(socket);
    networkBans.left(socket.data.id, socket.handshake.address);
    readReceipts.left(socket.data);
    if (await presence.leave(socket)) typingTracker.stop(socket.data.id);
    frameBatcher.changed("presence");
    this.deps.onCount("closed");
  }

  /** Synchronous, so that nothing is sent between the messages that `welcome` covers and `welcome` itself. */
  #welcome(socket: RoomSocket): void {
    const { admissions, audience, frameBatcher, presence, typingTracker, welcomeBuilder, sanctions } =
      this.deps;
    const { auth, token, identity } = admissions.take(socket);
    frameBatcher.flushMessagesExcept(socket.id);
    presence.join(socket, auth.name);
    const version = versionFor(auth.v);
    audience.add(socket, version);
    const { id, name, device } = socket.data;
    const isMuted = sanctions.has("muted", id);
    const you = {
      id,
      name,
      ...(token && { token }),
      ...(identity && { identity }),
      ...(device !== undefined && { account: true as const }),
      ...(isMuted && { muted: true }),
    };
    socket.emit("welcome", welcomeBuilder.build(you, version, auth));
    if (typingTracker.ids.length > 0) socket.emit("typing", { ids: typingTracker.ids });
    frameBatcher.changed("presence", socket.id);
  }
}

/** What a page has to know of a session that was signed out in the meantime, too. */
const refusalOf = (error: unknown): ConnectRefusal => {
  const refusal: ConnectRefusal = toFailure(error).error;
  return error instanceof RoomError && error.signedOut ? { ...refusal, signedOut: true } : refusal;
};
