/** The subscription of a browser to Web Push: how it is made, kept and ended, with a push manager of the test. */
import { afterEach, expect, test, vi } from "vitest";
import {
  forgetRoom,
  subscribe,
  unsubscribe,
} from "../../../src/web/features/notifications/push-subscription.ts";
import { renewSubscription } from "../../../src/web/features/notifications/renew-subscription.ts";
import { memoryStore } from "../../../src/web/storage/device-storage.ts";

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
  /** What the push service does. */
  push = async (key: string): Promise<object> => this.make(key);

  constructor({ hasPush = true } = {}) {
    const registration = hasPush ? { pushManager: this.#pushManager } : {};
    vi.stubGlobal("navigator", {
      serviceWorker: { getRegistration: async () => registration, ready: Promise.resolve(registration) },
    });
    vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
      const { Authorization } = (init.headers ?? {}) as Record<string, string>;
      this.requests.push({
        method: init.method ?? "GET",
        path,
        ...(init.body ? { body: JSON.parse(String(init.body)) } : {}),
        ...(Authorization ? { authorization: Authorization } : {}),
      });
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

afterEach(() => void vi.unstubAllGlobals());

test("a browser subscribes once, and tells each room what the user chose", async () => {
  const browser = new Fixture();
  expect(await subscribe(target, "mentions", "de")).toBe("on");
  expect(await subscribe({ room: "lab", token: "secret" }, "all", "de")).toBe("on");
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
  expect(await subscribe(target, "all", "en")).toBe("on");
  expect(browser.unsubscribed).toEqual(["https://push.example/1"]);
  expect(browser.subscription?.endpoint).toBe("https://push.example/2");
});

test("a browser without push, a push service that refuses, and a server that refuses are told apart from success", async () => {
  new Fixture({ hasPush: false });
  expect(await subscribe(target, "all", "en")).toBe("missing");
  const refused = new Fixture();
  refused.push = async () => {
    throw new DOMException("Registration failed", "AbortError");
  };
  expect(await subscribe(target, "all", "en")).toBe("failed");
  const rejected = new Fixture();
  rejected.answer = { ok: false, error: { code: "not_found", message: "" } };
  expect(await subscribe(target, "all", "en")).toBe("failed");
  vi.stubGlobal("navigator", {});
  expect(await subscribe(target, "all", "en")).toBe("missing");
});

test("the browser's subscription ends with the last room that uses it, also if the server cannot be reached", async () => {
  const browser = new Fixture();
  const store = memoryStore();
  store.set("notify:café", "nothing");
  store.set("notify:lab", "all");
  // There is nothing to end yet.
  await unsubscribe(target, store);
  expect(browser.requests).toEqual([]);
  await subscribe(target, "all", "en");
  browser.requests.length = 0;
  await unsubscribe(target, store);
  expect(browser.requests).toEqual([
    { method: "DELETE", path: "/api/rooms/caf%C3%A9/push", body: { endpoint: "https://push.example/1" } },
  ]);
  expect(browser.unsubscribed).toEqual([]);

  vi.stubGlobal("fetch", async () => {
    throw new TypeError("Failed to fetch");
  });
  await forgetRoom({ room: "lab", token: undefined }, store);
  expect(browser.unsubscribed).toEqual(["https://push.example/1"]);
  expect(store.keys("notify:")).toEqual(["notify:café"]);
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
  const first = subscribe(target, "all", "en");
  await subscribing;
  await unsubscribe(target, memoryStore());
  go();
  expect(await first).toBeUndefined();
  expect(browser.requests.filter(({ method }) => method === "PUT")).toEqual([]);

  const [second, third] = [subscribe(target, "all", "en"), subscribe(target, "mentions", "en")];
  expect([await second, await third]).toEqual([undefined, "on"]);
  expect(browser.requests.filter(({ method }) => method === "PUT")).toMatchObject([
    { body: { level: "mentions" } },
  ]);
  expect(await stored.get("/kept/push")?.json()).toEqual({ café: { level: "mentions", language: "en" } });
});

test("the rooms get a subscription that replaces the one before, and no room that was turned off", async () => {
  const stored = stubCaches();
  const browser = new Fixture();
  await subscribe(target, "all", "de");
  await subscribe({ ...target, room: "tea" }, "mentions", "en");
  await subscribe({ ...target, room: "off" }, "all", "en");
  await unsubscribe({ ...target, room: "off" }, memoryStore());
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
  for (const room of ["tea", "off", "gone", "same"]) await subscribe({ ...target, room }, "all", "en");
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
