/** Web Push: who is notified of which messages, and what reaches the push service. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { Invite } from "../../src/shared/contract/index.ts";
import { type PushDevice, verifiedClaims } from "../support/push-device.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { Browser, linked } from "./account.ts";
import { bearer, codeOf, send } from "./app.ts";
import { deleteSubscription, PushService, putSubscription, subscribe } from "./push-service.ts";
import { SocketClient } from "./socket-client.ts";

let nonce = 0;
const say = (client: SocketClient, text: string, more: object = {}) =>
  client.request("message:send", { nonce: `push-${nonce++}`, text, ...more });

/** Leaves, and waits until another client sees it, also of a person who has left before. */
async function leave(client: SocketClient, witness: SocketClient): Promise<void> {
  const { id } = client.welcome.you;
  const departures = () => witness.all("presence").filter(({ left }) => left.includes(id)).length;
  const before = departures();
  client.leave();
  await witness.until(() => departures() > before);
}

/** A room with its owner, and Ada, who is away and has a device. */
async function roomWithAda(name: string, choice: Parameters<typeof subscribe>[3] = {}) {
  const room = uniqueRoom(name);
  const service = new PushService(room);
  const owner = await SocketClient.join(room, { name: "Grace" });
  await say(owner, "the first message");
  const ada = await SocketClient.join(room, { name: "Ada" });
  const device = service.device();
  expect(await subscribe(room, ada, device, choice)).toBe(200);
  await leave(ada, owner);
  return { room, service, owner, ada, device };
}

const untilNotified = async (service: PushService, device: PushDevice, count = 1) => {
  await expect.poll(() => service.requestsTo(device).length).toBeGreaterThanOrEqual(count);
  return service.noticesOf(device);
};

const stored = (room: string) =>
  runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) =>
    storage.sql.exec("SELECT * FROM push_subscriptions").toArray(),
  );

afterEach(() => void vi.restoreAllMocks());

