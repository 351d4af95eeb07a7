/** Unsent messages stay on the device until the room has stored them. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { untilSavedOffline } from "./support/offline-cache.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { SHOWN_LINE, Visitor, WITH_SERVICE_WORKER } from "./support/visitor.ts";

test("messages written offline survive the page, and are sent once and in order", async () => {
  const room = uniqueRoom("outbox");
  const url = `${server.url}/rooms/${room}`;
  const [ada, grace] = [await Visitor.create(WITH_SERVICE_WORKER), await Visitor.create(WITH_SERVICE_WORKER)];
  await ada.enter(url);
  await grace.enter(url);
  await ada.say("Before");
  await ada.untilStored("Before");
  await untilSavedOffline(ada, room);
  await ada.setOffline(true);
  await ada.page.locator('.connection[data-state="offline"]').waitFor();
  for (const text of ["First", "Second", "Third"]) await ada.say(text);
  await ada.page.reload();
  await ada.line("Third").waitFor();
  await ada.page.close();

  const again = await ada.context.newPage();
  const twin = await ada.context.newPage();
  for (const page of [again, twin]) {
    await page.goto(url);
    await page.locator('.line[data-state="sending"]', { hasText: "Third" }).waitFor();
  }
  await ada.setOffline(false);
  await grace.untilStored("Third");
  for (const page of [again, twin]) {
    await page.locator(`${SHOWN_LINE}:not([data-state])`, { hasText: "Third" }).waitFor({ timeout: 60_000 });
    await expect
      .poll(() => page.locator(`${SHOWN_LINE} .text`).allInnerTexts())
      .toEqual(["Before", "First", "Second", "Third"]);
    await expect.poll(() => page.locator(".line[data-state]").count()).toBe(0);
  }
  const history = (await (await fetch(`${server.url}/api/rooms/${room}/messages`)).json()) as {
    messages: { text: string }[];
  };
  expect(history.messages.map(({ text }) => text)).toEqual(["Before", "First", "Second", "Third"]);
});

test("without IndexedDB, and with messages from before there was one, no message is lost", async () => {
  const room = uniqueRoom("no-database");
  const url = `${server.url}/rooms/${room}`;
  const ada = await Visitor.create({
    init: () => {
      localStorage.setItem(
        `outbox:${location.pathname.split("/").at(-1)}:older`,
        JSON.stringify({ nonce: "older", text: "From before", at: 1 }),
      );
      Object.defineProperty(window, "indexedDB", { value: undefined });
    },
  });
  await ada.enter(url);
  await ada.untilStored("From before");
  await ada.say("Without a database");
  await ada.untilStored("Without a database");
  ada.expectNoErrors();

  const grace = await Visitor.create(WITH_SERVICE_WORKER);
  await grace.page.goto(`${server.url}/api/health`);
  const key = `outbox:${room}:moved`;
  await grace.page.evaluate(
    (key) => localStorage.setItem(key, JSON.stringify({ nonce: "moved", text: "Moved over", at: 1 })),
    key,
  );
  await grace.enter(url);
  await grace.untilStored("Moved over");
  expect(await grace.page.evaluate((key) => localStorage.getItem(key), key)).toBeNull();
  // A response of the API has no icon.
  grace.expectNoErrors(/404/);
});

test("a database that takes long to open delays messages of an earlier visit, and loses none", async () => {
  const room = uniqueRoom("slow-database");
  const ada = await Visitor.create();
  const { page } = ada;
  await page.goto(`${server.url}/api/health`);
  // Another tab keeps the database busy until it closes.
  const busy = await ada.context.newPage();
  await busy.goto(`${server.url}/api/health`);
  await busy.evaluate(async (key) => {
    const opening = indexedDB.open("socket-rocket");
    opening.onupgradeneeded = () => opening.result.createObjectStore("outbox");
    await new Promise((resolve) => {
      opening.onsuccess = resolve;
    });
    const database = opening.result;
    const message = { nonce: "earlier", text: "From an earlier visit", at: 1 };
    await new Promise((resolve) => {
      const writing = database.transaction("outbox", "readwrite");
      writing.objectStore("outbox").put(message, key);
      writing.oncomplete = resolve;
    });
    const store = database.transaction("outbox", "readwrite").objectStore("outbox");
    // From the first answer on the transaction has the lock.
    await new Promise<void>((resolve) => {
      const repeat = () => {
        store.get(key).onsuccess = () => {
          resolve();
          repeat();
        };
      };
      repeat();
    });
  }, `${room}:earlier`);
  await page.clock.install();
  await page.goto(`${server.url}/rooms/${room}`);
  await ada.untilLive();
  await page.clock.runFor(10_000);
  await ada.say("Written meanwhile");
  await ada.untilStored("Written meanwhile");
  expect(await ada.line("From an earlier visit").count()).toBe(0);

  await busy.close();
  await ada.untilStored("From an earlier visit");
  await page.reload();
  await ada.untilLive();
  await expect
    .poll(() => page.locator(`${SHOWN_LINE} .text`).allInnerTexts())
    .toEqual(["Written meanwhile", "From an earlier visit"]);
  await expect.poll(() => page.locator(".line[data-state]").count()).toBe(0);
});

test("a message outlives a page that is reloaded before the database has it", async () => {
  const room = uniqueRoom("busy-database");
  const ada = await Visitor.create();
  const { page } = ada;
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.say("Before");
  await ada.untilStored("Before");
  const busy = await busyTab(ada);
  await ada.say("At the last moment");
  await page.reload();
  await ada.untilStored("At the last moment");
  await busy.close();
  await page.reload();
  await ada.untilLive();
  await expect
    .poll(() => page.locator(`${SHOWN_LINE} .text`).allInnerTexts())
    .toEqual(["Before", "At the last moment"]);
  await expect.poll(() => page.locator(".line[data-state]").count()).toBe(0);
});

test("a write that the database finishes after its deadline does not bring back a message that was sent", async () => {
  const room = uniqueRoom("late-write");
  const ada = await Visitor.create();
  const { page } = ada;
  await page.clock.install();
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.say("First");
  await ada.untilStored("First");
  // What is still to be written of it would wait, too.
  await expect.poll(() => records(ada, room)).toEqual(["done"]);
  const busy = await busyTab(ada);
  await ada.say("Second");
  await page.clock.runFor(10_000);
  await ada.untilStored("Second");
  await busy.close();
  await expect.poll(() => records(ada, room)).toEqual(["done", "done"]);
  await page.reload();
  await ada.untilLive();
  await ada.say("Third");
  await ada.untilStored("Third");
  expect(await ada.texts()).toEqual(["First", "Second", "Third"]);
});

test("a message that another tab has sent is not written and sent a second time", async () => {
  const room = uniqueRoom("sent-elsewhere");
  const ada = await Visitor.create();
  const { page } = ada;
  await ada.enter(`${server.url}/rooms/${room}`);
  const put = (record: object) => putRecord(ada, `${room}:rejected`, record);
  const refused = { code: "internal", message: "Try again" };
  await put({ nonce: "rejected", text: "Rejected", at: 1, refused });
  await page.reload();
  await ada.untilLive();
  await ada.line("Rejected").waitFor();
  await put({ doneAt: Date.now() });
  await ada.line("Rejected").getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => ada.line("Rejected").count()).toBe(0);
  await ada.say("Next");
  await ada.untilStored("Next");
  expect(await ada.texts()).toEqual(["Next"]);
});

test("a rejected message that is discarded in one tab goes from the other one", async () => {
  const room = uniqueRoom("discarded");
  const ada = await Visitor.create({
    init: () => {
      const Original = BroadcastChannel;
      const channels: string[] = [];
      Object.assign(window, {
        channels,
        BroadcastChannel: class extends Original {
          constructor(name: string) {
            super(name);
            channels.push(name);
          }
        },
      });
    },
  });
  await ada.enter(`${server.url}/rooms/${room}`);
  const refused = { code: "internal", message: "Try again" };
  await putRecord(ada, `${room}:rejected`, { nonce: "rejected", text: "Rejected", at: 1, refused });
  await ada.page.reload();
  await ada.line("Rejected").waitFor();
  const other = await ada.context.newPage();
  await other.goto(ada.page.url());
  await other.getByText("Rejected").waitFor();
  for (const page of [ada.page, other])
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { channels: string[] }).channels))
      .toEqual([`outbox:${room}`]);
  await ada.line("Rejected").getByRole("button", { name: "Delete" }).click();
  await expect.poll(() => other.getByText("Rejected").count()).toBe(0);
});

test("a message that another tab has read is not taken for sent when the database has finished its write", async () => {
  const room = uniqueRoom("moved-meanwhile");
  const ada = await Visitor.create();
  const { page } = ada;
  await page.clock.install();
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.say("First");
  await ada.untilStored("First");
  // What is still to be written of it would wait, too.
  await expect.poll(() => records(ada, room)).toEqual(["done"]);
  const busy = await busyTab(ada);
  await ada.setOffline(true);
  await page.locator('.connection[data-state="offline"]').waitFor();
  await ada.say("Second");
  await page.clock.runFor(10_000);
  // A tab that moves a message into the database removes it here.
  await page.evaluate((prefix) => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
  }, `outbox:${room}:`);
  await busy.close();
  await expect.poll(async () => (await records(ada, room)).length).toBe(2);
  await ada.setOffline(false);
  await ada.untilStored("Second");
  expect(await ada.texts()).toEqual(["First", "Second"]);
});

/** Another tab, which keeps the database busy until it closes. */
async function busyTab({ context }: Visitor) {
  const busy = await context.newPage();
  await busy.goto(`${server.url}/api/health`);
  await busy.evaluate(async () => {
    const opening = indexedDB.open("socket-rocket");
    await new Promise((resolve) => {
      opening.onsuccess = resolve;
    });
    const store = opening.result.transaction("outbox", "readwrite").objectStore("outbox");
    // From the first answer on the transaction has the lock.
    await new Promise<void>((resolve) => {
      const repeat = () => {
        store.get("").onsuccess = () => {
          resolve();
          repeat();
        };
      };
      repeat();
    });
  });
  return busy;
}

/** Writes a record into the database, as another tab does. */
const putRecord = ({ page }: Visitor, key: string, record: object): Promise<void> =>
  page.evaluate(
    async ([key, record]) => {
      const opening = indexedDB.open("socket-rocket");
      await new Promise((resolve) => {
        opening.onsuccess = resolve;
      });
      const writing = opening.result.transaction("outbox", "readwrite");
      writing.objectStore("outbox").put(record, key);
      await new Promise((resolve) => {
        writing.oncomplete = resolve;
      });
      opening.result.close();
    },
    [key, record] as const,
  );

/** The texts of the messages in the database; "done" for those that were sent. */
const records = ({ page }: Visitor, room: string): Promise<string[]> =>
  page.evaluate(async (prefix) => {
    const opening = indexedDB.open("socket-rocket");
    await new Promise((resolve) => {
      opening.onsuccess = resolve;
    });
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const reading = opening.result.transaction("outbox").objectStore("outbox").getAll(range);
    await new Promise((resolve) => {
      reading.onsuccess = resolve;
    });
    opening.result.close();
    return reading.result.map((record: { text?: string }) => record.text ?? "done");
  }, `${room}:`);
