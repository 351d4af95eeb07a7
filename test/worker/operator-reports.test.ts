/** Reports of messages from all rooms, for operators. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { operationsStub } from "../../src/operator/operations-stub.ts";
import type { Ban, OperatorReport } from "../../src/shared/operator.ts";
import { TEST_MODERATOR_TOKEN } from "../support/operator.ts";
import { uniqueAddress, uniqueRoom } from "../support/rooms.ts";
import { send } from "./app.ts";
import { operate } from "./operator-client.ts";
import { ownedRoom } from "./owned-room.ts";
import { SocketClient } from "./socket-client.ts";

/** A private room in which Eve wrote what the guest reports. */
async function reportedRoom(name: string, headers: Record<string, string> = {}) {
  const room = uniqueRoom(name);
  const { owner, guest } = await ownedRoom(room);
  const eve = await SocketClient.join(room, { name: "Eve" }, headers);
  for (const nonce of ["2", "3", "4"]) await eve.request("message:send", { nonce, text: `text ${nonce}` });
  await owner.request("room:update", { visibility: "private" });
  const report = { seq: 3, reason: "hate", words: "look" };
  expect(await guest.request("message:report", report)).toEqual({ ok: true });
  const reports = async (state = "open") => {
    const { reports } = await operate("GET", `/reports?state=${state}&limit=100`);
    return (reports as OperatorReport[]).filter((one) => one.room === room);
  };
  await expect.poll(async () => (await reports()).length).toBe(1);
  const [first] = (await reports()) as [OperatorReport];
  return { room, owner, guest, eve, report: first, reports };
}

const act = (id: string, act: string, reason = "rules") => operate("POST", `/reports/${id}`, { act, reason });

