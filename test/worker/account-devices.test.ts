/** A person on several devices: links, the list of devices, signing out. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { AccountInfo, SignedIn } from "../../src/shared/account.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { Browser, FIREFOX, type Link, linked, storedBy } from "./account.ts";
import { bearer, failure, send } from "./app.ts";
import { evict } from "./owned-room.ts";
import { SocketClient } from "./socket-client.ts";

type Info = { ok: true; account?: AccountInfo };

const idsOf = async (browser: Browser): Promise<string[]> =>
  (await browser.get<Info>()).account?.devices.map(({ id }) => id) ?? [];

describe("a link to another device", () => {
  it("makes both devices one person, with the same name and the same rooms", async () => {
    const room = uniqueRoom("devices");
    const first = await Browser.create();
    const owner = await SocketClient.join(room, { name: "Ada" }, first.headers);
    await owner.request("message:send", { nonce: "1", text: "mine" });
    const before = Date.now();
    const { link, path, expiresAt, you } = await first.post<Link>("/links", { name: "Ada", rooms: [room] });
    expect(path).toBe(`/sign-in#link=${link}`);
    expect(expiresAt - before).toBeGreaterThan(590_000);
    expect(you).toEqual({ id: owner.welcome.you.id, name: "Ada" });

    const second = await Browser.create();
    expect(await second.post("/links/preview", { link })).toMatchObject({ ok: true, name: "Ada" });
    const redeemed = await second.post<SignedIn>("/links/redeem", { link }, FIREFOX);
    expect(redeemed).toMatchObject({ ok: true, you, rooms: [{ name: room }] });
    const other = await SocketClient.join(room, {}, second.headers);
    expect(other.welcome.you).toEqual({ id: owner.welcome.you.id, name: "Ada", account: true });
    expect(other.welcome.memberCount).toBe(1);
    expect(await other.request("room:update", { topic: "ours" })).toMatchObject({ ok: true });
    expect((await second.get<Info>()).account?.devices).toMatchObject([
      { browser: "Firefox", system: "Linux", current: true },
      { browser: "", system: "" },
    ]);
  });

  it("has one read mark on both", async () => {
    const room = uniqueRoom("devices");
    const first = await Browser.create();
    const ada = await SocketClient.join(room, {}, first.headers);
    for (const nonce of ["1", "2", "3"]) await ada.request("message:send", { nonce, text: nonce });
    const second = await linked(first);
    const other = await SocketClient.join(room, {}, second.headers);
    await ada.request("read", { seq: 2 });
    expect(await other.waitFor("read")).toEqual({ seq: 2 });
  });

  it("works once", async () => {
    const first = await Browser.create();
    const { link } = await first.post<Link>("/links");
    const [second, third] = [await Browser.create(), await Browser.create()];
    const before = third.cookie;
    expect(await second.post("/links/redeem", { link })).toMatchObject({ ok: true });
    expect(await third.post("/links/redeem", { link })).toMatchObject(failure("not_found"));
    expect(await third.post("/links/preview", { link })).toMatchObject(failure("not_found"));
    expect(third.cookie).toBe(before);
    expect(await idsOf(first)).toHaveLength(2);
  });

  it("signs in one of two devices that use it at once", async () => {
    const first = await Browser.create();
    const { link } = await first.post<Link>("/links");
    const browsers = await Promise.all(Array.from({ length: 5 }, () => Browser.create()));
    const answers = await Promise.all(browsers.map((browser) => browser.post("/links/redeem", { link })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await idsOf(first)).toHaveLength(2);
  });

  it("expires after ten minutes", async () => {
    const first = await Browser.create();
    const { link } = await first.post<Link>("/links");
    const second = await Browser.create();
    await runInDurableObject(env.ACCOUNTS.getByName(link.split(".")[0] ?? ""), (_, { storage }) => {
      const [{ expires } = { expires: 0 }] = storage.sql
        .exec<{ expires: number }>("SELECT expires FROM links")
        .toArray();
      expect(expires - Date.now()).toBeLessThanOrEqual(600_000);
      storage.sql.exec("UPDATE links SET expires = expires - 600_000");
    });
    expect(await second.post("/links/preview", { link })).toMatchObject(failure("not_found"));
    expect(await second.post("/links/redeem", { link })).toMatchObject(failure("not_found"));
  });

  it("changes nothing for the person themselves, and stays valid for another device", async () => {
    const first = await Browser.create();
    const { link } = await first.post<Link>("/links");
    const before = first.cookie;
    expect(await first.post("/links/preview", { link })).toMatchObject({ ok: true, already: true });
    expect(await first.post("/links/redeem", { link })).toMatchObject({ ok: true });
    expect(first.cookie).toBe(before);
    expect(await idsOf(first)).toHaveLength(1);
    expect(await (await Browser.create()).post("/links/redeem", { link })).toMatchObject({ ok: true });
  });

  it("is not valid when it is guessed, forged or malformed, and stores nothing", async () => {
    const first = await Browser.create();
    const { link, you } = await first.post<Link>("/links");
    const visitor = await Browser.create();
    const id = (await visitor.session())?.id ?? "";
    for (const wrong of [`${you.id}.wrong`, `${id}.${link.split(".")[1]}`, `nobody.${link.split(".")[1]}`])
      expect(await visitor.post("/links/redeem", { link: wrong })).toMatchObject(failure("not_found"));
    for (const wrong of ["", "x", `${link}.x`, "../..", 7, null, {}, "ä.b", `${"x".repeat(65)}.y`])
      expect(await visitor.post("/links/redeem", { link: wrong })).toMatchObject(failure("invalid"));
    expect(await storedBy("nobody")).toBe(0);
    expect(await storedBy(id)).toBe(0);
  });

  it("gives a client without cookies its token", async () => {
    const room = uniqueRoom("devices");
    const ada = await SocketClient.join(room);
    const response = await send("/api/account/links", {
      method: "POST",
      headers: { ...bearer(ada), "Content-Type": "application/json" },
      body: "{}",
    });
    expect(response.headers.get("Set-Cookie")).toBeNull();
    const { link, token } = (await response.json()) as Link;
    const redeemed = await send("/api/account/links/redeem", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ link }),
    });
    expect(redeemed.headers.get("Set-Cookie")).toBeNull();
    const second = (await redeemed.json()) as SignedIn;
    for (const mine of [token ?? "", second.token ?? ""])
      expect((await SocketClient.join(room, { token: mine })).welcome.you.id).toBe(ada.welcome.you.id);
    // A browser with a cookie never gets a token.
    expect(await (await Browser.create()).post("/links")).not.toHaveProperty("token");
  });

  it("is only for our own pages", async () => {
    const first = await Browser.create();
    const headers = { Origin: "https://evil.example" };
    expect(await first.post("/links", {}, headers)).toMatchObject(failure("forbidden"));
    expect(await idsOf(first)).toEqual([]);
  });

  it("needs a session", async () => {
    for (const authorization of ["", "Bearer x.y", "Bearer bot-x.y"]) {
      const response = await send("/api/account/links", {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          ...(authorization && { Authorization: authorization }),
        },
        body: "{}",
      });
      expect(response.status).toBe(401);
    }
  });
});

describe("an account", () => {
  it("does not exist for a visitor who has asked for none, whatever they read", async () => {
    const visitor = await Browser.create();
    const id = (await visitor.session())?.id ?? "";
    const room = uniqueRoom("devices");
    await SocketClient.join(room, {}, visitor.headers);
    expect(await visitor.get()).toEqual({ ok: true });
    expect(await visitor.delete("/devices/current")).toEqual({ ok: true });
    expect(await storedBy(id)).toBe(0);
  });

  it("keeps sessions from before it valid", async () => {
    const first = await Browser.create();
    const old = first.copy();
    await linked(first);
    expect(first.cookie).not.toBe(old.cookie);
    expect((await SocketClient.join(uniqueRoom("devices"), {}, old.headers)).welcome.you.id).toBe(
      (await first.session())?.id,
    );
    expect((await old.get<Info>()).account?.devices).toHaveLength(2);
  });

  it("has a limited number of devices", async () => {
    const first = await Browser.create();
    for (let count = 1; count < 20; count++) await linked(first);
    expect(await first.post("/links")).toMatchObject(failure("too_large"));
  });
});

describe("signing out", () => {
  it("another device disconnects its open sockets at once, and ends its session everywhere", async () => {
    const room = uniqueRoom("devices");
    const first = await Browser.create();
    const second = await linked(first);
    const here = await SocketClient.join(room, {}, first.headers);
    const there = await SocketClient.join(room, {}, second.headers);
    await here.request("message:send", { nonce: "1", text: "mine" });
    expect(await first.delete(`/devices/${await otherDevice(first)}`)).toEqual({ ok: true });
    expect(await there.waitFor("goodbye")).toMatchObject({ code: "unauthorized", signedOut: true });
    expect(await here.request("message:send", { nonce: "2", text: "still here" })).toMatchObject({
      ok: true,
    });
    expect(here.all("goodbye")).toEqual([]);
    for (const where of [room, uniqueRoom("devices")]) expect(await refusal(where, second)).toBe(true);
    expect((await second.send(`/api/rooms/${room}/messages`)).status).toBe(401);
    expect((await second.send(`/api/rooms/${room}/export`)).status).toBe(401);
    expect((await first.send(`/api/rooms/${room}/export`)).status).toBe(200);
    expect(await second.get()).toMatchObject(failure("unauthorized"));
    expect(await second.post("/links")).toMatchObject(failure("unauthorized"));
    expect(await idsOf(first)).toHaveLength(1);
  });

  it("reaches sockets that sleep", async () => {
    const room = uniqueRoom("devices");
    const first = await Browser.create();
    const second = await linked(first);
    const there = await SocketClient.join(room, {}, second.headers);
    await evict(room);
    await first.delete(`/devices/${await otherDevice(first)}`);
    expect(await there.waitFor("goodbye")).toMatchObject({ signedOut: true });
  });

  it("another device ends its notifications, and no others", async () => {
    const room = uniqueRoom("devices");
    const first = await Browser.create();
    const second = await linked(first);
    const owner = await SocketClient.join(room, {}, first.headers);
    await owner.request("message:send", { nonce: "1", text: "mine" });
    (await SocketClient.join(room, {}, second.headers)).leave();
    for (const [browser, name] of [
      [first, "first"],
      [second, "second"],
    ] as const)
      expect((await browser.send(`/api/rooms/${room}/push`, subscription(name))).status).toBe(200);
    const endpoints = () =>
      runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) =>
        storage.sql
          .exec<{ endpoint: string }>("SELECT endpoint FROM push_subscriptions ORDER BY endpoint")
          .toArray()
          .map(({ endpoint }) => endpoint.split("/").at(-1)),
      );
    expect(await endpoints()).toEqual(["first", "second"]);
    await first.delete(`/devices/${await otherDevice(first)}`);
    expect(await endpoints()).toEqual(["first"]);
  });

  it("the first device ends its sessions and sockets from before the account, too", async () => {
    const room = uniqueRoom("devices");
    const first = await Browser.create();
    const old = first.copy();
    const tab = await SocketClient.join(room, {}, old.headers);
    await tab.request("message:send", { nonce: "1", text: "my room" });
    const second = await linked(first, { rooms: [room] });
    const there = await SocketClient.join(room, {}, second.headers);
    expect(await second.delete(`/devices/${await otherDevice(second)}`)).toEqual({ ok: true });
    expect(await tab.waitFor("goodbye")).toMatchObject({ signedOut: true });
    for (const browser of [old, first]) expect(await refusal(room, browser)).toBe(true);
    // Over HTTP the room itself refuses a session from before the account.
    for (const browser of [old, first]) {
      expect((await browser.send(`/api/rooms/${room}/export`)).status).toBe(401);
      expect((await browser.send(`/api/rooms/${room}/messages`)).status).toBe(401);
    }
    expect(await there.request("room:update", { topic: "still mine" })).toMatchObject({ ok: true });
    await evict(room);
    expect(await refusal(room, old)).toBe(true);
  });

  it("all devices ends them all, and links that were not used", async () => {
    const room = uniqueRoom("devices");
    const first = await Browser.create();
    const second = await linked(first);
    const sockets = await Promise.all(
      [first, second].map((browser) => SocketClient.join(room, {}, browser.headers)),
    );
    const { link } = await second.post<Link>("/links");
    expect(await first.delete("/devices/all")).toEqual({ ok: true });
    for (const socket of sockets) expect(await socket.waitFor("goodbye")).toMatchObject({ signedOut: true });
    expect(await (await Browser.create()).post("/links/redeem", { link })).toMatchObject(
      failure("not_found"),
    );
    expect(await second.get()).toMatchObject(failure("unauthorized"));
  });

  it("this device sends the browser to the page that removes the person's data, until it has", async () => {
    for (const hasAccount of [true, false]) {
      const room = uniqueRoom("devices");
      const browser = await Browser.create();
      const id = (await browser.session())?.id;
      if (hasAccount) await browser.post("/links");
      expect(await browser.delete("/devices/current")).toEqual({ ok: true });
      // Each page of a tab that was closed in the middle.
      for (const path of ["/", `/rooms/${room}`, "/sign-in"]) {
        const response = await browser.send(path);
        expect([response.status, response.headers.get("Location")]).toEqual([303, "/signed-out"]);
      }
      const page = await browser.send("/signed-out");
      expect(page.status).toBe(200);
      expect(page.headers.get("Set-Cookie")).toBeNull();
      await browser.post("/signed-out");
      const next = await browser.session();
      expect(next?.id).toMatch(/^[\w-]{16}$/);
      expect(next?.id).not.toBe(id);
      expect((await browser.send(`/rooms/${room}`)).status).toBe(200);
    }
  });

  it("by another device sends the browser there, too", async () => {
    const first = await Browser.create();
    const second = await linked(first);
    await first.delete(`/devices/${await otherDevice(first)}`);
    expect((await second.send("/")).headers.get("Location")).toBe("/signed-out");
    expect((await second.send("/signed-out")).status).toBe(200);
    await second.post("/signed-out");
    expect((await second.send("/")).status).toBe(200);
  });

  it("is nothing that another site can cause", async () => {
    const browser = await Browser.create();
    await browser.post("/links");
    // A visitor who is signed in is sent on, so nothing is removed.
    expect((await browser.send("/signed-out")).headers.get("Location")).toBe("/");
    // A new visitor may come from a tab whose sign-out another tab has ended.
    const visitor = await Browser.create();
    expect((await visitor.send("/signed-out")).headers.get("Location")).toBe("/sign-in");
    const { cookie } = browser;
    await browser.post("/signed-out");
    expect(browser.cookie).toBe(cookie);
    const foreign = await browser.send("/api/account/devices/all", {
      method: "DELETE",
      headers: { Origin: "https://evil.example" },
    });
    expect(foreign.status).toBe(403);
    expect(await idsOf(browser)).toHaveLength(1);
  });

  it("may be repeated, and finds no device of another person", async () => {
    const first = await Browser.create();
    const second = await linked(first);
    const other = await Browser.create();
    await other.post("/links");
    const [device = ""] = await idsOf(other);
    expect(await first.delete(`/devices/${device}`)).toMatchObject(failure("not_found"));
    const gone = second.copy();
    for (let time = 0; time < 2; time++) {
      const retry = gone.copy();
      expect(await retry.delete("/devices/current")).toEqual({ ok: true });
    }
    expect(await idsOf(first)).toHaveLength(1);
    expect(await idsOf(other)).toEqual([device]);
  });

  it("tells a room later that cannot be told now", async () => {
    const room = uniqueRoom("devices");
    const first = await Browser.create();
    const second = await linked(first);
    const there = await SocketClient.join(room, {}, second.headers);
    const person = there.welcome.you.id;
    const stub = env.ACCOUNTS.getByName(person);
    await runInDurableObject(stub, (account) => {
      const { env: bindings } = account as unknown as { env: { ROOMS: unknown } };
      const rooms = bindings.ROOMS;
      bindings.ROOMS = {
        getByName: () => {
          bindings.ROOMS = rooms;
          throw new Error("the room does not answer");
        },
      };
    });
    expect(await first.delete(`/devices/${await otherDevice(first)}`)).toEqual({ ok: true });
    expect(await refusal(uniqueRoom("devices"), second)).toBe(true);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await there.waitFor("goodbye")).toMatchObject({ signedOut: true });
    expect(await runDurableObjectAlarm(stub)).toBe(false);
  });

  it("signs out the account that a device was of before it used a link", async () => {
    const [ada, bob] = [await Browser.create(), await Browser.create()];
    const shared = await linked(bob);
    expect(await idsOf(bob)).toHaveLength(2);
    const { link } = await ada.post<Link>("/links");
    await shared.post("/links/redeem", { link });
    await expect.poll(() => idsOf(bob)).toHaveLength(1);
    expect(await idsOf(ada)).toHaveLength(2);
  });
});

/** Whether a room refuses the session of a browser as signed out. */
async function refusal(room: string, browser: Browser): Promise<boolean> {
  const client = await SocketClient.connect(room, {}, browser.headers);
  // A connection that is not admitted keeps the room awake for a while.
  client.leave();
  expect(client.rejection?.data).toMatchObject({ code: "unauthorized", signedOut: true });
  return true;
}

/** The id of the device that is not the one that asks. */
async function otherDevice(browser: Browser): Promise<string> {
  const { account } = await browser.get<Info>();
  return account?.devices.find(({ current }) => current === undefined)?.id ?? "";
}

/** A request that subscribes to notifications. The keys are those of RFC 8291, appendix A. */
const subscription = (name: string): RequestInit => ({
  method: "PUT",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({
    endpoint: `https://updates.push.services.mozilla.com/wpush/v2/${name}`,
    keys: {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    },
    level: "mentions",
    language: "en",
  }),
});
