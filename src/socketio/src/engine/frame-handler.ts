/** Handles the frames and closes of hibernatable WebSockets, and wakes the sessions that they belong to. */

import type { ResolvedOptions } from "../options.ts";
import type { Session } from "../state/session.ts";
import type { SessionConnection } from "../state/session-connection.ts";
import type { Sessions } from "../state/sessions.ts";
import { asBuffer, byteLength, decodeFrame, type Packet } from "../transports/packet.ts";
import { closeWebSocket, sendFrame } from "../transports/send-queue.ts";
import type { CloseReason } from "../transports/transport.ts";
import { MESSAGE_TOO_BIG, POLICY_VIOLATION } from "../transports/websocket.ts";
import type { UpgradeProbe } from "./upgrade-probe.ts";

/** What the frame handler needs from the object. */
export interface FrameHandlerHost {
  readonly sessions: Sessions;
  /** Ends a sleeping session without waking it, where the application allows that. Returns whether it did. */
  leave(session: Session, reason: CloseReason): boolean;
  /** Starts to rebuild the connection of a sleeping session. It buffers messages until it is rebuilt. */
  wake(session: Session): SessionConnection;
  /** A client has sent something other than a heartbeat. */
  onMessage(session: Session): void;
  /** Resolves once a connection is rebuilt; at once if it is not being rebuilt. */
  whenRebuilt(connection: SessionConnection): Promise<void>;
}

/** Dispatches what the runtime delivers to `webSocketMessage`, `webSocketClose` and `webSocketError`. */
export class FrameHandler {
  /** @param probes upgrade probes, whose WebSockets have no session yet */
  constructor(
    private readonly opts: Pick<ResolvedOptions, "maxHttpBufferSize" | "allowPacket">,
    private readonly host: FrameHandlerHost,
    private readonly probes: ReadonlyMap<WebSocket, UpgradeProbe>,
  ) {}

  /** Handles a frame. */
  onFrame(ws: WebSocket, frame: string | ArrayBuffer): void {
    const data = typeof frame === "string" ? frame : asBuffer(frame);
    const probe = this.probes.get(ws);
    const session = probe === undefined ? this.host.sessions.fromWebSocket(ws) : undefined;
    if (probe !== undefined) probe.onFrame(data);
    else if (session === undefined) closeWebSocket(ws);
    else this.#onSessionFrame(session, ws, data);
  }

  /** Handles the close of a WebSocket. */
  onClose(ws: WebSocket, reason: "transport close" | "transport error"): Promise<void> {
    const probe = this.probes.get(ws);
    closeWebSocket(ws);
    if (probe !== undefined) {
      probe.stop();
      return Promise.resolve();
    }
    const session = this.host.sessions.fromWebSocket(ws);
    return session === undefined ? Promise.resolve() : this.endSession(session, reason);
  }

  /** Ends a session. A sleeping one is usually woken first, so that its `disconnect` listeners run. */
  async endSession(session: Session, reason: CloseReason, description?: Error): Promise<void> {
    if (session.connection === undefined && this.host.leave(session, reason)) {
      session.sendQueue?.close();
      this.host.sessions.remove(session);
      return;
    }
    const connection = session.connection ?? this.host.wake(session);
    await this.host.whenRebuilt(connection);
    // A lazy socket that has joined meanwhile has left this connection: it sleeps, or has woken with another.
    if (session.connection !== connection) await this.endSession(session, reason, description);
    else connection.onClose(reason, description);
  }

  #onSessionFrame(session: Session, ws: WebSocket, data: string | Uint8Array): void {
    if (exceeds(data, this.opts.maxHttpBufferSize)) {
      closeWebSocket(ws, MESSAGE_TOO_BIG);
      void this.endSession(session, "transport error", new RangeError("Max payload size exceeded"));
      return;
    }
    if (this.opts.allowPacket?.(session.id, session.request.connection.remoteAddress) === false) {
      closeWebSocket(ws, POLICY_VIOLATION);
      void this.endSession(session, "transport error", new RangeError("Too many packets"));
      return;
    }
    const packet = decodeFrame(data);
    if (packet.type === "pong") {
      session.sendQueue?.onPong(session.heartbeat > 0);
      session.heartbeat = -Date.now();
      session.scheduleSave();
    }
    if (session.connection !== undefined) session.connection.receive(packet);
    else this.#onSleepingSessionPacket(session, ws, packet);
    if (packet.type === "message") this.host.onMessage(session);
  }

  #onSleepingSessionPacket(session: Session, ws: WebSocket, packet: Packet): void {
    if (packet.type === "pong") return;
    if (packet.type === "ping") sendFrame(ws, `3${packet.data ?? ""}`);
    else this.host.wake(session).receive(packet);
  }
}

/** Whether a frame has more than `limit` bytes. They are counted only if the length does not decide it. */
const exceeds = (frame: string | Uint8Array, limit: number): boolean =>
  frame.length * 3 > limit && byteLength(frame) > limit;