describe("reports", () => {
  it("reach the operators from a private room, with the message in context and who reported", async () => {
    const { guest, eve, report } = await reportedRoom("operator-reports");
    expect(report).toMatchObject({
      seq: 3,
      reason: "hate",
      words: "look",
      reporter: { id: guest.welcome.you.id, name: "Guest" },
    });
    expect(report.context.map(({ seq, text }) => [seq, text])).toEqual([
      [1, "my room"],
      [2, "text 2"],
      [3, "text 3"],
      [4, "text 4"],
    ]);
    expect(report.context[2]?.from.id).toBe(eve.welcome.you.id);
  });

  it("are handled once by one press, which is in the audit log", async () => {
    const { room, owner, eve, guest, report, reports } = await reportedRoom("operator-handles");
    const other = await owner.request("message:report", { seq: 3, reason: "spam" });
    expect(other).toEqual({ ok: true });
    await expect.poll(async () => (await reports()).length).toBe(2);
    const answers = await Promise.all([act(report.id, "delete"), act(report.id, "delete")]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
    await guest.waitFor("changes", ({ messages }) =>
      messages.some(({ seq, deleted }) => seq === 3 && deleted === true),
    );
    // Both reports of the message are handled.
    expect(await reports()).toEqual([]);
    expect((await reports("all")).map(({ outcome, seq }) => [outcome, seq])).toEqual([
      ["delete", 3],
      ["delete", 3],
    ]);
    expect(await act(report.id, "ban")).toMatchObject({ ok: true, changed: false });
    expect(await owner.request("sanctions:get", {})).toMatchObject({ banned: [] });
    const { entries } = await operate("GET", `/audit?room=${room}`);
    expect(entries).toContainEqual(
      expect.objectContaining({ act: "message:delete", target: "3", reason: "rules", outcome: "done" }),
    );
    expect(eve.all("goodbye")).toEqual([]);
  });

  it("are handled by one of two operators who choose different acts", async () => {
    const { owner, report } = await reportedRoom("operator-differs");
    const [mute, ban] = await Promise.all([act(report.id, "mute"), act(report.id, "ban")]);
    const isMuted = mute.changed === true;
    expect([mute, ban]).toMatchObject([
      { ok: true, changed: isMuted },
      { ok: true, changed: !isMuted },
    ]);
    const eve = [{ name: "Eve" }];
    const expected = isMuted ? { muted: eve, banned: [] } : { muted: [], banned: eve };
    expect(await owner.request("sanctions:get", {})).toMatchObject(expected);
  });

  it("delete no message of a later room of the same name", async () => {
    const { room, owner, report, reports } = await reportedRoom("operator-again");
    expect(await owner.request("room:delete", {})).toMatchObject({ ok: true });
    await owner.disconnected();
    const next = await ownedRoom(room);
    for (const nonce of ["b", "c"]) await next.owner.request("message:send", { nonce, text: nonce });
    expect(await next.guest.request("message:report", { seq: 3, reason: "spam" })).toEqual({ ok: true });
    await expect.poll(async () => (await reports()).length).toBe(2);
    expect(await act(report.id, "delete")).toMatchObject({ ok: true, changed: true, gone: true });
    const { entries } = await operate("GET", `/audit?room=${room}`);
    expect(entries).toMatchObject([{ act: "message:delete", target: "3", outcome: "unchanged" }]);
    const history = await send(`/api/rooms/${room}/messages`);
    expect(await history.json()).toMatchObject({ messages: [{ seq: 1 }, { seq: 2 }, { seq: 3, text: "c" }] });
    expect((await reports()).map(({ reason }) => reason)).toEqual(["spam"]);
  });

  it.each(["mute", "ban", "ban-everywhere", "dismiss"])("let a moderator %s", async (chosen) => {
    const { owner, eve, report, reports } = await reportedRoom(`operator-${chosen}`);
    const { id } = eve.welcome.you;
    const answer = await operate("POST", `/reports/${report.id}`, { act: chosen }, TEST_MODERATOR_TOKEN);
    expect(answer).toMatchObject({ status: 200, ok: true, changed: true });
    if (chosen.startsWith("ban")) await eve.waitFor("goodbye", ({ code }) => code === "banned");
    if (chosen === "mute") expect(await eve.waitFor("muted")).toEqual({ on: true });
    const listed = (await owner.request("sanctions:get", {})) as unknown as Record<string, { id: string }[]>;
    expect(listed.muted?.map((person) => person.id)).toEqual(chosen === "mute" ? [id] : []);
    expect(listed.banned?.map((person) => person.id)).toEqual(chosen === "ban" ? [id] : []);
    expect(await reports()).toEqual([]);
  });

  it("are handled by one of two operators at a time: the second learns what the first did, and does nothing", async () => {
    const { room, owner, eve, report, reports } = await reportedRoom("operator-two");
    const answers = await Promise.all([act(report.id, "dismiss"), act(report.id, "ban")]);
    const first = answers.find(({ changed }) => changed === true);
    const second = answers.find(({ changed }) => changed === false);
    expect(first).toMatchObject({ ok: true });
    const [handled] = await reports("all");
    expect(second).toMatchObject({ ok: true, outcome: handled?.outcome, by: handled?.by });
    const banned = handled?.outcome === "ban" ? [{ id: eve.welcome.you.id }] : [];
    expect(await owner.request("sanctions:get", {})).toMatchObject({ banned });
    const { entries } = await operate("GET", `/audit?room=${room}`);
    expect(entries).toHaveLength(1);
  });

  it("let an operator ban the network of an author for a day, also after they have left", async () => {
    const address = uniqueAddress();
    const headers = { "CF-Connecting-IP": address };
    const { room, eve, owner, report } = await reportedRoom("operator-network", headers);
    eve.leave();
    await expect.poll(async () => (await operate("GET", `/rooms/${room}`)).room).toMatchObject({ people: 2 });
    expect(await act(report.id, "ban-network")).toMatchObject({ ok: true, changed: true });
    // People who share it, too.
    expect((await SocketClient.connect(room, {}, headers)).rejection).toMatchObject({
      data: { code: "banned" },
    });
    expect(await owner.request("message:send", { nonce: "1", text: "still here" })).toMatchObject({
      ok: true,
    });
    const { bans } = (await operate("GET", "/bans?limit=100")) as unknown as { bans: Ban[] };
    const ban = bans.find(({ kind, value }) => kind === "network" && address.startsWith(`${value}:`));
    expect(ban).toMatchObject({ name: "Eve", reason: "rules" });
    const hours = ((ban?.until ?? 0) - (ban?.at ?? 0)) / 3_600_000;
    expect(Math.round(hours)).toBe(24);
    const { entries } = await operate("GET", `/audit?room=${room}`);
    expect(entries).toContainEqual(
      expect.objectContaining({ act: "ban:network-of", target: eve.welcome.you.id, outcome: "done" }),
    );
    expect(await operate("DELETE", "/bans", { network: ban?.value })).toMatchObject({ changed: true });
  });

  it("stay open where the network of an author is not known", async () => {
    const { report, reports } = await reportedRoom("operator-no-network");
    expect(await act(report.id, "ban-network")).toMatchObject({ status: 404 });
    expect(await reports()).toHaveLength(1);
  });

  it("are unknown to strangers, refuse other acts, and are erased after a while", async () => {
    const { report, reports } = await reportedRoom("operator-erases");
    expect((await send("/api/operator/reports")).status).toBe(404);
    expect(await act(report.id, "shout")).toMatchObject({ status: 400 });
    expect(await act("unknown", "dismiss")).toMatchObject({ status: 404 });
    const operations = operationsStub(env);
    if (operations === undefined) throw new Error("the tests have operators");
    const alarm = () => runInDurableObject(operations, (_, { storage }) => storage.getAlarm());
    // There is none while it runs, because of bans in other tests.
    await expect.poll(alarm).not.toBeNull();
    await runInDurableObject(operations, async (object, { storage }) => {
      storage.sql.exec("UPDATE reports SET at = 1 WHERE id = ?", report.id);
      await (object as unknown as { alarm(): Promise<void> }).alarm();
    });
    expect(await reports("all")).toEqual([]);
  });
});