describe("a person whose pages are closed", () => {
  it("is notified of a mention: encrypted for the device, and signed with the key that it subscribed for", async () => {
    const { room, service, owner, device } = await roomWithAda("push-mention");
    await say(owner, "nothing for anyone");
    await say(owner, "**Hello** @Ada, look at [this](https://example.com)");
    const [notice] = await untilNotified(service, device);
    expect(notice).toEqual({
      room,
      title: room,
      count: 1,
      seq: 3,
      from: { id: owner.welcome.you.id, name: "Grace" },
      text: "Hello @Ada, look at this",
      language: "en",
    });
    const [request] = service.requests;
    const { key } = (await (await send("/api/push")).json()) as { key: string };
    const claims = await verifiedClaims(request ?? { headers: {} }, key);
    expect(claims).toMatchObject({
      aud: "https://updates.push.services.mozilla.com",
      sub: "https://chat.example",
    });
    const now = Date.now() / 1_000;
    expect(claims.exp).toBeGreaterThan(now);
    // RFC 8292, 2.
    expect(claims.exp).toBeLessThanOrEqual(now + 86_400);
    expect(request?.headers).toMatchObject({ ttl: "86400", urgency: "high" });
    expect(request?.init).toMatchObject({ method: "post", redirect: "manual" });
    // RFC 8291, 4: a push service takes at least 4,096 bytes.
    expect(request?.body.byteLength).toBeLessThanOrEqual(4_096);
    expect(service.requests).toHaveLength(1);
  });

  it("is notified of a reply, and of all messages if they chose so, in their language", async () => {
    const { service, owner, ada, device, room } = await roomWithAda("push-reply");
    const again = await SocketClient.connect(room, { token: ada.welcome.you.token });
    await say(again, "a question");
    await leave(again, owner);
    await say(owner, "an answer", { replyTo: 2 });
    expect(await untilNotified(service, device)).toMatchObject([{ seq: 3, text: "an answer" }]);

    const all = await roomWithAda("push-all", { level: "all", language: "ar" });
    await say(all.owner, "for everyone");
    expect(await untilNotified(all.service, all.device)).toMatchObject([
      { text: "for everyone", language: "ar" },
    ]);
  });

  it("is not mentioned by a longer name, inside of code or of a word, nor by themselves", async () => {
    const { room, service, owner, ada, device } = await roomWithAda("push-names");
    const other = await SocketClient.join(room, { name: "Ada Lovelace" });
    const again = await SocketClient.connect(room, { token: ada.welcome.you.token });
    await say(again, "I am @Ada");
    await leave(again, owner);
    for (const text of ["@Ada Lovelace", "`@Ada`", "mail@ada", "@Adam", "@Adaß"]) await say(owner, text);
    await say(other, "and now @ada!");
    expect(await untilNotified(service, device)).toMatchObject([{ count: 1, text: "and now @ada!" }]);
  });

  it("is not notified while a page of theirs is open, and is notified of what they had not read when it closed", async () => {
    const { room, service, owner, ada, device } = await roomWithAda("push-open");
    const again = await SocketClient.connect(room, { token: ada.welcome.you.token });
    const witness = await SocketClient.join(room, { name: "Witness" });
    const watched = service.device();
    expect(await subscribe(room, witness, watched, { level: "all" })).toBe(200);
    await leave(witness, owner);
    await say(owner, "@Ada while you look");
    await untilNotified(service, watched);
    expect(service.requestsTo(device)).toEqual([]);
    await again.request("presence:set", { idle: true });
    await say(owner, "@Ada while you are away");
    expect(await untilNotified(service, device)).toMatchObject([
      { count: 1, text: "@Ada while you are away" },
    ]);
  });

  it("is not notified of what they have just read, before they went away", async () => {
    const { room, service, owner, ada, device } = await roomWithAda("push-read");
    const again = await SocketClient.connect(room, { token: ada.welcome.you.token });
    await again.request("read", { seq: 1 });
    await say(owner, "@Ada while you look");
    await again.request("read", { seq: 2 });
    await again.request("presence:set", { idle: true });
    await say(owner, "@Ada while you are away");
    expect(await untilNotified(service, device)).toMatchObject([
      { count: 1, text: "@Ada while you are away" },
    ]);
  });

  it("is notified while their page is hidden, also after the room slept, and not when it is visible again", async () => {
    const { room, service, owner, ada, device } = await roomWithAda("push-hidden");
    const again = await SocketClient.connect(room, { token: ada.welcome.you.token });
    await again.request("presence:set", { idle: false, visible: false });
    await say(owner, "@Ada while it is hidden");
    expect(await untilNotified(service, device)).toMatchObject([{ count: 1 }]);
    await evictDurableObject(env.ROOMS.getByName(room));
    await say(owner, "@Ada after a sleep");
    expect(await untilNotified(service, device, 2)).toHaveLength(2);
    await again.request("presence:set", { idle: false, visible: true });
    const watcher = await SocketClient.join(room, { name: "Witness" });
    const watched = service.device();
    expect(await subscribe(room, watcher, watched, { level: "all" })).toBe(200);
    await leave(watcher, owner);
    await say(owner, "@Ada while you look");
    await untilNotified(service, watched);
    expect(service.requestsTo(device)).toHaveLength(2);
  });

  it("is notified after the room slept, and of a message over HTTP", async () => {
    const { room, service, owner, device } = await roomWithAda("push-sleep");
    await evictDurableObject(env.ROOMS.getByName(room));
    const posted = await send(`/api/rooms/${room}/messages`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...bearer(owner) },
      body: JSON.stringify({ text: "@Ada by HTTP" }),
    });
    expect(posted.status).toBe(201);
    expect(await untilNotified(service, device)).toMatchObject([{ text: "@Ada by HTTP" }]);
  });

  it("keeps their choice under a new name, and several devices get the notice each", async () => {
    const { room, service, owner, ada, device } = await roomWithAda("push-renamed");
    const again = await SocketClient.connect(room, { token: ada.welcome.you.token });
    await again.request("profile:set", { name: "Countess" });
    const phone = service.device();
    expect(await subscribe(room, again, phone)).toBe(200);
    await leave(again, owner);
    await say(owner, "dear @Countess");
    expect(await untilNotified(service, device)).toMatchObject([{ text: "dear @Countess" }]);
    expect(await untilNotified(service, phone)).toMatchObject([{ text: "dear @Countess" }]);
  });
});

