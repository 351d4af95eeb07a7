/** Notifications while the page is closed: the page, a real push service, and the service worker of Chromium. */
import type { CDPSession, Page } from "playwright-core";
import { expect, test } from "vitest";
import type { PushNotice } from "../../src/shared/push.ts";
import { connectClient } from "../support/clients.ts";
import type { PushDevice } from "../support/push-device.ts";
import { PushServer } from "../support/push-server.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { startServer } from "../support/server.ts";
import { closeDialog } from "./support/dialogs.ts";
import { fillRoom } from "./support/fill-room.ts";
import { type Frames, isVisibilityKnown, recordFrames } from "./support/frames.ts";
import { untilSavedOffline } from "./support/offline-cache.ts";
import { sharedServer } from "./support/shared-server.ts";
import { Visitor, WITH_SERVICE_WORKER } from "./support/visitor.ts";

interface Shown {
  title: string;
  body: string;
  tag: string;
  data: { address: string; seq: number; count: number };
}

/** The subscription that the browser of a test has at the push service: Chromium's own needs the internet. */
function replacePushManager(subscription: { endpoint: string; keys: Record<string, string> }): void {
  let current: unknown = null;
  const make = (key: string) => ({
    endpoint: subscription.endpoint,
    options: {
      applicationServerKey: Uint8Array.from(
        atob(key.replaceAll("-", "+").replaceAll("_", "/")),
        (character) => character.charCodeAt(0),
      ).buffer,
    },
    toJSON: () => ({ ...subscription, expirationTime: null }),
    unsubscribe: async () => {
      current = null;
      return true;
    },
  });
  Object.assign(PushManager.prototype, {
    getSubscription: async () => current,
    subscribe: async ({ applicationServerKey }: { applicationServerKey: string }) => {
      current = make(applicationServerKey);
      return current;
    },
  });
}

/** Records the notices that a page or a service worker shows, and keeps them: Chromium removes a notice after 25 seconds. */
function recordNotices(): void {
  // A page that is not in a secure context has none.
  if (typeof ServiceWorkerRegistration === "undefined") return;
  const notices: object[] = [];
  Object.assign(globalThis, { notices });
  const { prototype } = ServiceWorkerRegistration;
  const show = prototype.showNotification;
  prototype.showNotification = async function (title, options) {
    await show.call(this, title, { ...options, requireInteraction: true });
    const { body, tag, data } = options ?? {};
    notices.push({ title, body, tag, data });
  };
}

/** What the pages of visitors have sent over their sockets, and received. */
const frames = new WeakMap<Visitor, Frames>();

/** A visitor who allows notifications, and whose browser is a device of the push service. */
async function visitorWith(url: string, device?: Pick<PushDevice, "endpoint" | "keys">): Promise<Visitor> {
  const visitor = await Visitor.create({ ...WITH_SERVICE_WORKER, alone: true });
  await visitor.context.grantPermissions(["notifications"], { origin: url });
  await visitor.context.addInitScript(recordNotices);
  visitor.context.on("serviceworker", (worker) => void worker.evaluate(recordNotices));
  if (device !== undefined)
    await visitor.context.addInitScript(replacePushManager, { endpoint: device.endpoint, keys: device.keys });
  frames.set(visitor, recordFrames(visitor.page));
  return visitor;
}

async function choose({ page }: Visitor, level: string): Promise<void> {
  const setting = page.locator(".notification-setting");
  if ((await setting.getAttribute("open")) === null) await setting.locator("summary").click();
  await page.getByRole("radio", { name: level }).click();
  await page.getByText(`Notifications: ${level}`).waitFor();
}

/** Hides the page of a visitor, as another tab or another app does, or shows it again. */
const setVisibility = ({ page }: Visitor, state: DocumentVisibilityState): Promise<void> =>
  page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { get: () => state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);

/** Hides the page of a visitor. Resolves when the room knows. */
async function hide(visitor: Visitor): Promise<void> {
  const recorded = frames.get(visitor) ?? { sent: [], received: [] };
  await setVisibility(visitor, "hidden");
  await expect.poll(() => isVisibilityKnown(recorded, false)).toBe(true);
}

/** Runs a function in the visitor's service worker. */
async function inWorker<Result>({ context }: Visitor, task: () => Result | Promise<Result>): Promise<Result> {
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  return worker.evaluate(task) as Promise<Result>;
}

/** The notices that a page has shown since it was opened. */
const recordedIn = (page: Page): Promise<Shown[]> =>
  page.evaluate(() => (globalThis as unknown as { notices?: Shown[] }).notices ?? []);

