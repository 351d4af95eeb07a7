/** The subscription of a browser to Web Push: how it is made, kept and ended, with a push manager of the test. */
import { afterEach, expect, test, vi } from "vitest";
import type { NotificationLevel } from "../../../src/shared/push.ts";
import {
  forgetRoom,
  type PushTarget,
  sendChoice,
  sendUnsentChoice,
  unsentRooms,
} from "../../../src/web/features/notifications/push-subscription.ts";
import { renewSubscription } from "../../../src/web/features/notifications/renew-subscription.ts";
import { language } from "../../../src/web/i18n/language.ts";
import { memoryStore, type Store } from "../../../src/web/storage/device-storage.ts";

const KEY = Buffer.from("the public key of the server").toString("base64url");
const target = { room: "café", token: undefined };

interface Requested {
  method: string;
  path: string;
  body?: unknown;
  authorization?: string;
}

/** A browser with a push service, and the server. */
class Fixture {
  readonly requests: Requested[] = [];
  readonly unsubscribed: string[] = [];
  subscription: { endpoint: string } | null = null;
  subscriptions = 0;
  answer: object = { ok: true };
  /** What the account of the user has. */
  account: object = { ok: true };
  /** Whether the server can be reached. */
  isOnline = true;
  /** A request arrives when this resolves. */
  arrival: Promise<void> = Promise.resolve();
  /** The subscriptions of the rooms: what was asked for last. */
  readonly stored: string[] = [];
  /** What the push service does. */
  push = async (key: string): Promise<object> => this.make(key);

  constructor({ hasPush = true } = {}) {
    const registration = hasPush ? { pushManager: this.#pushManager } : {};
    vi.stubGlobal("navigator", {
      serviceWorker: { getRegistration: async () => registration, ready: Promise.resolve(registration) },
      locks: { request: inTurn() },
    });
    vi.stubGlobal("Notification", { permission: "granted" });
    vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
      const { Authorization } = (init.headers ?? {}) as Record<string, string>;
      this.requests.push({
        method: init.method ?? "GET",
        path,
        ...(init.body ? { body: JSON.parse(String(init.body)) } : {}),
        ...(Authorization ? { authorization: Authorization } : {}),
      });
      if (!this.isOnline) throw new TypeError("Failed to fetch");
      if (path.startsWith("/api/rooms/")) {
        await this.arrival;
        this.stored.push(init.method ?? "GET");
      }
      if (path === "/api/account/state") return Response.json(this.account);
      return Response.json(path === "/api/push" ? { ok: true, key: KEY } : this.answer);
    });
  }

  /** A new subscription for a key of a server. */
  make(key: string): object {
    const endpoint = `https://push.example/${++this.subscriptions}`;
    return {
      endpoint,
      options: { applicationServerKey: new Uint8Array(Buffer.from(key, "base64url")).buffer },
      // With the padding of old browsers.
      toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh: "Bkey=", auth: "auth==" } }),
      unsubscribe: async () => {
        this.unsubscribed.push(endpoint);
        this.subscription = null;
        return true;
      },
    };
  }

  /** What the requests for the rooms did, without their bodies. */
  get done(): string[] {
    return this.requests
      .filter(({ path }) => path.startsWith("/api/rooms/"))
      .map(({ method, path }) => `${method} ${path.split("/")[3]}`);
  }

  get #pushManager() {
    return {
      getSubscription: async () => this.subscription,
      subscribe: async ({ applicationServerKey, userVisibleOnly }: PushSubscriptionOptionsInit) => {
        expect(userVisibleOnly).toBe(true);
        this.subscription = (await this.push(String(applicationServerKey))) as { endpoint: string };
        return this.subscription;
      },
    };
  }
}

/** The locks of a browser, for tasks of one name. */
function inTurn() {
  const queues = new Map<string, Promise<unknown>>();
  return (name: string, _: LockOptions, task: () => Promise<unknown>) => {
    const last = (queues.get(name) ?? Promise.resolve()).then(task);
    queues.set(name, last);
    return last;
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
  language.value = "en";
});

/** Resolves when everything has run that waits for nothing. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** The user chooses something for a room. */
function choose(store: Store, { room, token }: PushTarget, level: NotificationLevel) {
  store.set(`notify:${room}`, level);
  return sendChoice({ room, token }, store);
}

