/** Notifications of the page and of its service worker. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { LANGUAGES } from "../../../src/shared/language.ts";
import type { PushNotice } from "../../../src/shared/push.ts";
import {
  chooseLevel,
  notificationProblem,
} from "../../../src/web/features/notifications/choose-notifications.ts";
import { showNotice } from "../../../src/web/features/notifications/message-notice.ts";
import { RoomNotifications } from "../../../src/web/features/notifications/room-notifications.ts";
import { showMessage } from "../../../src/web/features/notifications/show-notification.ts";
import { clearNotice } from "../../../src/web/features/notifications/shown-notices.ts";
import { openFromNotification } from "../../../src/web/features/offline/notification-click.ts";
import { NOTICE_WORDS } from "../../../src/web/i18n/notice-words.ts";
import { memoryStore, type Store } from "../../../src/web/storage/device-storage.ts";

const message = { seq: 7, from: { id: "grace", name: "Grace" }, at: 0, text: "Hello @Ada" };
const place = { room: "lab", title: "Lab", open: () => undefined };
const address = "https://chat.example/rooms/lab?m=7";

afterEach(() => void vi.unstubAllGlobals());

/** A browser whose constructor throws, as on Android. */
function withoutConstructor(permission: NotificationPermission, navigator: object): void {
  class Illegal {
    static readonly permission = permission;
    static readonly requestPermission = async () => permission;

    constructor() {
      throw new TypeError("Illegal constructor");
    }
  }
  vi.stubGlobal("Notification", Illegal);
  vi.stubGlobal("window", { Notification: Illegal });
  vi.stubGlobal("isSecureContext", true);
  vi.stubGlobal("navigator", { languages: ["en"], ...navigator });
  vi.stubGlobal("location", { origin: "https://chat.example", href: "https://chat.example/rooms/lab" });
  vi.stubGlobal("document", { visibilityState: "hidden", addEventListener: () => undefined });
}

interface Shown {
  title: string;
  tag: string;
  body: string;
  renotify: boolean;
  data: { address: string; seq: number; count: number };
  close(): void;
}

/** A service worker's registration that keeps the notifications that it shows, one for each tag. */
class Registration {
  shown: Shown[] = [];
  calls = 0;

  async showNotification(title: string, options: Omit<Shown, "title" | "close">): Promise<void> {
    this.calls++;
    this.shown = this.shown.filter(({ tag }) => tag !== options.tag);
    const close = () => {
      this.shown = this.shown.filter(({ tag }) => tag !== options.tag);
    };
    this.shown.push({ title, ...options, close });
  }

  async getNotifications({ tag }: { tag?: string } = {}): Promise<Shown[]> {
    return this.shown.filter((shown) => tag === undefined || shown.tag === tag);
  }
}

const notificationsWith = (store: Store, isForMember = () => true) =>
  new RoomNotifications({
    store,
    room: "lab",
    title: () => "Lab",
    open: () => undefined,
    isForMember,
    label: ({ name }) => name,
  });

