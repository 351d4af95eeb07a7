import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { Signer } from "../../src/auth/session.ts";
import { HTTP_STATUS } from "../../src/shared/contract/errors.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { parseRoomName, roomNameFromSegment } from "../../src/shared/room-name.ts";
import { cleanEmoji, cleanName, cleanText } from "../../src/shared/text/clean-text.ts";
import { toCursor } from "../../src/shared/validation/cursor.ts";
import { check, schemasFor } from "../../src/shared/validation/schemas.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { send } from "./app.ts";
import { hostileText, hostileValue, nearlyValid, nestedJson } from "./hostile-values.ts";
import { SocketClient } from "./socket-client.ts";

/** Names of events that Socket.IO reserves. */
const RESERVED = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

const CODES = Object.keys(HTTP_STATUS);
const seq = fc.integer({ min: 0, max: 5 });
const id = fc.constantFrom("ada", "__proto__", "constructor");

/** Every event of a room, with payloads that are nearly valid. */
const EVENTS: Record<string, fc.Arbitrary<unknown>> = {
  "message:send": nearlyValid({ nonce: fc.constantFrom("a", "b", "c"), text: hostileText, after: seq }),
  "message:edit": nearlyValid({ seq, text: hostileText }),
  "message:delete": nearlyValid({ seq }),
  "reaction:set": nearlyValid({ seq, emoji: fc.constantFrom("👍", "🚀"), on: fc.boolean() }),
  "history:get": nearlyValid({ before: seq, after: seq, around: seq, limit: seq }),
  search: nearlyValid({
    query: hostileText,
    cursor: fc.constantFrom(toCursor(3), toCursor(-1), toCursor(Number.POSITIVE_INFINITY), "MQ"),
  }),
  "members:get": nearlyValid({ cursor: fc.constantFrom(toCursor(["Ada", "ada"]), toCursor({}), "W10") }),
  "profile:set": nearlyValid({ name: hostileText }),
  typing: nearlyValid({ active: fc.boolean() }),
  "room:update": nearlyValid({ topic: hostileText, slowMode: fc.constant(0), retention: fc.constant({}) }),
  "member:mute": nearlyValid({ id, on: fc.boolean() }),
  "member:ban": nearlyValid({ id, on: fc.boolean() }),
  "member:erase": nearlyValid({ id }),
  "sanctions:get": hostileValue,
};

const event = fc.oneof(
  ...Object.entries(EVENTS).map(([name, payload]) => fc.tuple(fc.constant(name), payload)),
  fc.tuple(hostileText, hostileValue),
);

