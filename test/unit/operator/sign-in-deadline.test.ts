/** The operations object does not answer at a sign-in. */
import { Hono } from "hono";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AppEnv } from "../../../src/http/app-env.ts";
import { onError } from "../../../src/http/middleware/errors.ts";
import { forOperators } from "../../../src/http/operator/operator-access.ts";
import { operatorSignIn } from "../../../src/http/operator/sign-in.ts";

const TOKEN = "an operator's token of more than 32 characters";

/** A deployment whose operations object hangs. */
const ENV = {
  OPERATOR_TOKEN: TOKEN,
  OPERATIONS: { getByName: () => ({ attemptSignIn: () => new Promise(() => {}) }) },
};

const app = new Hono<AppEnv>()
  .route("/", operatorSignIn)
  .use("/api/operator/*", forOperators({ fetch: () => new Response() }))
  .onError(onError);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it.each([
  [
    "a sign-in",
    "/api/account/operator",
    {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: TOKEN }),
    },
  ],
  ["a token", "/api/operator/session", { headers: { Authorization: `Bearer ${TOKEN}` } }],
])("%s fails with an error that says so after ten seconds", async (_, path, init) => {
  const answered = Promise.resolve(app.request(path, init, ENV));
  await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
  await vi.advanceTimersByTimeAsync(10_000);
  const answer = await answered;
  expect(answer.status).toBe(500);
  expect(await answer.json()).toMatchObject({
    error: {
      code: "internal",
      message: "A part of the server did not answer in time. Try again in a moment.",
    },
  });
});
