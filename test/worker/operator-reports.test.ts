/** Reports of messages from all rooms, for operators. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { operationsStub } from "../../src/operator/operations-stub.ts";
import type { OperatorReport } from "../../src/shared/operator.ts";
import { TEST_MODERATOR_TOKEN } from "../support/operator.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { send } from "./app.ts";
import { operate } from "./operator-client.ts";
import { ownedRoom } from "./owned-room.ts";
import { SocketClient } from "./socket-client.ts";

/** A private room in which Eve wrote what the guest reports. */
async function reportedRoom(name: string) {
  const room = uniqueRoom(name);
  const { owner, guest } = await ownedRoom(room);
  const eve = await SocketClient.join(room, { name: "Eve" });
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

  it("are unknown to strangers, refuse other acts, and are erased after a while", async () => {
    const { report, reports } = await reportedRoom("operator-erases");
    expect((await send("/api/operator/reports")).status).toBe(404);
    expect(await act(report.id, "shout")).toMatchObject({ status: 400 });
    expect(await act("unknown", "dismiss")).toMatchObject({ status: 404 });
    const operations = operationsStub(env);
    if (operations === undefined) throw new Error("the tests have operators");
    await runInDurableObject(operations, async (object, { storage }) => {
      storage.sql.exec("UPDATE reports SET at = 1 WHERE id = ?", report.id);
      expect(await storage.getAlarm()).not.toBeNull();
      await (object as unknown as { alarm(): Promise<void> }).alarm();
    });
    expect(await reports("all")).toEqual([]);
  });
});
