/** Reports of messages, by event and by HTTP: what owners get, and what reporters may not do. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { newSession } from "../../src/auth/session.ts";
import { sessionSigner } from "../../src/auth/session-signer.ts";
import { TokenBuckets } from "../../src/room/rate-limits/token-buckets.ts";
import { MessageReporter, type SendReports } from "../../src/room/reports/report-message.ts";
import { type FullReport, type NewReport, ReportStore } from "../../src/room/reports/report-store.ts";
import { roomSchema } from "../../src/room/storage/migrations.ts";
import type { Report, ReportsPage } from "../../src/shared/contract/index.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, codeOf, send } from "./app.ts";
import { evict, ownedRoom, rejoin } from "./owned-room.ts";
import { PollingClient } from "./polling-client.ts";
import { SocketClient } from "./socket-client.ts";

/** The reports that wait for the owner. */
async function reportsOf(owner: SocketClient): Promise<ReportsPage> {
  const answer = await owner.request("reports:get", {});
  expect(answer).toMatchObject({ ok: true });
  return answer as unknown as ReportsPage;
}

/** A room in which Eve wrote messages 2 to 9 among those of the owner. */
async function roomWithEve(name: string) {
  const room = uniqueRoom(name);
  const { owner, guest } = await ownedRoom(room);
  const eve = await SocketClient.join(room, { name: "Eve" });
  for (let seq = 2; seq < 10; seq++)
    await eve.request("message:send", { nonce: String(seq), text: `text ${seq}` });
  return { room, owner, guest, eve };
}

const post = (room: string, seq: number | string, client: SocketClient | undefined, body: object) =>
  send(`/api/rooms/${room}/messages/${seq}/reports`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(client && bearer(client)) },
    body: JSON.stringify(body),
  });

