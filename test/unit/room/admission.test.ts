import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { Signer } from "../../../src/auth/session.ts";
import { type AdmissionDependencies, Admissions } from "../../../src/room/connections/admission.ts";
import { ConnectionLimiter } from "../../../src/room/connections/connection-limiter.ts";
import { UserRateLimiter } from "../../../src/room/rate-limits/user-rate-limiter.ts";
import type { RoomSocket } from "../../../src/room/room-io.ts";
import { LIMITS } from "../../../src/shared/limits.ts";
import { schemasFor } from "../../../src/shared/validation/schemas.ts";
import { ManualClock } from "../../support/manual-clock.ts";

/** The properties of a connecting socket that admission reads. */
function newcomer(id: string) {
  const conn = Object.assign(new EventEmitter(), { readyState: "open" });
  const close = () => {
    conn.readyState = "closed";
    conn.emit("close");
  };
  const handshake = { auth: {}, headers: {}, address: "203.0.113.7", secure: true };
  return { socket: { id, conn, handshake, data: {} } as unknown as RoomSocket, close };
}

/** A room with one connection for each network. */
function admissions(rules: Pick<AdmissionDependencies, "signer" | "presence">): Admissions {
  const clock = new ManualClock();
  const connectionLimiter = new ConnectionLimiter({ ...LIMITS, socketsPerAddress: 1 });
  connectionLimiter.fill([]);
  return new Admissions({
    schemas: schemasFor(LIMITS),
    limits: LIMITS,
    misconfigured: undefined,
    banList: { refresh: () => undefined, check: () => undefined },
    clock,
    connectionLimiter,
    userRateLimiter: new UserRateLimiter(clock, LIMITS),
    bots: { verify: () => expect.unreachable("no one is a bot") },
    identities: { authenticate: () => expect.unreachable("no one has a JWT"), grant: () => undefined },
    identityExpiry: { watch: async () => undefined },
    credentialRedeemer: { redeem: async () => undefined },
    credentials: { inUse: { invite: false, passphrase: false } },
    permissions: { enter: () => undefined },
    endedSessions: { check: async () => undefined },
    onError: (error) => expect.unreachable(String(error)),
    ...rules,
  });
}

const secret = () => Signer.from(["a secret of a test that is long enough"]);

it.each(["secret", "presence"])(
  "a connection that closes while a room that has just woken reads its %s takes no seat",
  async (slow) => {
    const reading = Promise.withResolvers<void>();
    const room = admissions({
      signer: async () => {
        if (slow === "secret") await reading.promise;
        return secret();
      },
      presence: { isReady: false, ready: () => (slow === "presence" ? reading.promise : Promise.resolve()) },
    });
    const gone = newcomer("gone");
    const admitting = room.admit(gone.socket);
    gone.close();
    reading.resolve();
    await expect(admitting).rejects.toMatchObject({ code: "invalid" });
    // The connection was released: the next one is admitted, and the one after that when it has closed.
    const next = newcomer("next");
    await room.admit(next.socket);
    await expect(room.admit(newcomer("too many").socket)).rejects.toMatchObject({ code: "rate_limited" });
    next.close();
    await room.admit(newcomer("after").socket);
  },
);
