/** Whether a request may have what it asks for: checked as the reference server does, in its order and with its errors. */

import type { ResolvedOptions, TransportName } from "../options.ts";
import type { Session } from "../state/session.ts";
import type { Sessions } from "../state/sessions.ts";
import { ErrorCode, HandshakeError } from "../http/errors.ts";
import type { IncomingRequest } from "../http/request.ts";

/** What verification needs of the object around it. */
export interface VerificationHost {
  readonly sessions: Pick<Sessions, "find">;
  /** A function of the application threw or rejected. */
  failed(error: unknown, event: string): void;
}

export class Verification {
  constructor(
    private readonly opts: Pick<ResolvedOptions, "transports" | "allowRequest">,
    private readonly host: VerificationHost,
  ) {}

  /**
   * Checks a request.
   *
   * @returns the session that it names, if it names one.
   * @throws HandshakeError if it is refused.
   */
  async verify(req: IncomingRequest, upgrade: boolean): Promise<Session | undefined> {
    const { transport = "", sid, EIO } = req._query;
    if (!this.opts.transports.includes(transport as TransportName)) {
      throw new HandshakeError(ErrorCode.UNKNOWN_TRANSPORT, { transport });
    }
    if (sid) return this.#session(req, sid, upgrade);
    if (req.method !== "GET") {
      throw new HandshakeError(ErrorCode.BAD_HANDSHAKE_METHOD, { method: req.method });
    }
    if (transport === "websocket" && !upgrade) {
      throw new HandshakeError(ErrorCode.BAD_REQUEST, { name: "TRANSPORT_HANDSHAKE_ERROR" });
    }
    await this.#allow(req);
    if (EIO !== "4") throw new HandshakeError(ErrorCode.UNSUPPORTED_PROTOCOL_VERSION, { protocol: 3 });
    return undefined;
  }

  #session(req: IncomingRequest, sid: string, upgrade: boolean): Session {
    const { transport, EIO } = req._query;
    const session = this.host.sessions.find(sid);
    if (session === undefined || session.connection?.readyState === "closed") {
      throw new HandshakeError(ErrorCode.UNKNOWN_SID, { sid });
    }
    if (session.connection?.heartbeat?.expired) {
      session.connection.onClose("ping timeout");
      throw new HandshakeError(ErrorCode.UNKNOWN_SID, { sid });
    }
    const previousTransport = session.connection?.transport.name ?? "websocket";
    if (!upgrade && previousTransport !== transport) {
      const name = "TRANSPORT_MISMATCH";
      throw new HandshakeError(ErrorCode.BAD_REQUEST, { name, transport, previousTransport });
    }
    if (EIO !== "4") {
      const name = "PROTOCOL_MISMATCH";
      throw new HandshakeError(ErrorCode.BAD_REQUEST, { name, protocol: 3, previousProtocol: 4 });
    }
    return session;
  }

  /** Asks the application. */
  #allow(req: IncomingRequest): Promise<void> {
    const { allowRequest } = this.opts;
    if (allowRequest === undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const refuse = (reason?: string | null): void =>
        reject(
          new HandshakeError(
            ErrorCode.FORBIDDEN,
            reason === null || reason === undefined ? {} : { message: reason },
          ),
        );
      const decide = async (): Promise<void> =>
        allowRequest(req, (reason, allowed) => (allowed ? resolve() : refuse(reason)));
      decide().catch((error: unknown) => {
        this.host.failed(error, "allowRequest");
        refuse();
      });
    });
  }
}
