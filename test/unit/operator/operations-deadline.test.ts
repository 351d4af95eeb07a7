/** The operations object does not answer what an operator asks of it. */
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AppEnv } from "../../../src/http/app-env.ts";
import { onError } from "../../../src/http/middleware/errors.ts";
import { forOperators } from "../../../src/http/operator/operator-access.ts";
import { operatorApi } from "../../../src/http/operator/operator-api.ts";

const TOKEN = "an operator's token of more than 32 characters";

/** An answer that never comes, or fails. */
let answer: () => Promise<unknown> = () => new Promise(() => {});

/** An operations object that lets the operator in, and answers nothing else. */
const operations = new Proxy(
  { attemptSignIn: async () => 0 },
  { get: (target, name) => Reflect.get(target, name) ?? (name === "then" ? undefined : () => answer()) },
);

const ENV = { OPERATOR_TOKEN: TOKEN, OPERATIONS: { getByName: () => operations } };

const CONTEXT = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} };

const app = new Hono<AppEnv>().use("/api/operator/*", forOperators(operatorApi)).onError(onError);

/** Sends a request as an operator. */
async function request(method: string, path: string, body?: object): Promise<Response> {
  const init = {
    method,
    headers: { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  };
  return app.request(`/api/operator${path}`, init, ENV, CONTEXT as never);
}

/** Resolves when something has a deadline. Not by `vi.waitFor`, which lets time pass. */
async function untilDeadlineIsSet(): Promise<void> {
  for (let turn = 0; turn < 10_000 && vi.getTimerCount() === 0; turn += 1)
    await new Promise((resolve) => setImmediate(resolve));
  expect(vi.getTimerCount(), "nothing has a deadline").toBeGreaterThan(0);
}

/** Sends a request that gets no answer before its deadline. @param deadline in milliseconds */
async function untilExpired(deadline: number, ...asked: Parameters<typeof request>): Promise<Response> {
  let isAnswered = false;
  const answered = request(...asked).finally(() => {
    isAnswered = true;
  });
  await untilDeadlineIsSet();
  await vi.advanceTimersByTimeAsync(deadline - 1);
  expect(isAnswered).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  return answered;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  answer = () => new Promise(() => {});
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const OUTCOME_UNKNOWN =
  "A part of the server failed or did not answer in time. It is not known whether this was done: look before you try again.";

const ACTS: [method: string, path: string, body: object][] = [
  ["POST", "/rooms/lab/close", { on: true }],
  ["POST", "/rooms/lab/feature", { on: true }],
  ["POST", "/rooms/lab/reclaim", {}],
  ["POST", "/rooms/lab/owner", { to: "ada" }],
  ["POST", "/rooms/lab/owner-link", {}],
  ["POST", "/rooms/lab/mute", { id: "ada", on: true }],
  ["POST", "/rooms/lab/ban", { id: "ada", on: true }],
  ["POST", "/rooms/lab/erase", { id: "ada" }],
  ["DELETE", "/rooms/lab/messages/1", {}],
  ["DELETE", "/rooms/lab", {}],
  ["POST", "/bans", { person: "ada" }],
  ["POST", "/bans", { networkOf: "ada", room: "lab" }],
  ["DELETE", "/bans", { person: "ada" }],
  ["POST", "/reports/1", { act: "dismiss" }],
];

describe("a question", () => {
  it.each(["/rooms", "/bans", "/reports", "/audit", "/audit.ndjson", "/audit.csv"])(
    "%s fails with an error that says so after ten seconds",
    async (path) => {
      const answered = await untilExpired(10_000, "GET", path);
      expect(answered.status).toBe(500);
      expect(await answered.json()).toMatchObject({
        error: {
          code: "internal",
          message: "A part of the server did not answer in time. Try again in a moment.",
        },
      });
    },
  );

  it("about a room has the time that the object gives the room", async () => {
    const answered = await untilExpired(15_000, "GET", "/rooms/lab");
    expect(await answered.json()).toMatchObject({ error: { code: "internal" } });
  });

  it("that is answered leaves no timer", async () => {
    answer = async () => [];
    expect(await (await request("GET", "/rooms")).json()).toEqual({ ok: true, rooms: [] });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("an act", () => {
  it.each(ACTS)("%s %s fails after fifteen seconds, and says that it may have been done", async (...act) => {
    const answered = await untilExpired(15_000, ...act);
    expect(answered.status).toBe(500);
    expect(await answered.json()).toMatchObject({ error: { code: "internal", message: OUTCOME_UNKNOWN } });
  });

  it("may have been done, too, if the object fails on the way", async () => {
    answer = () => Promise.reject(new Error("the object was reset"));
    const answered = await request("POST", "/rooms/lab/close", { on: true });
    expect(await answered.json()).toMatchObject({ error: { code: "internal", message: OUTCOME_UNKNOWN } });
    expect(vi.getTimerCount()).toBe(0);
  });
});

it("an export of the audit log ends with an error where its next page does not come", async () => {
  const entry = { id: 1, at: 0, operator: { id: "a", name: "Ada", role: "operator" }, act: "test" };
  const pages = [Promise.resolve([{ ...entry, reason: "", outcome: "done" }])];
  answer = () => pages.shift() ?? new Promise(() => {});
  const text = (await request("GET", "/audit.ndjson")).text();
  const failed = expect(text).rejects.toThrow("did not answer in time");
  await untilDeadlineIsSet();
  await vi.advanceTimersByTimeAsync(10_000);
  await failed;
});
