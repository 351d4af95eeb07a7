/** The data of the user in all their rooms, collected and erased one room after the other. */
import { describe, expect, it } from "vitest";
import type { AccountData } from "../../../src/shared/account.ts";
import { inEachRoom, OwnDataRequests, roomsOfPerson } from "../../../src/web/core/account/own-data.ts";

const NO_RESPONSE = { code: "internal", message: "none" } as const;

/** Requests that are answered with these, in order. An error is a lost answer. */
function answering(...answers: (object | Error)[]) {
  const sent: string[] = [];
  const waits: number[] = [];
  const requests = new OwnDataRequests({
    session: { token: "t" },
    noResponse: NO_RESPONSE,
    wait: async (ms) => void waits.push(ms),
    fetch: async (path, init) => {
      sent.push(`${init?.method} ${String(path)}`);
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error("no answer is left");
      return Response.json(answer);
    },
  });
  return { requests, sent, waits };
}

const failure = (code: string, retryAfter?: number) => ({
  ok: false,
  error: { code, message: code, ...(retryAfter && { retryAfter }) },
});

describe("the rooms of a person", () => {
  it("are those of the browser and of the account, each once, also those that were removed from the list", () => {
    const account = {
      state: [
        { kind: "name", room: "", value: "Ada" },
        { kind: "room", room: "a", value: { at: 1, title: "other" } },
        { kind: "room", room: "b", value: { at: 1, title: "Bees" } },
        { kind: "room", room: "c", value: null },
        { kind: "seen", room: "d", value: 3 },
      ],
      visits: [
        { device: "x", room: "b", at: 1 },
        { device: "x", room: "e", at: 1 },
      ],
    } as unknown as AccountData;
    expect(roomsOfPerson([{ name: "a", title: "First" }], account)).toEqual([
      { name: "a", title: "First" },
      { name: "b", title: "Bees" },
      { name: "c" },
      { name: "d" },
      { name: "e" },
    ]);
    expect(roomsOfPerson([{ name: "a" }], undefined)).toEqual([{ name: "a" }]);
  });
});

describe("reading a room", () => {
  it("goes on to the last page", async () => {
    const stored = { id: "me", pushSubscriptions: [], files: [], reports: [] };
    const { requests, sent } = answering(
      { ok: true, stored, messages: [{ seq: 1 }], reactions: [], next: 1_000 },
      { ok: true, messages: [{ seq: 1_001 }], reactions: [{ seq: 1_002, emoji: ["👍"] }] },
    );
    expect(await requests.read({ name: "a" })).toEqual({
      ok: true,
      data: {
        name: "a",
        stored,
        messages: [{ seq: 1 }, { seq: 1_001 }],
        reactions: [{ seq: 1_002, emoji: ["👍"] }],
      },
    });
    expect(sent).toEqual(["GET /api/rooms/a/data?after=0", "GET /api/rooms/a/data?after=1000"]);
  });

  it("finds nothing in a room that was deleted", async () => {
    const { requests } = answering(failure("not_found"));
    expect(await requests.read({ name: "a" })).toMatchObject({ ok: true, data: { messages: [] } });
  });
});

describe("erasing in a room", () => {
  it("goes on where the request before has ended, waits when it is too fast, and repeats a lost answer", async () => {
    const { requests, sent, waits } = answering(
      { ok: true, next: 500 },
      failure("rate_limited", 7_000),
      new Error("lost"),
      { ok: true },
    );
    expect(await requests.erase({ name: "a" })).toEqual({ ok: true });
    const second = "DELETE /api/rooms/a/data?after=500&giveUp=true";
    expect(sent).toEqual(["DELETE /api/rooms/a/data?after=0&giveUp=true", second, second, second]);
    expect(waits[0]).toBe(7_000);
  });

  it("gives up after a few attempts, and at once where a repeat would not help", async () => {
    const lost = answering();
    expect(await lost.requests.erase({ name: "a" })).toEqual({ ok: false, error: NO_RESPONSE });
    expect(lost.sent).toHaveLength(5);
    const refused = answering(failure("unauthorized"));
    expect(await refused.requests.erase({ name: "a" })).toMatchObject({ error: { code: "unauthorized" } });
    expect(refused.sent).toHaveLength(1);
  });
});

it("a room that fails does not stop the others, and is named", async () => {
  const progress: string[] = [];
  const failed = await inEachRoom(
    [{ name: "a" }, { name: "b" }, { name: "c" }],
    async ({ name }) => (name === "b" ? { ok: false, error: NO_RESPONSE } : { ok: true }),
    ({ name }, done) => progress.push(`${name} ${done}`),
  );
  expect(progress).toEqual(["a 0", "b 1", "c 2"]);
  expect(failed).toEqual([{ room: { name: "b" }, error: NO_RESPONSE }]);
});

it("stops before the next room when it is aborted", async () => {
  const controller = new AbortController();
  const visited: string[] = [];
  const act = async ({ name }: { name: string }) => {
    visited.push(name);
    controller.abort();
    return { ok: true as const };
  };
  await inEachRoom([{ name: "a" }, { name: "b" }], act, () => undefined, controller.signal);
  expect(visited).toEqual(["a"]);
});