describe("a message", () => {
  test("is shown by the service worker, also by one that is still being installed", async () => {
    const registration = new Registration();
    let isReady: (registration: unknown) => void = () => undefined;
    const ready = new Promise((resolve) => {
      isReady = resolve;
    });
    withoutConstructor("granted", { serviceWorker: { getRegistration: async () => registration, ready } });
    const showing = showMessage(message, place);
    isReady(registration);
    await showing;
    expect(registration.shown).toMatchObject([
      {
        title: "Grace · Lab",
        body: "Hello @Ada",
        tag: "room:lab",
        renotify: true,
        data: { address, seq: 7, count: 1 },
      },
    ]);
  });

  test("is shown nowhere without a constructor and a service worker, and no notifications are offered", async () => {
    withoutConstructor("default", {});
    expect(notificationProblem()).toBe("missing");
    await expect(showMessage(message, place)).rejects.toThrow("Illegal constructor");
    withoutConstructor("default", { serviceWorker: {} });
    expect(notificationProblem()).toBeUndefined();
    withoutConstructor("denied", { serviceWorker: {} });
    expect(notificationProblem()).toBe("blocked");
    vi.stubGlobal("isSecureContext", false);
    expect(notificationProblem()).toBe("insecure");
  });

  test("notifies by what was chosen for its room, while the page is hidden", async () => {
    const registration = new Registration();
    withoutConstructor("granted", {
      serviceWorker: { getRegistration: async () => registration, ready: Promise.resolve(registration) },
    });
    const store = memoryStore();
    const [you, isForYou] = [
      { id: "ada", name: "Ada" },
      ({ text }: { text: string }) => text.includes("@Ada"),
    ];
    const notify = async (seq: number, text: string) => {
      const notifications = notificationsWith(store, isForYou as never);
      notifications.notify([{ ...message, seq, text }], you);
      notifications.notify([{ ...message, seq: 99, text: "@Ada last" }], you);
    };
    await notify(1, "@Ada");
    expect(store.keys("notify")).toEqual([]);
    // What an earlier version stored for all rooms.
    store.set("notify", "1");
    expect(notificationsWith(store).level.value).toBe("mentions");
    store.set("notify:lab", "nothing");
    expect(notificationsWith(store).level.value).toBe("nothing");
    await notify(2, "@Ada");
    store.set("notify:lab", "mentions");
    notificationsWith(store, isForYou as never).notify([{ ...message, seq: 3, text: "to all" }], you);
    notificationsWith(store, isForYou as never).notify([{ ...message, seq: 4, text: "@Ada" }], you);
    await expect.poll(() => registration.shown.map(({ body }) => body)).toEqual(["@Ada"]);
    store.set("notify:lab", "all");
    notificationsWith(store, isForYou as never).notify([{ ...message, seq: 5, text: "to all" }], you);
    await expect.poll(() => registration.shown.map(({ data }) => data.seq)).toEqual([5]);
    vi.stubGlobal("document", { visibilityState: "visible" });
    notificationsWith(store).notify([{ ...message, seq: 6 }], you);
    expect(registration.calls).toBe(2);
  });
});

describe("a choice", () => {
  const contextWith = (store: Store) =>
    ({
      store,
      notifications: notificationsWith(store),
      room: {
        name: "lab",
        settings: { title: { peek: () => "Lab" }, current: { value: undefined } },
        onClose() {},
      },
    }) as never as Parameters<typeof chooseLevel>[0];

  test("counts only where the browser shows the first notification", async () => {
    const store = memoryStore();
    withoutConstructor("granted", { serviceWorker: { getRegistration: async () => undefined } });
    const first = contextWith(store);
    await chooseLevel(first, "mentions");
    expect(first.notifications.problem.value).toBe("failed");
    expect(notificationsWith(store).level.value).toBe("nothing");

    const registration = new Registration();
    withoutConstructor("granted", {
      serviceWorker: { getRegistration: async () => registration, ready: Promise.resolve(registration) },
    });
    await chooseLevel(contextWith(store), "mentions");
    expect(registration.shown).toMatchObject([{ title: "Lab", body: "Notifications are on for this room." }]);
    expect(notificationsWith(store).level.value).toBe("mentions");
  });

  test("is not stored if the permission is refused", async () => {
    const store = memoryStore();
    withoutConstructor("denied", { serviceWorker: {} });
    const context = contextWith(store);
    await chooseLevel(context, "all");
    expect(context.notifications.problem.value).toBe("blocked");
    expect(store.keys("")).toEqual([]);
  });
});