describe("a subscription", () => {
  it("ends when the person asks for it, is banned, or the push service says so", async () => {
    const { room, service, owner, ada, device } = await roomWithAda("push-ends");
    expect(await stored(room)).toHaveLength(1);
    // Not for another person.
    expect((await deleteSubscription(room, owner, device.endpoint)).status).toBe(200);
    expect(await stored(room)).toHaveLength(1);
    expect((await deleteSubscription(room, ada, device.endpoint)).status).toBe(200);
    expect(await stored(room)).toEqual([]);

    for (const status of [404, 410, 403]) {
      expect(await subscribe(room, ada, device)).toBe(200);
      service.answer = () => new Response(null, { status });
      await say(owner, `@Ada ${status}`);
      await expect.poll(() => stored(room)).toEqual([]);
    }
    expect(await subscribe(room, ada, device)).toBe(200);
    await owner.request("member:ban", { id: ada.welcome.you.id, on: true });
    expect(await stored(room)).toEqual([]);
    expect(await subscribe(room, ada, device)).toBe(403);
  });

  it("of a private room ends with the person's access", async () => {
    const { room, service, owner, ada, device } = await roomWithAda("push-private");
    // Ada is not here, so she is no guest of the room that becomes private.
    await owner.request("room:update", { visibility: "private" });
    expect(await subscribe(room, ada, device)).toBe(403);
    await say(owner, "between us, without @Ada");
    await expect.poll(() => stored(room)).toEqual([]);
    const { token: invite } = (await owner.request("invite:create", {})) as unknown as Invite;
    const guest = await SocketClient.join(room, { name: "Guest", invite });
    const phone = service.device();
    expect(await subscribe(room, guest, phone)).toBe(200);
    await owner.request("guest:remove", { id: guest.welcome.you.id });
    expect(await stored(room)).toEqual([]);
    expect(service.requests).toEqual([]);
  });

  it("is deleted with its room, and a new room of that name notifies again", async () => {
    const { room, service, owner, ada, device } = await roomWithAda("push-deleted");
    await owner.request("room:delete", {});
    await owner.disconnected();
    const again = await SocketClient.join(room, { name: "Grace" });
    // A visit stores nothing, and no one has created the new room.
    expect((await putSubscription(room, bearer(ada), device.subscription())).status).toBe(404);
    await say(again, "@Ada, a new beginning");
    expect(await subscribe(room, ada, device)).toBe(200);
    await say(again, "@Ada, again");
    expect(await untilNotified(service, device)).toMatchObject([{ count: 1, seq: 2 }]);
  });

  it("is limited for each person: the oldest device is removed for a new one", async () => {
    const { room, service, ada, device } = await roomWithAda("push-many");
    for (let number = 0; number < 10; number++)
      expect(await subscribe(room, ada, service.device())).toBe(200);
    const endpoints = (await stored(room)).map(({ endpoint }) => endpoint);
    expect(endpoints).toHaveLength(10);
    expect(endpoints).not.toContain(device.endpoint);
  });

  it.each([
    "http://updates.push.services.mozilla.com/x",
    "https://127.0.0.1/x",
    "https://[::1]/x",
    "https://10.0.0.1/x",
    "https://localhost/x",
    "https://169.254.169.254/latest/meta-data",
    "https://updates.push.services.mozilla.com.evil.example/x",
    "https://evil.example/updates.push.services.mozilla.com",
    "https://updates.push.services.mozilla.com:8443/x",
    "https://user:secret@updates.push.services.mozilla.com/x",
    "https://updates.push.services.mozilla.com@evil.example/x",
    "https://updates.push.services.mozilla.com./x",
    "https://2130706433/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://a.notify.windows.com.evil.example/x",
    "https://evilnotify.windows.com/x",
    "file:///etc/passwd",
    "updates.push.services.mozilla.com/x",
  ])("with the endpoint %s is refused", async (endpoint) => {
    const room = uniqueRoom("push-endpoint");
    const owner = await SocketClient.join(room, { name: "Grace" });
    await say(owner, "first");
    const payload = { ...new PushService(room).device().subscription(), endpoint };
    const response = await putSubscription(room, bearer(owner), payload);
    expect(["invalid", "too_large"]).toContain(codeOf((await response.json()) as object));
    expect(response.status).toBeGreaterThanOrEqual(400);
  });

  it.each([
    (host: string, path: string) => `https://${host.toUpperCase()}:443${path}`,
    (host: string, path: string) => `https:\\\\${host}${path}#fragment`,
    (host: string, path: string) => ` https://${host}/a/..${path}\r\n`,
    (host: string, path: string) => `https://\uff55${host.slice(1)}${path}`,
  ])(
    "is the same device however its endpoint is spelled, and requested at this address (%#)",
    async (spell) => {
      const { room, service, ada, owner, device } = await roomWithAda("push-spelling");
      const { host, pathname } = new URL(device.endpoint);
      const endpoint = spell(host, pathname);
      expect(endpoint).not.toBe(device.endpoint);
      const payload = { ...device.subscription(), endpoint };
      expect((await putSubscription(room, bearer(ada), payload)).status).toBe(200);
      expect((await stored(room)).map(({ endpoint }) => endpoint)).toEqual([device.endpoint]);
      await say(owner, "@Ada");
      await untilNotified(service, device);
      expect((await deleteSubscription(room, ada, endpoint)).status).toBe(200);
      expect(await stored(room)).toEqual([]);
    },
  );

  it("needs a key on the curve, and a person: no visitor without a session, and no page of another site", async () => {
    const { room, ada, device } = await roomWithAda("push-bad");
    const good = device.subscription();
    const off = { ...good, keys: { ...good.keys, p256dh: `B${"A".repeat(86)}` } };
    expect((await putSubscription(room, bearer(ada), off)).status).toBe(400);
    const long = { ...good, endpoint: `${good.endpoint}/${"x".repeat(2_048)}` };
    expect((await putSubscription(room, bearer(ada), long)).status).toBe(413);
    expect((await putSubscription(room, {}, good)).status).toBe(401);
    expect(
      (await putSubscription(room, { ...bearer(ada), Origin: "https://evil.example" }, good)).status,
    ).toBe(403);
    for (const wrong of [
      { level: "some" },
      { language: "xx" },
      { keys: {} },
      { keys: { ...good.keys, auth: "x" } },
    ])
      expect((await putSubscription(room, bearer(ada), { ...good, ...wrong })).status).toBe(400);
  });
});