test("a browser subscribes once, and tells each room what the user chose", async () => {
  const browser = new Fixture();
  const store = memoryStore();
  language.value = "de";
  expect(await choose(store, target, "mentions")).toBe("on");
  expect(await choose(store, { room: "lab", token: "secret" }, "all")).toBe("on");
  expect(browser.subscriptions).toBe(1);
  const body = { endpoint: "https://push.example/1", keys: { p256dh: "Bkey", auth: "auth" }, language: "de" };
  expect(browser.requests.filter(({ method }) => method === "PUT")).toEqual([
    { method: "PUT", path: "/api/rooms/caf%C3%A9/push", body: { ...body, level: "mentions" } },
    {
      method: "PUT",
      path: "/api/rooms/lab/push",
      body: { ...body, level: "all" },
      authorization: "Bearer secret",
    },
  ]);
});

test("a subscription for another server's key is replaced", async () => {
  const browser = new Fixture();
  browser.subscription = browser.make(Buffer.from("another key").toString("base64url")) as {
    endpoint: string;
  };
  expect(await choose(memoryStore(), target, "all")).toBe("on");
  expect(browser.unsubscribed).toEqual(["https://push.example/1"]);
  expect(browser.subscription?.endpoint).toBe("https://push.example/2");
});

test("a browser without push, a push service that refuses, and a server that refuses are told apart from success", async () => {
  const store = memoryStore();
  new Fixture({ hasPush: false });
  expect(await choose(store, target, "all")).toBe("missing");
  const refused = new Fixture();
  refused.push = async () => {
    throw new DOMException("Registration failed", "AbortError");
  };
  expect(await choose(store, target, "all")).toBe("failed");
  const rejected = new Fixture();
  rejected.answer = { ok: false, error: { code: "not_found", message: "" } };
  expect(await choose(store, target, "all")).toBe("failed");
  vi.stubGlobal("navigator", {});
  expect(await choose(store, target, "all")).toBe("missing");
});

test("the browser's subscription ends with the last room that uses it, also if the server cannot be reached", async () => {
  const browser = new Fixture();
  const store = memoryStore();
  store.set("notify:lab", "all");
  // There is nothing to end yet.
  await choose(store, target, "nothing");
  expect(browser.requests).toEqual([]);
  await choose(store, target, "all");
  browser.requests.length = 0;
  await choose(store, target, "nothing");
  expect(browser.requests).toEqual([
    { method: "DELETE", path: "/api/rooms/caf%C3%A9/push", body: { endpoint: "https://push.example/1" } },
  ]);
  expect(browser.unsubscribed).toEqual([]);

  browser.isOnline = false;
  await forgetRoom({ room: "lab", token: undefined }, store);
  expect(browser.unsubscribed).toEqual(["https://push.example/1"]);
  expect(store.keys("notify:")).toEqual(["notify:café"]);

  // The page is connected again: the room forgets a subscription that the browser does not have any more.
  browser.isOnline = true;
  browser.requests.length = 0;
  expect(unsentRooms(store)).toEqual(["lab"]);
  await sendUnsentChoice({ room: "lab", token: undefined }, store);
  expect(browser.requests).toEqual([
    { method: "DELETE", path: "/api/rooms/lab/push", body: { endpoint: "https://push.example/1" } },
  ]);
  expect(unsentRooms(store)).toEqual([]);
});

test("what is chosen twice without a network is sent, too", async () => {
  const browser = new Fixture();
  const store = memoryStore();
  await choose(store, target, "all");
  browser.isOnline = false;
  await choose(store, target, "nothing");
  expect(browser.unsubscribed).toEqual(["https://push.example/1"]);
  browser.isOnline = true;
  browser.requests.length = 0;
  await choose(store, target, "nothing");
  expect(browser.requests).toEqual([
    { method: "DELETE", path: "/api/rooms/caf%C3%A9/push", body: { endpoint: "https://push.example/1" } },
  ]);
  expect(unsentRooms(store)).toEqual([]);
});