/** The notices that are shown now. Chromium loses some of them at times. */
const shownBy = (visitor: Visitor): Promise<Shown[]> =>
  inWorker(visitor, async () => {
    const { registration } = self as unknown as { registration: ServiceWorkerRegistration };
    const all = await registration.getNotifications();
    return all.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
  });

/** Delivers what a push service would, decrypted, to the service worker. */
async function deliver(session: CDPSession, origin: string, registrationId: string, notice: PushNotice) {
  await session.send("ServiceWorker.deliverPushMessage", {
    origin,
    registrationId,
    data: JSON.stringify(notice),
  });
}

/** What a browser does whose push service has replaced its subscription. Resolves when the service worker has handled it. */
async function replaceSubscription({ context }: Visitor, { endpoint, keys }: PushDevice): Promise<void> {
  const [worker] = context.serviceWorkers();
  await worker?.evaluate(
    async (subscription) => {
      const handled: Promise<unknown>[] = [];
      // One that no browser has sent may not prolong the life of the service worker itself.
      const event = Object.assign(new Event("pushsubscriptionchange"), {
        oldSubscription: null,
        newSubscription: { toJSON: () => subscription },
        waitUntil: (task: Promise<unknown>) => void handled.push(task),
      });
      self.dispatchEvent(event);
      await Promise.all(handled);
    },
    { endpoint, keys, expirationTime: null },
  );
}