let errors: MockInstance;
beforeEach(() => {
  errors = vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => errors.mockRestore());

describe("any input", () => {
  it("as an event gets a documented answer and leaves the room consistent", async () => {
    const hostile = uniqueRoom("hostile");
    const witness = await SocketClient.join(hostile, { name: "Witness" });
    await witness.request("message:send", { nonce: "first", text: "the witness owns the room" });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 30 }),
        fc.boolean(),
        async (events, owns) => {
          const token = owns ? witness.welcome.you.token : undefined;
          const attacker = await SocketClient.join(hostile, token === undefined ? {} : { token });
          for (const [name, payload] of events) {
            // A reserved name closes the connection without an answer.
            if (RESERVED.includes(name)) continue;
            const answer = await attacker.request(name, payload);
            if (answer.ok) continue;
            expect(CODES).toContain(answer.error.code);
            expect(answer.error.code).not.toBe("internal");
          }
          attacker.leave();
        },
      ),
      { numRuns: 15 },
    );
    expect(errors.mock.calls).toEqual([]);
    expect(witness.all("goodbye")).toEqual([]);
    const newcomer = await SocketClient.join(hostile);
    expect(newcomer.welcome.settings.owner).toBe(witness.welcome.you.id);
    expect(Object.prototype).not.toHaveProperty("name");
    for (const { text, seq: place } of newcomer.welcome.messages) {
      expect(text.isWellFormed()).toBe(true);
      expect(place).toBeGreaterThan(0);
    }
  }, 60_000);

  it("as a frame closes at most its own connection", async () => {
    const framesRoom = uniqueRoom("frames");
    const witness = await SocketClient.join(framesRoom);
    const frame = fc.oneof(
      hostileText,
      fc
        .tuple(
          fc.constantFrom("0", "1", "2", "3", "40", "41", "42", "43", "44", "450-", "4511-", "42/x,", "46"),
          hostileText,
        )
        .map(([type, body]) => type + body),
      fc
        .tuple(fc.constantFrom("42", "40", "430", "44", '42["message:send",'), hostileValue)
        .map(([type, body]) => type + JSON.stringify(body)),
      fc.constantFrom(
        `42["message:send",${nestedJson(10_000)}]`,
        `40${nestedJson(10_000, "object")}`,
        `42${nestedJson(10_000)}`,
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 10 }), async (frames) => {
        const attacker = await SocketClient.join(framesRoom);
        for (const one of frames) attacker.sendFrame(one);
        attacker.leave();
        await attacker.disconnected();
      }),
      { numRuns: 25 },
    );
    expect(await witness.request("message:send", { nonce: "1", text: "still here" })).toMatchObject({
      ok: true,
    });
    expect(errors.mock.calls).toEqual([]);
  }, 60_000);

  it("as auth is admitted or rejected with a reason", async () => {
    const auth = fc.oneof(
      nearlyValid({ token: hostileText, name: hostileText, lastSeq: seq, rev: seq }),
      fc.constant(JSON.parse(nestedJson(1_000, "object"))),
    );
    const room = uniqueRoom("auth");
    await fc.assert(
      fc.asyncProperty(auth, async (given) => {
        const { rejection, welcome, ...visitor } = await SocketClient.connect(room, given as object);
        if (rejection === undefined) expect(welcome.v).toBe(1);
        else expect(["invalid", "too_large", "unauthorized"]).toContain(rejection.data.code);
        expect(visitor).toBeDefined();
      }),
      { numRuns: 40 },
    );
    const kept = await runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => [
      ...storage.kv.list(),
    ]);
    // All are still connected, and there is a row for each relay with clients.
    expect(kept.filter(([key]) => !key.startsWith("relay:"))).toEqual([]);
    expect(errors.mock.calls).toEqual([]);
  }, 60_000);

  it("as an address, query, header or body is answered, and never with an internal error", async () => {
    const path = fc.oneof(
      fc.webPath(),
      fc
        .tuple(
          fc.constantFrom("/rooms/", "/api/rooms/", "/api/", "/"),
          hostileText.map((text) => encodeURIComponent(text.toWellFormed())),
          fc.constantFrom("", "/messages", "/socket.io/", "/socket.io/?EIO=4&transport=polling", "/export"),
        )
        .map((deps) => deps.join("")),
    );
    const query = fc.webQueryParameters();
    const method = fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");
    await fc.assert(
      fc.asyncProperty(path, query, method, hostileValue, async (where, what, how, body) => {
        const url = where.includes("?") ? `${where}&${what}` : `${where}?${what}`;
        const hasBody = how !== "GET" && how !== "HEAD";
        const response = await send(url, {
          method: how,
          headers: { "Content-Type": "application/json", Accept: "text/html", Cookie: "session=e30.AAAA" },
          ...(hasBody && { body: JSON.stringify(body) ?? "" }),
        });
        // Unlike the stock server, which answers an unknown method of a polling session with 500.
        expect(response.status).toBeLessThan(500);
        expect(await response.text()).not.toContain("<script>alert");
      }),
      { numRuns: 150 },
    );
    expect(errors.mock.calls).toEqual([]);
  }, 60_000);
});

describe("any text", () => {
  it("is well-formed once it is stored, and cleaning it again changes nothing", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const clean of [cleanText, cleanName, cleanEmoji]) {
          const once = clean(text);
          expect(once.isWellFormed()).toBe(true);
          expect(clean(once)).toBe(once);
        }
        // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is what it is for
        expect(cleanName(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }),
      { numRuns: 2_000 },
    );
  });

  it("as a room name has one canonical spelling, or is invalid", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const result = parseRoomName(text);
        if (result.ok) expect(parseRoomName(result.name)).toEqual(result);
        roomNameFromSegment(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it("as a session token identifies no one", async () => {
    const signer = await Signer.from(["secret of a test"]);
    await fc.assert(
      fc.asyncProperty(hostileText, hostileText, async (payload, signature) => {
        expect(await signer.read(`${payload}.${signature}`, 0)).toBeUndefined();
        expect(await signer.read(payload, 0)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

describe("any value", () => {
  it("is accepted or rejected by each schema, and loses unknown keys", () => {
    const schemas = schemasFor(LIMITS);
    fc.assert(
      fc.property(fc.oneof(hostileValue, ...Object.values(EVENTS)), (value) => {
        for (const schema of Object.values(schemas)) {
          const result = check(schema as Parameters<typeof check>[0], value);
          if (!result.ok) expect(CODES).toContain(result.error.code);
          else expect(Reflect.ownKeys(result.value as object)).not.toContain("__proto__");
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("a room", () => {
  it("reveals nothing about another room", async () => {
    const secret = await SocketClient.join(uniqueRoom("secret"), { name: "Hidden Name" });
    let answered = 0;
    await secret.request("message:send", { nonce: "1", text: "hidden text" });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 20 }), async (events) => {
        const spy = await SocketClient.join(uniqueRoom("elsewhere"));
        const answers = [];
        for (const [name, payload] of events) {
          if (name in EVENTS) answers.push(await spy.request(name, payload));
        }
        answered += answers.length;
        spy.leave();
        expect(JSON.stringify([answers, spy.received])).not.toMatch(/hidden/i);
      }),
      { numRuns: 5 },
    );
    expect(answered).toBeGreaterThan(0);
    const heard = secret.received.map((one) => one.event);
    expect(heard).toContain("messages");
    expect(heard).not.toContain("changes");
  }, 60_000);
});