test("a tab that is suspended while it tells a room holds up the others for a minute at most", async () => {
  vi.useFakeTimers();
  try {
    new Fixture();
    const { locks } = navigator;
    const request = (name: string, options: LockOptions, task: () => Promise<unknown>) =>
      name === "push-choice"
        ? new Promise((_, reject) => options.signal?.addEventListener("abort", reject))
        : locks.request(name, options, task);
    vi.stubGlobal("navigator", { ...navigator, locks: { request } });
    vi.spyOn(AbortSignal, "timeout").mockImplementation((delay) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), delay);
      return controller.signal;
    });
    const choosing = choose(memoryStore(), target, "all");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await choosing).toBe("on");
  } finally {
    vi.restoreAllMocks();
    vi.useRealTimers();
  }
});

test("a browser that hangs while it subscribes holds up the next choice for a minute at most", async () => {
  vi.useFakeTimers();
  try {
    const browser = new Fixture();
    const store = memoryStore();
    const { serviceWorker, locks } = navigator;
    const hung = { getRegistration: () => new Promise(() => undefined), ready: serviceWorker.ready };
    vi.stubGlobal("navigator", { serviceWorker: hung, locks });
    const first = choose(store, target, "all");
    await vi.advanceTimersByTimeAsync(59_000);
    vi.stubGlobal("navigator", { serviceWorker, locks });
    const second = choose(store, target, "mentions");
    await vi.advanceTimersByTimeAsync(1_000);
    expect([await first, await second]).toEqual([undefined, "on"]);
    expect(browser.requests.at(-1)).toMatchObject({ body: { level: "mentions" } });
  } finally {
    vi.useRealTimers();
  }
});

test("what was chosen without a network is sent once there is one", async () => {
  const browser = new Fixture();
  const store = memoryStore();
  const lab = { room: "lab", token: undefined };
  await choose(store, target, "all");
  await choose(store, lab, "all");
  browser.isOnline = false;
  await choose(store, target, "nothing");
  await choose(store, lab, "mentions");
  // Another room uses the subscription.
  expect(browser.unsubscribed).toEqual([]);
  expect(unsentRooms(store)).toEqual(["café", "lab"]);
  browser.requests.length = 0;
  for (const room of unsentRooms(store)) await sendUnsentChoice({ ...target, room }, store);
  expect(unsentRooms(store)).toEqual(["café", "lab"]);

  browser.isOnline = true;
  browser.requests.length = 0;
  browser.answer = { ok: false, error: { code: "rate_limited", message: "later" } };
  for (const room of unsentRooms(store)) await sendUnsentChoice({ ...target, room }, store);
  expect(unsentRooms(store)).toEqual(["café", "lab"]);
  browser.answer = { ok: true };
  browser.requests.length = 0;
  for (const room of unsentRooms(store)) await sendUnsentChoice({ ...target, room }, store);
  expect(browser.done).toEqual(["DELETE caf%C3%A9", "PUT lab"]);
  expect(browser.requests.at(-1)).toMatchObject({ body: { level: "mentions" } });
  expect(unsentRooms(store)).toEqual([]);
  // Another tab has sent it meanwhile.
  await sendUnsentChoice(target, store);
  expect(browser.done).toHaveLength(2);
});

test.each([
  [["all", "nothing"], "DELETE"],
  [["all", "nothing", "mentions"], "PUT"],
  [["nothing", "all"], "PUT"],
] as const)(
  "of quick choices, %j, the last one counts, also if an earlier request takes longer",
  async (levels, last) => {
    const browser = new Fixture();
    const store = memoryStore();
    store.set("notify:lab", "all");
    if (levels[0] === "nothing") await choose(store, target, "all");
    browser.requests.length = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    browser.arrival = promise;
    const [first, ...others] = levels;
    const sending = [choose(store, target, first)];
    await vi.waitFor(() => expect(browser.done).toHaveLength(1));
    browser.arrival = Promise.resolve();
    for (const level of others) sending.push(choose(store, target, level));
    await settled();
    resolve();
    await Promise.all(sending);
    expect(browser.stored.at(-1)).toBe(last);
    expect(unsentRooms(store)).toEqual([]);
  },
);

test("a browser whose user was not asked is not subscribed later", async () => {
  const browser = new Fixture();
  vi.stubGlobal("Notification", { permission: "default" });
  const store = memoryStore();
  expect(await choose(store, target, "all")).toBe("missing");
  expect(browser.requests).toEqual([]);
  expect(unsentRooms(store)).toEqual([]);
});

