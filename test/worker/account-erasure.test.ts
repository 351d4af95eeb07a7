/** A person's own data in their account: read and erased by themselves. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { newSession } from "../../src/auth/session.ts";
import type { AccountData } from "../../src/shared/account.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { Browser, type Link, linked } from "./account.ts";
import { failure, send } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

type Data = { ok: true; you: { id: string }; account?: AccountData };

const erase = async (browser: Browser, body: object = {}) =>
  (
    await send("/api/account", {
      method: "DELETE",
      headers: { "Content-Type": "application/json", ...browser.headers },
      body: JSON.stringify(body),
    })
  ).json();

/** Everything that an account stores, apart from the names of tables. */
const stored = (person: string) =>
  runInDurableObject(env.ACCOUNTS.getByName(person), (_, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
      )
      .toArray();
    const rows = tables.flatMap(({ name }) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray());
    return { rows, keys: Array.from(storage.kv.list(), ([key]) => key) };
  });

describe("the data of an account", () => {
  it("is everything but secrets, for this person only", async () => {
    const room = uniqueRoom("account-data");
    const browser = await Browser.create();
    const { id } = (await browser.session()) ?? newSession(0);
    expect(await browser.get<Data>("/data")).toMatchObject({ ok: true, you: { id } });
    const { link } = await browser.post<Link>("/links", { name: "Ada", rooms: [room] });
    await browser.post("/state", { changes: [{ kind: "seen", room, value: 3, age: 0 }] });
    const { account } = await browser.get<Data>("/data");
    expect(account).toMatchObject({
      name: "Ada",
      devices: [{ current: true }],
      state: [{ kind: "seen", room, value: 3 }],
      visits: [{ room }],
    });
    expect(JSON.stringify(account)).not.toContain(link.split(".")[1]);
    const stranger = await Browser.create();
    expect((await stranger.get<Data>("/data")).account).toBeUndefined();
  });
});

describe("erasing an account", () => {
  it("leaves nothing of the person, signs out every device in every room, and may be repeated", async () => {
    const room = uniqueRoom("account-erased");
    const first = await Browser.create();
    const { id } = (await first.session()) ?? newSession(0);
    const old = first.copy();
    const owner = await SocketClient.join(room, { name: "Ada" }, first.headers);
    await owner.request("message:send", { nonce: "1", text: "mine" });
    const second = await linked(first, { name: "Ada", rooms: [room] });
    const other = await SocketClient.join(room, {}, second.headers);
    await second.post("/recovery-code");
    await second.post("/state", { changes: [{ kind: "name", room: "", value: "Ada", age: 0 }] });
    expect(await erase(second)).toEqual({ ok: true });
    for (const client of [owner, other])
      expect(await client.waitFor("goodbye")).toMatchObject({ code: "unauthorized", signedOut: true });
    expect(await stored(id)).toEqual({ rows: [], keys: ["account:first-device", "schema:version"] });
    for (const browser of [first, second, old]) {
      expect(await browser.get("/data")).toMatchObject(failure("unauthorized"));
      expect(await browser.post("/links", {})).toMatchObject(failure("unauthorized"));
      const data = await send(`/api/rooms/${room}/data`, { headers: browser.headers });
      await data.arrayBuffer();
      expect(data.status).toBe(401);
    }
    expect(await erase(second)).toEqual({ ok: true });
    expect(await stored(id)).toEqual({ rows: [], keys: ["account:first-device", "schema:version"] });
  });

  it("signs out a person without an account, in the rooms that they name", async () => {
    const room = uniqueRoom("account-erased");
    const browser = await Browser.create();
    const ada = await SocketClient.join(room, { name: "Ada" }, browser.headers);
    await ada.request("message:send", { nonce: "1", text: "mine" });
    expect(await erase(browser, { rooms: [room] })).toEqual({ ok: true });
    expect(await ada.waitFor("goodbye")).toMatchObject({ code: "unauthorized" });
    expect((await SocketClient.connect(room, {}, browser.headers)).rejection?.data.code).toBe("unauthorized");
  });

  it("is refused for a device that was signed out, and changes nothing", async () => {
    const first = await Browser.create();
    const { id } = (await first.session()) ?? newSession(0);
    const second = await linked(first);
    const stolen = second.copy();
    expect(await second.delete("/devices/current")).toMatchObject({ ok: true });
    const before = await stored(id);
    expect(await erase(stolen)).toMatchObject(failure("unauthorized"));
    expect(await stored(id)).toEqual(before);
    const nobody = await send("/api/account", {
      method: "DELETE",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    expect(nobody.status).toBe(401);
    await nobody.arrayBuffer();
  });
});