describe("the notice of a room", () => {
  test("has every plural form of each language", () => {
    for (const language of LANGUAGES) {
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      expect(Object.keys(NOTICE_WORDS[language].messages).sort()).toEqual(pluralCategories.toSorted());
    }
  });

  const notice = (seq: number, more: Partial<PushNotice> = {}): PushNotice => ({
    room: "lab",
    title: "Lab",
    count: 1,
    seq,
    from: { id: "grace", name: "Grace" },
    text: `message ${seq}`,
    language: "en",
    ...more,
  });

  test("counts what came since it was shown, once, and the badge counts the notices of all rooms", async () => {
    const registration = new Registration();
    const badges: (number | "none")[] = [];
    withoutConstructor("granted", {
      setAppBadge: async (count: number) => void badges.push(count),
      clearAppBadge: async () => void badges.push("none"),
    });
    const show = (shown: PushNotice) => showNotice(registration as never, shown);
    await show(notice(3));
    expect(registration.shown).toMatchObject([{ title: "Grace · Lab", body: "message 3" }]);
    // The page has shown it already.
    await show(notice(3));
    expect(registration.calls).toBe(1);
    await show(notice(8, { count: 2 }));
    expect(registration.shown).toMatchObject([
      { title: "Lab", body: "3 new messages\nGrace: message 8", data: { seq: 8, count: 3 } },
    ]);
    // The page has shown the first of these two.
    await show(notice(9, { count: 2 }));
    expect(registration.shown).toMatchObject([{ data: { seq: 9, count: 4 } }]);
    await show(notice(1, { room: "café", title: "Café" }));
    expect(registration.shown[1]?.data.address).toBe("https://chat.example/rooms/caf%C3%A9?m=1");
    expect(badges).toEqual([1, 3, 4, 5]);
    await clearNotice(registration as never, "lab");
    expect(registration.shown.map(({ tag }) => tag)).toEqual(["room:café"]);
    await clearNotice(registration as never, "café");
    expect(badges.slice(4)).toEqual([1, "none"]);
  });

  test("is written in its language, and says only the number if the message was deleted", async () => {
    const registration = new Registration();
    withoutConstructor("granted", {});
    const { from: _from, text: _text, ...deleted } = notice(2, { count: 2, language: "de" });
    await showNotice(registration as never, deleted);
    expect(registration.shown).toMatchObject([{ title: "Lab", body: "2 neue Nachrichten" }]);
    await showNotice(registration as never, notice(5, { language: "ar", room: "arabic", count: 2 }));
    expect(registration.shown[1]).toMatchObject({ body: "رسالتان جديدتان\nGrace: message 5", lang: "ar" });
  });
});

test.each([address, { address, seq: 7, count: 1 }])(
  "a click on a notification with %j opens the message in the page of its room, or in a new one",
  async (data) => {
    const posted: unknown[] = [];
    const opened: string[] = [];
    const pageAt = (url: string, { answers = true } = {}) => ({
      url,
      visibilityState: "hidden" as const,
      focus: async () => void posted.push("focus"),
      navigate: async (to: string) => void posted.push(to),
      postMessage(said: unknown, [port]: Transferable[]) {
        posted.push(said);
        if (answers) (port as MessagePort).postMessage("shown");
      },
    });
    const click = async (pages: ReturnType<typeof pageAt>[]) => {
      const waits: Promise<unknown>[] = [];
      const event = Object.assign(new Event("notificationclick"), {
        notification: { close: () => void posted.push("close"), data },
        waitUntil: (done: Promise<unknown>) => void waits.push(done),
      });
      const openWindow = async (url: string) => void opened.push(url);
      openFromNotification({ matchAll: async () => pages, openWindow }, event);
      await Promise.all(waits);
    };
    const other = pageAt("https://chat.example/rooms/laboratory");
    await click([other, pageAt("https://chat.example/rooms/lab")]);
    expect(posted).toEqual(["close", { openMessage: address }, "focus"]);
    expect(opened).toEqual([]);
    await click([other]);
    expect(opened).toEqual([address]);
    // The page has not loaded the part that shows it.
    posted.length = 0;
    await click([pageAt("https://chat.example/rooms/lab", { answers: false })]);
    expect(posted).toEqual(["close", { openMessage: address }, "focus", address]);
  },
);