/** The storage of the browser that a service worker reads. */
function stubCaches(): Map<string, Response> {
  const stored = new Map<string, Response>();
  vi.stubGlobal("caches", {
    open: async () => ({
      match: async (key: string) => stored.get(key)?.clone(),
      put: async (key: string, response: Response) => void stored.set(key, response),
    }),
  });
  return stored;
}

test("a choice that is made while the browser still subscribes is the one that counts", async () => {
  const stored = stubCaches();
  const browser = new Fixture();
  const { promise: mayGo, resolve: go } = Promise.withResolvers<void>();
  const { promise: subscribing, resolve: subscribes } = Promise.withResolvers<void>();
  browser.push = async (key) => {
    subscribes();
    await mayGo;
    return browser.make(key);
  };
  const store = memoryStore();
  const first = choose(store, target, "all");
  await subscribing;
  const end = choose(store, target, "nothing");
  await settled();
  go();
  expect([await first, await end]).toEqual([undefined, undefined]);
  expect(browser.requests.filter(({ method }) => method === "PUT")).toEqual([]);
  expect(browser.subscription).toBeNull();

  const [second, third] = [choose(store, target, "all"), choose(store, target, "mentions")];
  expect([await second, await third]).toEqual(["on", "on"]);
  expect(browser.requests.filter(({ method }) => method === "PUT")).toMatchObject([
    { body: { level: "mentions" } },
    { body: { level: "mentions" } },
  ]);
  expect(await stored.get("/kept/push")?.json()).toEqual({ café: { level: "mentions", language: "en" } });
});

test("the rooms get a subscription that replaces the one before, and no room that was turned off", async () => {
  const stored = stubCaches();
  const browser = new Fixture();
  const store = memoryStore();
  language.value = "de";
  await choose(store, target, "all");
  language.value = "en";
  await choose(store, { ...target, room: "tea" }, "mentions");
  await choose(store, { ...target, room: "off" }, "all");
  await choose(store, { ...target, room: "off" }, "nothing");
  browser.requests.length = 0;
  const renewed = browser.make(KEY) as PushSubscription;
  const manager = {
    getSubscription: async () => null,
    subscribe: async () => renewed,
  } as unknown as PushManager;
  // With both, with the old one only, and with neither, which is of no use.
  expect(await renewSubscription({ newSubscription: renewed }, manager)).toBe(2);
  expect(await renewSubscription({ oldSubscription: renewed }, manager)).toBe(2);
  expect(await renewSubscription({}, manager)).toBe(0);
  const { endpoint } = renewed;
  expect(browser.requests.filter(({ method }) => method === "PUT").slice(0, 2)).toMatchObject([
    { method: "PUT", path: "/api/rooms/caf%C3%A9/push", body: { endpoint, level: "all", language: "de" } },
    { method: "PUT", path: "/api/rooms/tea/push", body: { endpoint, level: "mentions", language: "en" } },
  ]);
  stored.clear();
  expect(await renewSubscription({ newSubscription: renewed }, manager)).toBe(0);
});

test("a subscription is renewed with what the user chose on another device while no page was open here", async () => {
  stubCaches();
  const browser = new Fixture();
  const store = memoryStore();
  for (const room of ["tea", "off", "gone", "same"]) await choose(store, { ...target, room }, "all");
  const items = [
    { kind: "notifications", room: "tea", value: "mentions" },
    { kind: "notifications", room: "off", value: "nothing" },
    { kind: "notifications", room: "gone", value: null },
    { kind: "seen", room: "same", value: 7 },
  ];
  browser.account = { ok: true, rev: 3, items };
  browser.requests.length = 0;
  const renewed = browser.make(KEY) as PushSubscription;
  const manager = {} as PushManager;
  expect(await renewSubscription({ newSubscription: renewed }, manager)).toBe(2);
  expect(browser.requests).toMatchObject([
    { method: "POST", path: "/api/account/state", body: { changes: [] } },
    { method: "PUT", path: "/api/rooms/tea/push", body: { level: "mentions" } },
    { method: "PUT", path: "/api/rooms/same/push", body: { level: "all" } },
  ]);
});
