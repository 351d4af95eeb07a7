/** The object that adds up what isolates count, and who may read it. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { app } from "../../src/worker.ts";
import { uniqueWord } from "../support/rooms.ts";
import { ORIGIN } from "./app.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

const newStore = () => {
  if (env.METRICS === undefined) throw new Error("there is no binding METRICS");
  return env.METRICS.getByName(uniqueWord());
};
const NOTHING = { counters: {}, connections: {} };

describe("the sums of the metrics", () => {
  it("are those of all isolates, and of the rooms that have connections", async () => {
    const store = newStore();
    expect(await store.snapshot()).toEqual({ counters: {}, connections: 0, roomsConnected: 0 });
    await store.add({ counters: { messages_total: 2 }, connections: { a: 3, b: 1 } });
    await store.add({ counters: { messages_total: 3, errors_total: 1 }, connections: { a: 4, b: 0 } });
    expect(await store.snapshot()).toEqual({
      counters: { messages_total: 5, errors_total: 1 },
      connections: 4,
      roomsConnected: 1,
    });
  });

  it("are stored once in a while, and are there after a restart", async () => {
    const store = newStore();
    await store.add({ counters: { messages_total: 2 }, connections: { a: 3, b: 1 } });
    await store.add({ counters: {}, connections: { b: 0 } });
    expect(await runDurableObjectAlarm(store)).toBe(true);
    await evictDurableObject(store);
    await store.add({ counters: { messages_total: 1 }, connections: {} });
    expect(await store.snapshot()).toEqual({
      counters: { messages_total: 3 },
      connections: 3,
      roomsConnected: 1,
    });
  });

  it("are stored soon when nothing follows, because an idle object is removed from memory before its alarm", async () => {
    const store = newStore();
    await store.add({ counters: { messages_total: 2 }, connections: { a: 3 } });
    await runInDurableObject(store, (_, { storage }) => storage.deleteAlarm());
    const isStored = () =>
      runInDurableObject(
        store,
        (_, { storage }) =>
          storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'counters'").toArray().length > 0,
      );
    await expect.poll(isStored).toBe(true);
    await evictDurableObject(store);
    const sums = { counters: { messages_total: 2 }, connections: 3, roomsConnected: 1 };
    expect(await store.snapshot()).toEqual(sums);
  });

  it("have a limit of series", async () => {
    const store = newStore();
    const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, number) => [`x${number}`, 1]));
    await store.add({ ...NOTHING, counters: many });
    const { counters } = await store.snapshot();
    expect(Object.keys(counters)).toHaveLength(2_000);
  });
});

describe("GET /api/metrics", () => {
  const ask = (variables: object, token?: string, address?: string) =>
    app.request(
      `${ORIGIN}/api/metrics`,
      {
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(address && { "CF-Connecting-IP": address }),
        },
      },
      { ...env, ...variables },
    );

  it("does not exist in a deployment without METRICS_TOKEN, nor for an empty one", async () => {
    for (const variables of [{}, { METRICS_TOKEN: "" }, { OPERATOR_TOKEN: TOKEN }]) {
      expect((await ask(variables, TOKEN)).status).toBe(404);
      expect((await ask(variables, "")).status).toBe(404);
      expect((await ask(variables, "undefined")).status).toBe(404);
    }
    expect((await ask({ METRICS_TOKEN: TOKEN }, TOKEN)).status).toBe(200);
  });

  it("does not exist for a network that has tried ten wrong tokens, whatever it sends then", async () => {
    const variables = { METRICS_TOKEN: TOKEN };
    expect((await ask(variables, TOKEN, "203.0.113.77")).status).toBe(200);
    for (let tries = 0; tries < 10; tries++)
      expect((await ask(variables, "wrong", "203.0.113.77")).status).toBe(404);
    expect((await ask(variables, TOKEN, "203.0.113.77")).status).toBe(404);
    expect((await ask(variables, TOKEN, "203.0.113.78")).status).toBe(200);
  });
});
