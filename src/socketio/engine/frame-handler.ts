/** What hibernatable sockets bring: frames, and their end. Each finds its session, which is woken where it sleeps. */

import type { ResolvedOptions } from "../options.ts";
import type { Session } from "../state/session.ts";
import type { Sessions } from "../state/sessions.ts";
import type { CloseReason, Connection } from "./connection.ts";
import { asBuffer, byteLength, decodeFrame, type Packet } from "../transports/packet.ts";
import type { UpgradeProbe } from "./upgrade-probe.ts";
import { closeWebSocket, MESSAGE_TOO_BIG, POLICY_VIOLATION, sendFrame } from "../transports/websocket.ts";

/** What the inlet needs of the object around it. */
export interface FrameReaderHost {
  readonly sessions: Sessions;
  /** Rebuilds a sleeping session's connection. It is there at once; what it receives waits until it is whole. */
  wake(session: Session): Connection;
  /** Waits until a connection that is being rebuilt is whole. */
  whole(connection: Connection): Promise<void>;
}

export class FrameReader {
  /** @param probes WebSockets that carry no session yet */
  constructor(
    private readonly opts: Pick<ResolvedOptions, "maxHttpBufferSize" | "allowPacket">,
    private readonly host: FrameReaderHost,
    private readonly probes: ReadonlyMap<WebSocket, UpgradeProbe>,
  ) {}

  /** Handles a frame. */
  onFrame(ws: WebSocket, frame: string | ArrayBuffer): void {
    const data = typeof frame === "string" ? frame : asBuffer(frame);
    const probe = this.probes.get(ws);
    const session = probe === undefined ? this.host.sessions.of(ws) : undefined;
    if (probe !== undefined) probe.onFrame(data);
    else if (session === undefined) closeWebSocket(ws);
    else this.#onSessionFrame(session, ws, data);
  }

  /** Handles the end of a socket. */
  onClose(ws: WebSocket, reason: "transport close" | "transport error"): Promise<void> {
    const probe = this.probes.get(ws);
    closeWebSocket(ws);
    if (probe !== undefined) {
      probe.stop();
      return Promise.resolve();
    }
    const session = this.host.sessions.of(ws);
    return session === undefined ? Promise.resolve() : this.end(session, reason);
  }

  /** Ends a session, waking it if it slept, so that its listeners run. */
  async end(session: Session, reason: CloseReason, description?: Error): Promise<void> {
    const connection = session.connection ?? this.host.wake(session);
    await this.host.whole(connection);
    connection.onClose(reason, description);
  }

  #onSessionFrame(session: Session, ws: WebSocket, data: string | Uint8Array): void {
    if (isLonger(data, this.opts.maxHttpBufferSize)) {
      closeWebSocket(ws, MESSAGE_TOO_BIG);
      void this.end(session, "transport error", new RangeError("Max payload size exceeded"));
      return;
    }
    if (this.opts.allowPacket?.(session.id) === false) {
      closeWebSocket(ws, POLICY_VIOLATION);
      void this.end(session, "transport error", new RangeError("Too many packets"));
      return;
    }
    const packet = decodeFrame(data);
    if (packet.type === "pong") {
      session.sendQueue?.answered(session.heartbeat > 0);
      session.heartbeat = -Date.now();
      session.touch();
    }
    if (session.connection !== undefined) session.connection.receive(packet);
    else this.#onSleeper(session, ws, packet);
  }

  #onSleeper(session: Session, ws: WebSocket, packet: Packet): void {
    if (packet.type === "pong") return;
    if (packet.type === "ping") sendFrame(ws, `3${packet.data ?? ""}`);
    else this.host.wake(session).receive(packet);
  }
}

/** Whether a frame has more than `limit` bytes, counted only where its length leaves that open. */
const isLonger = (frame: string | Uint8Array, limit: number): boolean =>
  frame.length * 3 > limit && byteLength(frame) > limit;
