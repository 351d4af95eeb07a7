/** A person on two devices: a link, the list of devices, and signing out. */
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { axeViolations, horizontalOverflow } from "./support/axe.ts";
import { closeDialog, openRoomSettings } from "./support/dialogs.ts";
import { fillRoom } from "./support/fill-room.ts";
import { cachedPaths, untilSavedOffline } from "./support/offline-cache.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor, WITH_SERVICE_WORKER } from "./support/visitor.ts";

const WIDE = { viewport: { width: 1440, height: 900 } };

async function openDevices({ page }: Visitor): Promise<Locator> {
  await page.getByRole("button", { name: "Devices", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Devices" });
  await dialog.waitFor();
  return dialog;
}

/** Makes a link in the dialog. @returns its address */
async function createLink(dialog: Locator): Promise<string> {
  await dialog.getByRole("button", { name: "Create link" }).click();
  const field = dialog.getByRole("textbox", { name: "Sign-in link" });
  await field.waitFor();
  return field.inputValue();
}

/** Everything of a person that a browser can store. */
const stored = (page: Page) =>
  page.evaluate(async () => {
    const databases = await Promise.all(
      (await indexedDB.databases()).map(
        ({ name = "" }) =>
          new Promise<number>((resolve, reject) => {
            const opening = indexedDB.open(name);
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
              const database = opening.result;
              const stores = [...database.objectStoreNames];
              if (stores.length === 0) return resolve(0);
              const counting = database
                .transaction(stores)
                .objectStore(stores[0] ?? "")
                .count();
              counting.onsuccess = () => resolve(counting.result);
              counting.onerror = () => reject(counting.error);
            };
          }),
      ),
    );
    return {
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
      cookies: document.cookie,
      window: window.name,
      records: databases.reduce((sum, count) => sum + count, 0),
      caches: (await caches.keys()).filter((name) => !name.startsWith("page-")),
    };
  });

const NOTHING = { local: [], session: [], cookies: "", window: "", records: 0, caches: [] };

test("a link makes another browser the same person, who owns the same room; signing it out removes everything from it", async () => {
  const room = uniqueRoom("devices");
  const ada = await Visitor.create({ ...WIDE, init: () => localStorage.setItem("name", "Ada") });
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.say("Mine");
  await ada.untilStored("Mine");
  const dialog = await openDevices(ada);
  await dialog.getByText("You're only on this device.").waitFor();
  // An error that is not there takes no space.
  const errors = dialog.getByRole("alert", { includeHidden: true });
  expect(await errors.evaluateAll((all) => all.map((one) => getComputedStyle(one).position))).toEqual(
    Array(await errors.count()).fill("absolute"),
  );
  expect(await errors.count()).toBeGreaterThan(3);
  const link = await createLink(dialog);
  expect(link).toMatch(/\/sign-in#link=[\w-]+\.[\w-]+$/);
  await dialog.getByRole("img", { name: "QR code of the sign-in link" }).waitFor();
  expect(await axeViolations(ada)).toEqual([]);
  await ada.page.emulateMedia({ colorScheme: "light" });

  const phone = await Visitor.create({ viewport: { width: 390, height: 844 }, hasTouch: true });
  // Someone used this browser before.
  await phone.enter(`${server.url}/rooms/${room}`);
  await phone.composer.fill("A draft of a stranger");
  await phone.page.goto(link);
  await phone.page.getByRole("heading", { name: "Continue here as Ada?" }).waitFor();
  // The secret is not in the history.
  expect(phone.page.url()).toBe(`${server.url}/sign-in`);
  expect(await axeViolations(phone)).toEqual([]);
  expect(await horizontalOverflow(phone)).toBe(0);
  await phone.page.getByRole("button", { name: "Continue" }).click();
  await phone.page.waitForURL(`${server.url}/`);
  await phone.enter(`${server.url}/rooms/${room}`);
  expect(await phone.composer.inputValue()).toBe("");
  await phone.say("From the phone");
  await phone.untilStored("From the phone");
  await dialog.getByText("The link was used.").waitFor();
  const list = dialog.getByRole("listitem");
  await expect.poll(() => list.count()).toBe(2);
  await dialog.getByText("This device").waitFor();
  // One person in the room, who owns it.
  await ada.page.keyboard.press("Escape");
  await ada.page.getByText("1 member online").waitFor();
  await openRoomSettings(phone, room);
  await phone.page.getByText("Delete room").first().waitFor();
  await closeDialog(phone);

  const again = await openDevices(ada);
  await again.getByRole("button", { name: /^Sign out (?!here|everywhere)/ }).click();
  await phone.page.getByRole("heading", { name: "You're signed out" }).waitFor();
  expect(await stored(phone.page)).toEqual(NOTHING);
  await expect.poll(() => again.getByRole("listitem").count()).toBe(1);

  // The next person.
  await phone.page.goBack();
  await expect.poll(() => phone.page.url()).not.toContain("/signed-out");
  await phone.enter(`${server.url}/rooms/${room}`);
  await ada.page.keyboard.press("Escape");
  await ada.page.getByText("2 members online").waitFor();
  await ada.say("Still here");
  await ada.untilStored("Still here");

  // A link works once.
  const late = await Visitor.create();
  await late.page.goto(link);
  await late.page.getByRole("heading", { name: "This link doesn't work any more" }).waitFor();
  ada.expectNoErrors();
  // It may have shared something in the moment in which it was signed out.
  phone.expectNoErrors(/401/);
});

test("a link that was used while the list of devices could not be loaded is shown as used", async () => {
  const ada = await Visitor.create(WIDE);
  await ada.enter(`${server.url}/rooms/${uniqueRoom("devices")}`);
  const dialog = await openDevices(ada);
  await dialog.getByText("You're only on this device.").waitFor();
  await ada.page.route("**/api/account", (route) => route.abort());
  const link = await createLink(dialog);
  const phone = await Visitor.create();
  await phone.page.goto(link);
  await phone.page.getByRole("button", { name: "Continue" }).click();
  await phone.page.waitForURL(`${server.url}/`);
  await ada.page.unroute("**/api/account");
  await dialog.getByText("The link was used.").waitFor();
});

test("signing out removes everything of a person from the browser, in all its tabs", async () => {
  const room = uniqueRoom("devices");
  const ada = await Visitor.create({
    ...WIDE,
    ...WITH_SERVICE_WORKER,
    init: () => {
      if (location.pathname.startsWith("/rooms/") && localStorage.getItem("name") === null)
        localStorage.setItem("name", "Ada");
    },
  });
  const { page, context } = ada;
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.say("A private thought");
  await ada.untilStored("A private thought");
  await untilSavedOffline(ada, room);
  await ada.composer.fill("Half a thought");
  const front = await context.newPage();
  await front.goto(server.url);
  await front.getByRole("link", { name: room }).first().waitFor();
  const before = await context.cookies();
  expect((await stored(page)).caches).toEqual(["messages-1"]);
  expect((await stored(page)).local.length).toBeGreaterThan(3);
  // The other tab leaves last. Otherwise its next page, which stores that it has asked for a name, may open at any time.
  const { promise: checked, resolve: letFrontLeave } = Promise.withResolvers<void>();
  await front.route("**/signed-out*", async (route) => {
    await checked;
    await route.continue();
  });

  const dialog = await openDevices(ada);
  await dialog.getByRole("button", { name: "Sign out here" }).click();
  await dialog.getByText("You lose your name and the ownership of your rooms for good.").waitFor();
  await dialog.getByText("They're deleted.").waitFor();
  await dialog.getByRole("button", { name: "Yes, sign out" }).click();
  await page.getByRole("heading", { name: "You're signed out" }).waitFor();
  expect(await stored(page)).toEqual(NOTHING);
  expect(Object.keys(await cachedPaths(ada)).every((name) => name.startsWith("page-"))).toBe(true);
  letFrontLeave();
  // The other tab says so, too, and does not show the rooms of the person any more.
  await front.getByRole("heading", { name: "You're signed out" }).waitFor();
  await expect.poll(() => front.getByRole("navigation", { name: "Recent rooms" }).count()).toBe(0);
  const session = (cookies: typeof before) => cookies.find(({ name }) => /session$/.test(name))?.value;
  const after = session(await context.cookies());
  expect(after).toBeDefined();
  expect(after).not.toBe(session(before));
  await page.goBack();
  await expect.poll(() => page.url()).not.toContain("sign");
  await expect.poll(() => page.getByText("Half a thought").count()).toBe(0);
  ada.expectNoErrors();
});

test("name, rooms and read marks follow a user to their other device, at once where a page is open", async () => {
  const [first, second, third] = [uniqueRoom("devices"), uniqueRoom("devices"), uniqueRoom("devices")];
  await fillRoom(server, first, ["Welcome"], "Grace");
  const ada = await Visitor.create({ ...WIDE, init: () => localStorage.setItem("name", "Ada") });
  await ada.enter(`${server.url}/rooms/${first}`);
  await ada.line("Welcome").waitFor();
  const link = await createLink(await openDevices(ada));
  await closeDialog(ada);
  await ada.enter(`${server.url}/rooms/${third}`);
  const shared = () =>
    ada.page.evaluate(
      (key) => JSON.parse(localStorage.getItem("account") ?? "{}").values?.[key],
      `seen:${first}`,
    );
  await expect.poll(shared, { timeout: 60_000 }).toBe("1");

  const phone = await Visitor.create(WIDE);
  await phone.page.goto(link);
  await phone.page.getByRole("button", { name: "Continue" }).click();
  await phone.page
    .getByRole("navigation", { name: "Recent rooms" })
    .getByRole("link", { name: first })
    .waitFor();
  await fillRoom(server, first, ["News"], "Grace");
  await phone.enter(`${server.url}/rooms/${second}`);
  const list = (visitor: Visitor) => visitor.page.getByRole("navigation", { name: "Your rooms" });
  await list(phone)
    .getByRole("link", { name: `${first} unread` })
    .waitFor();
  // The room that the phone has opened, and then the name.
  await list(ada).getByRole("link", { name: second }).waitFor();
  await phone.page.getByRole("button", { name: "Change your name" }).click();
  await phone.page.getByRole("textbox", { name: "Your name" }).fill("Ada L.");
  await phone.page.keyboard.press("Enter");
  await ada.page.locator(".yourself-name", { hasText: "Ada L." }).waitFor();
  // Others see who has an account.
  const bob = await Visitor.create(WIDE);
  await bob.enter(`${server.url}/rooms/${second}`);
  await bob.page.getByRole("button", { name: "Ada L. Account" }).click();
  await bob.page.getByText("They have an account here").waitFor();
  // A front page has no socket: it asks when the user looks at it.
  await phone.page.goto(server.url);
  await phone.page.getByRole("navigation", { name: "Recent rooms" }).waitFor();
  const devices = await openDevices(ada);
  await devices.getByRole("button", { name: /^Sign out (?!here|everywhere)/ }).click();
  await expect.poll(() => devices.getByRole("listitem").count(), { timeout: 30_000 }).toBe(1);
  const look = () => phone.page.evaluate(() => void dispatchEvent(new Event("focus"))).catch(() => undefined);
  const signedOut = phone.page.getByRole("heading", { name: "You're signed out" });
  await expect.poll(() => look().then(() => signedOut.count()), { timeout: 60_000 }).toBe(1);
  ada.expectNoErrors();
  // The answer to its question.
  phone.expectNoErrors(/401/);
});

test("a recovery code signs in once, typed at the sign-in page", async () => {
  const room = uniqueRoom("devices");
  const ada = await Visitor.create({ ...WIDE, init: () => localStorage.setItem("name", "Ada") });
  await ada.enter(`${server.url}/rooms/${room}`);
  const dialog = await openDevices(ada);
  await dialog.getByRole("button", { name: "Create recovery code" }).click();
  const code = (await dialog.locator("pre").textContent()) ?? "";

  const other = await Visitor.create({ viewport: { width: 320, height: 640 } });
  const { page } = other;
  await page.goto(server.url);
  await page.getByRole("link", { name: "Sign in" }).click();
  const field = page.getByRole("textbox", { name: "Recovery code" });
  const use = page.getByRole("button", { name: "Use code" });
  // The last character has one bit of the secret.
  await field.fill(`${code.slice(0, -1)}${code.endsWith("0") ? "g" : "0"}`);
  await use.click();
  await page.getByRole("alert").getByText("This code is wrong, or was used already.").waitFor();
  expect(await axeViolations(other)).toEqual([]);
  expect(await horizontalOverflow(other)).toBe(0);
  await field.fill(` ${code.toLowerCase().replaceAll("-", " ")} `);
  await use.click();
  await page.getByRole("navigation", { name: "Recent rooms" }).getByRole("link", { name: room }).waitFor();
  expect(await page.evaluate(() => localStorage.getItem("name"))).toBe("Ada");

  const late = await Visitor.create();
  await late.page.goto(`${server.url}/sign-in`);
  await late.page.getByRole("textbox", { name: "Recovery code" }).fill(code);
  await late.page.getByRole("button", { name: "Use code" }).click();
  await late.page.getByText("This code is wrong, or was used already.").waitFor();
});

test("a browser that stores nothing says what is lost, and uses a link until the tab is closed", async () => {
  const room = uniqueRoom("devices");
  const ada = await Visitor.create({ ...WIDE, blockCookies: "all" });
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.page.getByText("you lose unsent messages, your name and the ownership of rooms").waitFor();
  await ada.say("Mine");
  await ada.untilStored("Mine");
  const link = await createLink(await openDevices(ada));
  const phone = await Visitor.create({ ...WIDE, blockCookies: "all" });
  await phone.page.goto(link);
  await phone.page.getByRole("button", { name: "Continue" }).click();
  await phone.page.waitForURL(`${server.url}/`);
  await phone.page.getByRole("textbox", { name: "Room name" }).fill(room);
  await phone.page.getByRole("button", { name: "Open room" }).click();
  await phone.untilLive();
  await openRoomSettings(phone, room);
  await phone.page.getByText("Delete room").first().waitFor();
});