describe("a reported message", () => {
  it("reaches the owner at once, without the name of who reported it", async () => {
    const { room, owner, guest, eve } = await roomWithEve("report-reaches");
    const { id } = guest.welcome.you;
    const payload = { seq: 5, reason: "harassment", words: " She \u202einsults  me " };
    expect(await guest.request("message:report", payload)).toEqual({ ok: true });
    expect(await owner.waitFor("reported")).toEqual({ open: 1 });
    const { reports } = await reportsOf(owner);
    expect(reports).toEqual([
      {
        id: expect.any(String),
        seq: 5,
        reason: "harassment",
        words: expect.stringContaining("insults"),
        at: expect.any(Number),
        message: expect.objectContaining({
          seq: 5,
          text: "text 5",
          from: { id: eve.welcome.you.id, name: "Eve" },
        }),
      },
    ]);
    expect(JSON.stringify(owner.all("reported")) + JSON.stringify(reports)).not.toContain(id);
    // Nobody else is told.
    await owner.request("message:send", { nonce: "after", text: "after" });
    await eve.until(() => JSON.stringify(eve.received).includes("after"));
    expect(eve.all("reported")).toEqual([]);
    expect(codeOf(await guest.request("reports:get", {}))).toBe("forbidden");
    // The owner who comes back finds it, also after the room slept.
    owner.leave();
    await evict(room);
    expect((await reportsOf(await rejoin(room, owner))).open).toBe(1);
  });

  it("is reported once by each person, and stays reported when it is deleted", async () => {
    const { owner, guest, eve, room } = await roomWithEve("report-once");
    const other = await SocketClient.join(room);
    for (const person of [guest, guest, other])
      expect(await person.request("message:report", { seq: 4, reason: "spam" })).toEqual({ ok: true });
    expect((await reportsOf(owner)).open).toBe(2);
    expect(await eve.request("message:delete", { seq: 4 })).toMatchObject({ ok: true });
    expect(await owner.request("member:erase", { id: eve.welcome.you.id })).toMatchObject({ ok: true });
    const { reports } = await reportsOf(owner);
    expect(reports.map(({ message }) => message.text)).toEqual(["text 4", "text 4"]);
    const late = await SocketClient.join(room);
    expect(codeOf(await late.request("message:report", { seq: 4, reason: "spam" }))).toBe("not_found");
    const [first] = reports as [Report, Report];
    expect(await owner.request("report:dismiss", { id: first.id })).toEqual({ ok: true, open: 1 });
    expect(await owner.request("report:dismiss", { id: first.id })).toEqual({ ok: true, open: 1 });
    // Not reported again by the same person.
    expect(await guest.request("message:report", { seq: 4, reason: "spam" })).toEqual({ ok: true });
    expect((await reportsOf(owner)).reports.map(({ id }) => id)).toEqual([reports[1]?.id]);
  });

  it("is reported over HTTP, too", async () => {
    const { owner, guest, room } = await roomWithEve("report-http");
    expect((await post(room, 3, guest, { reason: "illegal" })).status).toBe(201);
    expect((await post(room, 3, guest, { reason: "illegal" })).status).toBe(201);
    expect(await owner.waitFor("reported")).toEqual({ open: 1 });
    expect((await post(room, 3, undefined, { reason: "illegal" })).status).toBe(401);
    expect((await post(room, "x", guest, { reason: "illegal" })).status).toBe(400);
    expect((await post(room, 99, guest, { reason: "illegal" })).status).toBe(404);
    expect((await post(room, 4, guest, { reason: "illegal", words: "x".repeat(501) })).status).toBe(413);
    const foreign = await send(`/api/rooms/${room}/messages/4/reports`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: "https://evil.example", ...bearer(guest) },
      body: JSON.stringify({ reason: "spam" }),
    });
    expect(foreign.status).toBe(403);
    const { reports } = await reportsOf(owner);
    const listed = await send(`/api/rooms/${room}/reports`, { headers: bearer(owner) });
    expect(await listed.json()).toEqual({ ok: true, reports, open: 1 });
    expect((await send(`/api/rooms/${room}/reports`, { headers: bearer(guest) })).status).toBe(403);
    await owner.request("member:ban", { id: guest.welcome.you.id, on: true });
    expect((await post(room, 4, guest, { reason: "illegal" })).status).toBe(403);
    expect((await reportsOf(owner)).open).toBe(1);
  });

  it("is reported over long-polling, too", async () => {
    const { owner, room } = await roomWithEve("report-polling");
    const reader = await PollingClient.join(room, { name: "Reader" });
    expect(await reader.request("message:report", { seq: 3, reason: "illegal" })).toEqual({ ok: true });
    expect(await reader.request("message:report", { seq: 3, reason: "boring" })).toMatchObject({ ok: false });
    expect(await owner.waitFor("reported")).toEqual({ open: 1 });
    await reader.leave();
  });

  it("is limited for a network that makes a person for each report, whether by sockets or by HTTP", async () => {
    const { owner, room } = await roomWithEve("report-network");
    const headers = { "CF-Connecting-IP": "2001:db8:4e7:1::1" };
    const signer = await sessionSigner(env);
    const codes = new Set<string>();
    let taken = 0;
    // Some more than `reportsPerAddress`.
    for (let number = 0; number < 34; number++) {
      const token = await signer.sign(newSession(Date.now()));
      const answer = await send(`/api/rooms/${room}/messages/${2 + (number % 8)}/reports`, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...headers, ...bearer(token) },
        body: JSON.stringify({ reason: "spam" }),
      });
      if (answer.status === 201) taken++;
      else codes.add(codeOf((await answer.json()) as object) ?? "");
    }
    expect([...codes]).toEqual(["rate_limited"]);
    expect(taken).toBeGreaterThanOrEqual(30);
    expect((await reportsOf(owner)).open).toBe(taken);
    const late = await SocketClient.join(room, {}, { "CF-Connecting-IP": "2001:db8:4e7:1::2" });
    expect(codeOf(await late.request("message:report", { seq: 2, reason: "spam" }))).toBe("rate_limited");
    const other = await SocketClient.join(room, {}, { "CF-Connecting-IP": "2001:db8:4e7:2::1" });
    expect(await other.request("message:report", { seq: 2, reason: "spam" })).toEqual({ ok: true });
  });

  it.each([
    ["no reason", { seq: 2 }, "invalid"],
    ["a reason of their own", { seq: 2, reason: "boring" }, "invalid"],
    ["words that are none", { seq: 2, reason: "spam", words: 5 }, "invalid"],
    ["too many words", { seq: 2, reason: "spam", words: "x".repeat(501) }, "too_large"],
    ["no message", { seq: 0, reason: "spam" }, "not_found"],
    ["their own message", { seq: 1, reason: "spam" }, "invalid"],
  ])("is not reported with %s", async (_, payload, expected) => {
    const { owner } = await ownedRoom(uniqueRoom("report-invalid"));
    const bot = (await owner.request("bot:create", { name: "Robot" })) as unknown as { token: string };
    const robot = await SocketClient.join(owner.welcome.room, { token: bot.token });
    await robot.request("message:send", { nonce: "1", text: "of another" });
    expect(codeOf(await owner.request("message:report", payload))).toBe(expected);
    expect(await owner.request("message:report", { seq: 2, reason: "spam" })).toEqual({ ok: true });
    expect((await reportsOf(owner)).open).toBe(1);
  });

  it("is deleted with its room", async () => {
    const { owner, guest, room } = await roomWithEve("report-gone");
    await guest.request("message:report", { seq: 2, reason: "spam" });
    await owner.request("room:delete", {});
    await owner.disconnected();
    const again = await SocketClient.join(room);
    await again.request("message:send", { nonce: "1", text: "a new room" });
    expect(await reportsOf(again)).toEqual({ ok: true, reports: [], open: 0 });
  });
});

/** A reporter in the storage of a room. A new one on the same storage is the room after it slept. */
class Fixture {
  readonly clock = new ManualClock();
  readonly sent: FullReport[] = [];
  readonly errors: unknown[] = [];
  alarm: number | undefined;
  /** What every text ends with. */
  padding = "";
  send: SendReports = async (reports) => {
    this.sent.push(...reports);
    return { ok: true };
  };
  readonly store: ReportStore;
  reporter: MessageReporter;

