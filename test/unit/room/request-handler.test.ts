/** How a room answers the events of a client. */
import { expect, it } from "vitest";
import { type EventDefinition, Reply, type RoomEvents } from "../../../src/room/event-table.ts";
import type { PermissionName } from "../../../src/room/permissions.ts";
import { EventRateLimiter } from "../../../src/room/rate-limits/event-rate-limiter.ts";
import { LoadLimiter } from "../../../src/room/rate-limits/load-limiter.ts";
import { MessageLimiter } from "../../../src/room/rate-limits/message-limiter.ts";
import { UserRateLimiter } from "../../../src/room/rate-limits/user-rate-limiter.ts";
import { RequestHandler } from "../../../src/room/request-handler.ts";
import { RoomError } from "../../../src/room/room-error.ts";
import type { LocalSocket } from "../../../src/room/room-io.ts";
import type { Ack } from "../../../src/shared/contract/index.ts";
import { LIMITS } from "../../../src/shared/limits.ts";
import { schemasFor } from "../../../src/shared/validation/schemas.ts";
import { ManualClock } from "../../support/manual-clock.ts";

type Typing = Partial<EventDefinition<"typing">>;

/** A client of a room with one event, `typing`, and a list of what happened in order. */
function client(definition: Typing) {
  const clock = new ManualClock();
  const happened: unknown[] = [];
  const typing = {
    schema: schemasFor(LIMITS).typing,
    permission: "write",
    cost: { weight: 1 },
    handle: () => ({}),
    ...definition,
  } satisfies EventDefinition<"typing">;
  const handler = new RequestHandler({ typing } as RoomEvents, {
    hasExpired: () => false,
    presence: { ready: async () => {}, nameOf: () => undefined },
    permissions: { enter: () => {}, authorize: (permission) => happened.push(`authorized to ${permission}`) },
    rateLimiter: new EventRateLimiter({
      clock,
      limits: LIMITS,
      userRateLimiter: new UserRateLimiter(clock, LIMITS),
      loadLimiter: new LoadLimiter(clock, LIMITS),
      messageLimiter: new MessageLimiter(clock, LIMITS),
      isStored: () => false,
      socketCount: () => 1,
    }),
    onFlood: () => happened.push("flood"),
    onError: (error) => happened.push(error),
    relaysSettled: () => undefined,
  });
  let receive: (packet: unknown[]) => void = () => expect.unreachable();
  const socket = {
    handshake: { address: "203.0.113.7" },
    data: { id: "ada", name: "Ada" },
    use: (middleware: typeof receive) => {
      receive = middleware;
    },
  };
  handler.listen(socket as unknown as LocalSocket);
  const acknowledged = (answer: Ack) => happened.push(answer.ok ? "acknowledged" : answer.error.code);
  return { happened, send: (event: string, ...args: unknown[]) => receive([event, ...args, acknowledged]) };
}

it("acknowledges a result before it is broadcast", () => {
  const { happened, send } = client({
    handle: () => new Reply({}, () => void happened.push("published")),
  });
  send("typing", { active: true });
  expect(happened).toEqual(["authorized to write", "acknowledged", "published"]);
});

it("checks a payload first, and the permission once, after asynchronous work before the handler", async () => {
  const waiting = Promise.withResolvers<void>();
  const { happened, send } = client({
    before: () => waiting.promise,
    permission: ({ active }): PermissionName => (active ? "write" : "connected"),
  });
  send("typing", { active: "yes" });
  expect(happened).toEqual(["invalid"]);
  send("typing", { active: false });
  expect(happened).toEqual(["invalid"]);
  waiting.resolve();
  await expect.poll(() => happened).toEqual(["invalid", "authorized to connected", "acknowledged"]);
});

it.each([
  ["throws", () => Promise.resolve().then(() => expect.unreachable())],
  ["rejects", () => Promise.reject(new Error("on our side"))],
] as const)("answers `internal` where a handler %s, and reports the error", async (how, rejecting) => {
  const error = new Error("on our side");
  const { happened, send } = client({
    handle: () => {
      if (how === "throws") throw error;
      return rejecting();
    },
  });
  send("typing", { active: true });
  await expect.poll(() => happened).toEqual(["authorized to write", error, "internal"]);
});

it("answers with the code of a RoomError, and reports nothing", () => {
  const { happened, send } = client({
    handle: () => {
      throw new RoomError("locked", "not now");
    },
  });
  send("typing", { active: true });
  expect(happened).toEqual(["authorized to write", "locked"]);
});

it.each(["error", "constructor", "__proto__", "toString", "hasOwnProperty", "", "disconnect", "TYPING"])(
  "answers that there is no event %j",
  (event) => {
    const { happened, send } = client({});
    send(event, {});
    send(event);
    expect(happened).toEqual(["unknown_event", "unknown_event"]);
  },
);