describe("the log and the exports", () => {
  it("have neither texts nor endpoints", async () => {
    const lines: string[] = [];
    for (const method of ["log", "warn", "error"] as const)
      vi.spyOn(console, method).mockImplementation((...args: unknown[]) => void lines.push(args.join(" ")));
    const { service, owner, room, device } = await roomWithAda("push-log");
    service.answer = () => new Response("no", { status: 400 });
    await say(owner, "@Ada hush hush");
    const rejected = () => lines.filter((line) => line.includes("room.push-rejected"));
    await expect.poll(() => rejected().length).toBe(1);
    expect(lines.join()).not.toMatch(/hush|Ada|updates\.push\.services\.mozilla\.com\//);
    expect(JSON.parse(rejected()[0] ?? "")).toEqual({
      event: "room.push-rejected",
      room: expect.stringMatching(/^[0-9a-f]{64}$/),
      service: "updates.push.services.mozilla.com",
      status: 400,
    });
    const exported = await (await send(`/api/rooms/${room}/export`, { headers: bearer(owner) })).text();
    expect(exported).not.toContain(device.endpoint);
    expect(exported).not.toContain("p256dh");
  });

  it("the keys of the deployment are the same for every call", async () => {
    const ask = async () => ((await (await send("/api/push")).json()) as { key: string }).key;
    const keys = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^B[\w-]{86}$/);
    const stub = env.SECRETS.getByName(crypto.randomUUID());
    const [a, b] = await Promise.all([stub.vapidKeys(), stub.vapidKeys()]);
    expect(a).toEqual(b);
  });
});