  constructor(
    storage: DurableObjectStorage,
    limits = { reportsPerPerson: 3, reportsPerRoom: 5, reportDays: 1 },
  ) {
    this.store = new ReportStore(storage.sql, roomSchema(storage), limits);
    const find = (seq: number) => ({
      seq,
      from: { id: "eve", name: "Eve" },
      at: 1,
      text: `text ${seq}${this.padding}`,
    });
    this.reporter = new MessageReporter({
      reportStore: this.store,
      messageStore: {
        page: ({ around = 0 }) => ({
          messages: Array.from({ length: 7 }, (_, at) => ({ ...find(around - 3 + at), nonce: "secret" })),
          hasMore: true,
        }),
      },
      messageChanges: { find },
      networks: new TokenBuckets(this.clock, { perSecond: 1, burst: 4 }),
      clock: this.clock,
      send: (reports) => this.send(reports),
      runAt: (at) => {
        this.alarm = at;
      },
      onReported() {},
      onError: (error) => this.errors.push(error),
    });
  }

  report(reporter: string, seq: number, network?: string): string {
    try {
      this.reporter.report({ id: reporter, name: reporter }, { seq, reason: "spam" }, network);
      return "ok";
    } catch (error) {
      return (error as { code: string }).code;
    }
  }
}

const inRoom = (name: string, test: (fixture: Fixture) => Promise<void>) =>
  runInDurableObject(env.ROOMS.getByName(uniqueRoom(name)), (_, { storage }) => test(new Fixture(storage)));

describe("reports", () => {
  it("are limited by person, by network, and in number", () =>
    inRoom("reports-limited", async (fixture) => {
      expect([10, 20, 30, 40].map((seq) => fixture.report("ada", seq, "a"))).toEqual([
        "ok",
        "ok",
        "ok",
        "rate_limited",
      ]);
      expect(fixture.report("bob", 10, "a")).toBe("ok");
      expect(fixture.report("cy", 10, "a")).toBe("rate_limited");
      fixture.clock.advance(3_600_001);
      await fixture.reporter.run();
      expect(fixture.report("ada", 40, "b")).toBe("ok");
      expect(fixture.report("dan", 10)).toBe("too_large");
      // What the owner has read makes space, once the operators have it.
      fixture.store.dismiss(fixture.store.page(undefined, 1)[0]?.id ?? "");
      await fixture.reporter.run();
      expect(fixture.report("dan", 10)).toBe("ok");
    }));

  it("of long messages have fewer around them, so that they fit into a row", () =>
    inRoom("reports-long", async (fixture) => {
      fixture.padding = "\u0001".repeat(40_000);
      expect(fixture.report("ada", 10)).toBe("ok");
      fixture.padding = "\u0001".repeat(200_000);
      expect(fixture.report("ada", 20)).toBe("ok");
      await fixture.reporter.run();
      expect(fixture.errors).toEqual([]);
      expect(fixture.sent.map(({ context }) => context.map(({ seq }) => seq))).toEqual([[9, 10, 11], [20]]);
    }));

  it("reach the operators with the messages around, each until it was taken, and end after a while", () =>
    inRoom("reports-sent", async (fixture) => {
      const take = fixture.send;
      fixture.send = () => Promise.reject(new Error("down"));
      expect(fixture.report("ada", 10)).toBe("ok");
      await expect.poll(() => fixture.errors.length).toBe(1);
      expect(fixture.alarm).toBe(fixture.clock.now() + 60_000);
      fixture.clock.advance(60_000);
      fixture.send = take;
      await fixture.reporter.run();
      await fixture.reporter.run();
      expect(fixture.sent).toEqual([
        expect.objectContaining({ seq: 10, reporter: { id: "ada", name: "ada" }, reason: "spam" }),
      ]);
      expect(fixture.sent[0]?.context.map(({ seq }) => seq)).toEqual([7, 8, 9, 10, 11, 12, 13]);
      expect(JSON.stringify(fixture.sent)).not.toContain("secret");
      expect(fixture.alarm).toBe(fixture.clock.now() - 60_000 + 86_400_000);
      fixture.clock.advance(86_400_000);
      await fixture.reporter.run();
      expect(fixture.store.page(undefined, 10)).toEqual([]);
      expect(fixture.store.has(10, "ada")).toBe(false);
    }));

  it("of an owner come in pages, the newest first", () =>
    inRoom("reports-paged", async ({ store }) => {
      const message = { seq: 1, from: { id: "eve", name: "Eve" }, at: 1, text: "x" };
      const report: NewReport = {
        seq: 1,
        reporter: message.from,
        reason: "spam",
        at: 5,
        message,
        context: [message],
      };
      for (let i = 0; i < 5; i++)
        store.add({ ...report, at: 5 + (i >> 1), reporter: { id: `p${i}`, name: "P" } });
      const seen: string[] = [];
      let after: { at: number; id: string } | undefined;
      for (let page = store.page(after, 2); page.length > 0; page = store.page(after, 2)) {
        seen.push(...page.map(({ id }) => id));
        after = page.at(-1);
      }
      expect(new Set(seen).size).toBe(5);
      expect(seen).toHaveLength(5);
    }));
});
