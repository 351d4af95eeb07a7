/** Verifies requests as the reference server does: the same checks in the same order, with the same errors. */

import { ErrorCode, HandshakeError } from "../http/errors.ts";
import type { IncomingRequest } from "../http/request.ts";
import type { ResolvedOptions, TransportName } from "../options.ts";
import type { Session } from "../state/session.ts";
import type { Sessions } from "../state/sessions.ts";

/** What verification needs from the object. */
export interface VerificationHost {
  readonly sessions: Pick<Sessions, "find">;
  /** Reports that a function of the application threw or rejected. */
  reportError(error: unknown, event: string): void;
}

/** Verifies the requests to one engine. */
export class Verification {
  constructor(
    private readonly opts: Pick<ResolvedOptions, "transports" | "allowRequest">,
    private readonly host: VerificationHost,
  ) {}

  /**
   * Verifies a request, and calls `allowRequest` for a handshake.
   *
   * @returns the session with the id in the query; `undefined` for a handshake
   * @throws HandshakeError if the request is rejected
   */
  async verify(req: IncomingRequest, isUpgrade: boolean): Promise<Session | undefined> {
    const { transport = "", sid, EIO } = req._query;
    if (!this.opts.transports.includes(transport as TransportName)) {
      throw new HandshakeError(ErrorCode.UNKNOWN_TRANSPORT, { transport });
    }
    if (sid) return this.#session(req, sid, isUpgrade);
    if (req.method !== "GET") {
      throw new HandshakeError(ErrorCode.BAD_HANDSHAKE_METHOD, { method: req.method });
    }
    if (transport === "websocket" && !isUpgrade) {
      throw new HandshakeError(ErrorCode.BAD_REQUEST, { name: "TRANSPORT_HANDSHAKE_ERROR" });
    }
    await this.#allowRequest(req);
    if (EIO !== "4") throw new HandshakeError(ErrorCode.UNSUPPORTED_PROTOCOL_VERSION, { protocol: 3 });
    return undefined;
  }

  #session(req: IncomingRequest, sid: string, isUpgrade: boolean): Session {
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
    if (!isUpgrade && previousTransport !== transport) {
      const name = "TRANSPORT_MISMATCH";
      throw new HandshakeError(ErrorCode.BAD_REQUEST, { name, transport, previousTransport });
    }
    if (EIO !== "4") {
      const name = "PROTOCOL_MISMATCH";
      throw new HandshakeError(ErrorCode.BAD_REQUEST, { name, protocol: 3, previousProtocol: 4 });
    }
    return session;
  }

  #allowRequest(req: IncomingRequest): Promise<void> {
    const { allowRequest } = this.opts;
    if (allowRequest === undefined) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const forbid = (reason?: string | null): void => {
        const context = reason === null || reason === undefined ? {} : { message: reason };
        reject(new HandshakeError(ErrorCode.FORBIDDEN, context));
      };
      const call = async (): Promise<void> =>
        allowRequest(req, (reason, allowed) => (allowed ? resolve() : forbid(reason)));
      call().catch((error: unknown) => {
        this.host.reportError(error, "allowRequest");
        forbid();
      });
    });
  }
}