describe("a notification setting that a person changes on one device", () => {
  it("is at once that of their other devices, whose pages are closed, and of no one else", async () => {
    const room = uniqueRoom("push-level");
    const service = new PushService(room);
    const owner = await SocketClient.join(room, { name: "Grace" });
    await say(owner, "the first message");
    const laptop = await Browser.create();
    const phone = await linked(laptop, { name: "Ada" });
    const headers = [laptop.headers, phone.headers, bearer(owner)];
    for (const one of headers)
      expect(await putSubscription(room, one, service.device().subscription({ level: "all" }))).toMatchObject(
        {
          status: 200,
        },
      );
    const levels = async () => (await stored(room)).map(({ person, level }) => `${person} ${level}`).sort();
    const choose = (browser: Browser, value: string | null, age = 0) =>
      browser.post("/state", { changes: [{ kind: "notifications", room, value, age }] });
    const { id = "" } = (await laptop.session()) ?? {};
    const others = `${owner.welcome.you.id} all`;

    await choose(laptop, "mentions");
    await expect.poll(levels).toEqual([`${id} mentions`, `${id} mentions`, others].sort());
    await choose(phone, "all");
    await expect.poll(levels).toEqual([`${id} all`, `${id} all`, others].sort());
    // One that was made before, and arrives late.
    await choose(laptop, "nothing", 60_000);
    await choose(laptop, "mentions");
    await expect.poll(levels).toEqual([`${id} mentions`, `${id} mentions`, others].sort());
    await choose(phone, "nothing");
    await expect.poll(levels).toEqual([others]);
    await choose(phone, null);
    expect(await levels()).toEqual([others]);
  });

  it("is told later to a room that cannot be told now: the newest one, and none after the account was erased", async () => {
    const room = uniqueRoom("push-level");
    const service = new PushService(room);
    await say(await SocketClient.join(room, { name: "Grace" }), "the first message");
    const laptop = await Browser.create();
    const phone = await linked(laptop, { name: "Ada" });
    await putSubscription(room, phone.headers, service.device().subscription({ level: "all" }));
    const levels = async () => (await stored(room)).map(({ level }) => level);
    const { id = "" } = (await laptop.session()) ?? {};
    const account = env.ACCOUNTS.getByName(id);
    const { ROOMS } = env;
    onTestFinished(() => void Object.assign(env, { ROOMS }));
    let calls = 0;
    const failing = (isFailing: boolean) =>
      runInDurableObject(account, (instance) => {
        const { env: bindings } = instance as unknown as { env: { ROOMS: unknown } };
        const getByName = () => {
          calls++;
          throw new Error("the room does not answer");
        };
        bindings.ROOMS = isFailing ? { getByName } : ROOMS;
      });
    const choose = async (value: string) => {
      const before = calls;
      await laptop.post("/state", { changes: [{ kind: "notifications", room, value, age: 0 }] });
      await expect.poll(() => calls).toBeGreaterThan(before);
    };

    await failing(true);
    await choose("nothing");
    await choose("mentions");
    expect(await runDurableObjectAlarm(account)).toBe(true);
    await failing(false);
    expect(await levels()).toEqual(["all"]);
    expect(await runDurableObjectAlarm(account)).toBe(true);
    expect(await levels()).toEqual(["mentions"]);
    expect(await runDurableObjectAlarm(account)).toBe(false);

    await failing(true);
    await choose("all");
    await failing(false);
    const json = { "Content-Type": "application/json" };
    const erased = await laptop.send("/api/account", { method: "DELETE", headers: json, body: "{}" });
    expect(await erased.json()).toEqual({ ok: true });
    const keys = await runInDurableObject(account, (_, { storage }) =>
      Array.from(storage.kv.list(), ([key]) => key),
    );
    expect(keys).toContain("account:first-device");
    expect(keys).not.toContain("levels:untold");
  });

  it("stores nothing in a room that no one has created", async () => {
    const room = uniqueRoom("push-level");
    const laptop = await Browser.create();
    await linked(laptop);
    const changes = [{ kind: "notifications", room, value: "all", age: 0 }];
    expect(await laptop.post("/state", { changes })).toMatchObject({ ok: true, rev: 1 });
    const tables = () =>
      runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) =>
        storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_%' ESCAPE '\\'").toArray(),
      );
    expect(await tables()).toEqual([]);
  });
});