async function registrationOf(session: CDPSession, scope: string): Promise<string> {
  const found = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      for (const { registrationId, scopeURL } of registrations)
        if (scopeURL === scope) resolve(registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  return found;
}

/**
 * A room notices after 150 seconds that a WebSocket is dead, and the local server does not tell it of one that the page
 * leaves while it is opening.
 */
const UNTIL_SILENT = 170_000;

/** Resolves when the room knows that its last person has left: until then it sends that person no notice. */
async function untilNobodyIsIn(url: string, room: string): Promise<void> {
  const watcher = await connectClient(url, { path: `/rooms/${room}/socket.io/` });
  await expect
    .poll(async () => (await watcher.timeout(30_000).emitWithAck("members:get", {})).members.length, {
      timeout: UNTIL_SILENT,
    })
    .toBe(1);
  watcher.disconnect();
}

test(
  "a mention reaches a person whose page is closed, and a click opens the message",
  async () => {
    const push = await PushServer.start();
    const server = await startServer({ vars: push.vars, environment: push.environment });
    const room = uniqueRoom("push");
    const device = push.device();
    const ada = await visitorWith(server.url, device);
    await ada.enter(`${server.url}/rooms/${room}`);
    await ada.say("My room");
    await ada.untilStored("My room");
    await untilSavedOffline(ada);
    const you = await ada.page.locator(".yourself-name").textContent();
    await choose(ada, "Mentions and replies");
    await ada.page.getByText("You're also notified while this page is closed.").waitFor();
    const session = await ada.context.newCDPSession(ada.page);
    const registration = await registrationOf(session, `${server.url}/`);

    // While she sees the page, the service worker shows nothing, whatever the server sends.
    const notice: PushNotice = {
      room,
      title: room,
      count: 1,
      seq: 1,
      from: { id: "grace", name: "Grace" },
      text: "while you look",
      language: "en",
    };
    await inWorker(ada, async () => {
      const { registration, clients } = self as unknown as {
        registration: ServiceWorkerRegistration;
        clients: { matchAll(options: object): Promise<unknown[]> };
      };
      for (const shown of await registration.getNotifications()) shown.close();
      const original = clients.matchAll.bind(clients);
      const hasLooked = new Promise<number>((resolve) => {
        clients.matchAll = async (options) => {
          const pages = await original(options);
          resolve(pages.length);
          return pages;
        };
      });
      Object.assign(self, { hasLooked });
    });
    await deliver(session, server.url, registration, notice);
    expect(await inWorker(ada, () => (self as unknown as { hasLooked: Promise<number> }).hasLooked)).toBe(1);
    expect(await shownBy(ada)).toEqual([]);

    // A page that is hidden says so at once: a phone stops it soon after.
    await hide(ada);
    await fillRoom(server, room, [`Hidden @${you}`], "Grace");
    await expect.poll(() => push.noticesOf(device)).toMatchObject([{ count: 1, seq: 2 }]);
    // The page shows the message, too, in the same notice.
    await expect
      .poll(async () => (await recordedIn(ada.page)).filter(({ tag }) => tag === `room:${room}`))
      .toMatchObject([{ body: `Hidden @${you}`, data: { seq: 2, count: 1 } }]);
    await setVisibility(ada, "visible");
    await expect.poll(() => shownBy(ada)).toEqual([]);

    await ada.page.goto("about:blank");
    await untilNobodyIsIn(server.url, room);
    await fillRoom(server, room, ["for no one", `**Hello** @${you}`], "Grace");
    await expect
      .poll(() => push.noticesOf(device).slice(1))
      .toMatchObject([{ room, count: 1, seq: 4, text: `Hello @${you}` }]);
    const sent = push.noticesOf(device)[1];
    await deliver(session, server.url, registration, sent as PushNotice);
    await expect
      .poll(() => inWorker(ada, () => (globalThis as unknown as { notices?: Shown[] }).notices ?? []))
      .toMatchObject([
        { title: `Grace · ${room}`, body: `Hello @${you}`, tag: `room:${room}`, data: { seq: 4, count: 1 } },
      ]);

    // Without a page of the room a click opens one, at the message. A browser permits that only for a real click.
    const opened = await inWorker(ada, async () => {
      const worker = self as unknown as {
        registration: ServiceWorkerRegistration;
        clients: { openWindow(url: string): Promise<unknown> };
      };
      const { notices = [] } = globalThis as unknown as { notices?: Shown[] };
      const { title, ...options } = notices.at(-1) ?? { title: "" };
      let [notification] = await worker.registration.getNotifications();
      // Chromium loses some of them at times.
      for (let tries = 0; notification === undefined && tries < 20; tries += 1) {
        await worker.registration.showNotification(title, options);
        [notification] = await worker.registration.getNotifications();
      }
      const address = new Promise<string>((resolve) => {
        worker.clients.openWindow = async (url) => resolve(url);
      });
      const Click = Reflect.get(self, "NotificationEvent") as new (type: string, init: object) => Event;
      self.dispatchEvent(new Click("notificationclick", { notification }));
      return address;
    });
    expect(opened).toBe(`${server.url}/rooms/${room}?m=4`);
    await ada.enter(opened);
    await ada.line("Hello").waitFor();
    // She sees it: there is nothing to notify of any more.
    await expect.poll(() => shownBy(ada)).toEqual([]);
    expect(push.requests).toHaveLength(2);

    // The browser replaces its subscription while no page is open: the room has the new one.
    await ada.page.goto("about:blank");
    await untilNobodyIsIn(server.url, room);
    const replacement = push.device();
    push.answer = ({ endpoint }) => ({ status: endpoint === device.endpoint ? 410 : 201 });
    await replaceSubscription(ada, replacement);
    await fillRoom(server, room, [`Still there, @${you}?`], "Grace");
    await expect.poll(() => push.noticesOf(replacement)).toMatchObject([{ text: `Still there, @${you}?` }]);
    await expect.poll(() => push.requests.length).toBe(4);
    await ada.context.addInitScript(replacePushManager, {
      endpoint: replacement.endpoint,
      keys: replacement.keys,
    });
    await ada.enter(`${server.url}/rooms/${room}`);
    // The new page has asked for notices again.
    await ada.page.locator(".notification-setting summary").click();
    await ada.page.getByText("You're also notified while this page is closed.").waitFor();

    // She wants no more: the room forgets the device, and the browser its subscription.
    const removed = ada.page.waitForResponse((response) => response.request().method() === "DELETE");
    await choose(ada, "Nothing");
    expect((await removed).status()).toBe(200);
    await ada.page.goto("about:blank");
    await fillRoom(server, room, [`Again @${you}`], "Grace");
    expect(push.requests).toHaveLength(4);
    ada.expectNoErrors();
  },
  2 * UNTIL_SILENT + 120_000,
);

test("a click on a notice shows the message in the page of its room that is open", async () => {
  const room = uniqueRoom("push-open");
  const ada = await visitorWith(sharedServer.url);
  await ada.enter(`${sharedServer.url}/rooms/${room}`);
  await fillRoom(
    sharedServer,
    room,
    Array.from({ length: 120 }, (_, index) => `line ${index + 1}.`),
    "Grace",
  );
  await ada.line("line 120.").waitFor();
  await untilSavedOffline(ada);
  await inWorker(ada, async () => {
    const { registration, clients } = self as unknown as {
      registration: ServiceWorkerRegistration;
      clients: { matchAll(): Promise<{ url: string }[]> };
    };
    const [page] = await clients.matchAll();
    const data = { address: `${page?.url}?m=2`, seq: 2, count: 1 };
    let notification: Notification | undefined;
    // Chromium loses some of them at times.
    for (let tries = 0; notification === undefined && tries < 20; tries += 1) {
      await registration.showNotification("Grace", { tag: "click", data });
      [notification] = await registration.getNotifications({ tag: "click" });
    }
    const Click = Reflect.get(self, "NotificationEvent") as new (type: string, init: object) => Event;
    self.dispatchEvent(new Click("notificationclick", { notification }));
  });
  await ada.line("line 2.").first().waitFor();
  expect(ada.context.pages()).toHaveLength(1);
});

test("a browser that has no push, or no push service, says so, and notifies while the page is open", async () => {
  const room = uniqueRoom("push-none");
  await fillRoom(sharedServer, room, ["First"], "Grace");
  const ada = await visitorWith(sharedServer.url);
  await ada.context.addInitScript(() => {
    Reflect.deleteProperty(ServiceWorkerRegistration.prototype, "pushManager");
  });
  await ada.enter(`${sharedServer.url}/rooms/${room}`);
  await untilSavedOffline(ada);
  await choose(ada, "All messages");
  await ada.page.getByText("this browser can't receive notifications for a closed page").waitFor();

  const bob = await visitorWith(sharedServer.url);
  await bob.context.addInitScript(() => {
    PushManager.prototype.subscribe = async () => {
      throw new DOMException("Registration failed - push service error", "AbortError");
    };
  });
  await bob.enter(`${sharedServer.url}/rooms/${room}`);
  await untilSavedOffline(bob);
  await choose(bob, "All messages");
  await bob.page.getByText("didn't accept notifications for a closed page").waitFor();
  await setVisibility(bob, "hidden");
  await fillRoom(sharedServer, room, ["For all"], "Grace");
  await expect
    .poll(async () => (await recordedIn(bob.page)).filter(({ tag }) => tag === `room:${room}`))
    .toMatchObject([{ body: "For all" }]);
});

test("notifications that were turned off while the server could not be reached end with the next visit", async () => {
  const room = uniqueRoom("push-late");
  const endpoint = "https://push.example/ada";
  const ada = await visitorWith(sharedServer.url, { endpoint, keys: { p256dh: "key", auth: "auth" } });
  const removals: (string | null)[] = [];
  let isReachable = true;
  await ada.context.route("**/api/rooms/*/push", async (route) => {
    if (route.request().method() === "DELETE") removals.push(route.request().postData());
    if (isReachable) await route.fulfill({ json: { ok: true } });
    else await route.abort();
  });
  await ada.enter(`${sharedServer.url}/rooms/${room}`);
  await ada.say("My room");
  await ada.untilStored("My room");
  await untilSavedOffline(ada);
  await choose(ada, "All messages");
  await ada.page.getByText("You're also notified while this page is closed.").waitFor();
  isReachable = false;
  await choose(ada, "Nothing");
  await expect.poll(() => removals.length).toBe(1);
  isReachable = true;
  await ada.enter(`${sharedServer.url}/rooms/${room}`);
  const unsent = () =>
    ada.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("notify-unsent:")));
  await expect.poll(unsent).toEqual([]);
  expect(removals.slice(1)).toEqual([JSON.stringify({ endpoint })]);
});

test("what a person wants to be notified of is the same on their other device, at once where its page is open", async () => {
  const room = uniqueRoom("push-follow");
  await fillRoom(sharedServer, room, ["First"], "Grace");
  const address = `${sharedServer.url}/rooms/${room}`;
  const [laptop, phone] = await Promise.all([visitorWith(sharedServer.url), visitorWith(sharedServer.url)]);
  await laptop.enter(address);
  await untilSavedOffline(laptop);
  await choose(laptop, "All messages");
  await laptop.page.getByRole("button", { name: "Devices", exact: true }).click();
  await laptop.page.getByRole("button", { name: "Create link" }).click();
  const link = await laptop.page.getByRole("textbox", { name: "Sign-in link" }).inputValue();
  await closeDialog(laptop);
  // The account has the setting from the next request of the page on.
  const shared = () => laptop.page.evaluate(() => localStorage.getItem("account") ?? "");
  await expect.poll(shared, { timeout: 60_000 }).toContain("notifications:");

  await phone.page.goto(link);
  await phone.page.getByRole("button", { name: "Continue" }).click();
  await phone.page.waitForURL(`${sharedServer.url}/`);
  await phone.enter(address);
  await phone.page.getByText("Notifications: All messages").waitFor();
  await choose(phone, "Nothing");
  await laptop.page.getByText("Notifications: Nothing").waitFor();
  await choose(laptop, "Mentions and replies");
  await phone.page.getByText("Notifications: Mentions and replies").waitFor();
});
