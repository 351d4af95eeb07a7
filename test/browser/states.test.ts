/** Error states of a room: each explains the problem and offers an action. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { startServer } from "../support/server.ts";
import { axeViolations, horizontalOverflow } from "./support/axe.ts";
import { openRoomSettings } from "./support/dialogs.ts";
import { customServer, sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("a full room says so and retries; a waiting person joins when there is space", async () => {
  const narrow = uniqueRoom("narrow");
  const server = await startServer({ vars: { LIMIT_SOCKETS_PER_ROOM: "1" } });
  const url = `${server.url}/rooms/${narrow}`;
  const [ada, grace] = [await Visitor.create(), await Visitor.create()];
  await ada.enter(url);
  await grace.page.goto(url);
  await grace.page.getByRole("heading", { name: "This room is full" }).waitFor();
  await grace.connection.getByText("Room full").waitFor();
  await grace.write("When I am in");
  await grace.connection.getByText("Room full, 1 message waiting").waitFor();
  await ada.page.goto("about:blank");
  await expect
    .poll(
      async () => {
        // Only if it is there: the page tries again by itself, too.
        await grace.page
          .getByRole("button", { name: "Try again" })
          .evaluateAll((buttons: HTMLElement[]) => buttons[0]?.click());
        return grace.connection.getAttribute("data-state");
      },
      { interval: 1_000 },
    )
    .toBe("live");
  await grace.untilStored("When I am in");
  grace.expectNoErrors();
});

test("after too many wrong passphrases the page says to wait, and retries by itself", async () => {
  const patience = uniqueRoom("patience");
  const url = `${customServer.url}/rooms/${patience}`;
  const [ada, grace] = [await Visitor.create(), await Visitor.create()];
  await ada.enter(url);
  await ada.say("Mine");
  await ada.untilStored("Mine");
  const dialog = await openRoomSettings(ada, patience);
  await dialog.getByLabel("Visibility").selectOption("Private");
  await dialog.getByLabel("Passphrase").fill("open sesame");
  await dialog.getByRole("button", { name: "Save" }).last().click();
  await dialog.getByText("Passphrase saved.").waitFor();
  await grace.page.goto(url);
  for (const passphrase of ["first guess", "second guess"]) {
    await grace.page.getByLabel("Passphrase").fill(passphrase);
    await grace.page.getByRole("button", { name: "Join" }).click();
    if (passphrase === "first guess") await grace.page.getByText("Wrong passphrase.").waitFor();
  }
  const state = grace.page.getByRole("alert").filter({ hasText: "You're going too fast" });
  await state.getByText("The page tries again in a moment.").waitFor();
  await grace.page.getByRole("button", { name: "Try again" }).waitFor();
  await expect.poll(() => grace.connection.getAttribute("data-state")).toBe("refused");
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("a page older than its server reloads once, then asks for a reload, and keeps typed text", async () => {
  const old = uniqueRoom("old");
  const ada = await Visitor.create();
  const { page } = ada;
  let loads = 0;
  page.on("domcontentloaded", () => loads++);
  await page.routeWebSocket(/socket\.io/, (ws) => {
    const room = ws.connectToServer();
    room.onMessage((frame) => ws.send(String(frame).replace(/("welcome",\{"v":)\d+/, "$199")));
  });
  await page.goto(`${server.url}/rooms/${old}`);
  await page.getByRole("heading", { name: "A new version of this page is available" }).waitFor();
  expect(loads).toBe(2);
  await ada.connection.getByText("Page out of date").waitFor();
  await ada.write("Written meanwhile");
  await ada.connection.getByText("1 message waiting").waitFor();
  await page.unrouteAll();
  const loaded = page.waitForEvent("domcontentloaded");
  await page.getByRole("button", { name: "Reload the page" }).click();
  await loaded;
  ada.expectNoErrors();
});

test("a chunk that the server no longer has shows an error with a reload button", async () => {
  const parts = uniqueRoom("parts");
  const ada = await Visitor.create();
  const { page } = ada;
  await ada.enter(`${server.url}/rooms/${parts}`);
  await page.route(/\/assets\/chunk-/, (route) => route.fulfill({ status: 404, body: "" }));
  await page.keyboard.press("Control+,");
  await page.getByRole("status").getByText("This couldn't be loaded. Check your connection.").waitFor();
  await page.unroute(/\/assets\/chunk-/);
  const loaded = page.waitForEvent("domcontentloaded");
  await page.getByRole("button", { name: "Reload the page" }).click();
  await loaded;
  await ada.untilLive();
  await openRoomSettings(ada, parts);
  ada.expectNoErrors(/404/);
});

test("without storage the page works, and says what is lost", async () => {
  const forgetful = uniqueRoom("forgetful");
  const denied = () => {
    for (const name of ["localStorage", "sessionStorage", "indexedDB"])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      });
  };
  const ada = await Visitor.create({ init: denied });
  await ada.enter(`${server.url}/rooms/${forgetful}`);
  const note = ada.page.getByText("Your browser doesn't save data for this page");
  await note.waitFor();
  await ada.say("Said all the same");
  await ada.untilStored("Said all the same");
  await ada.page.getByRole("button", { name: "Got it" }).click();
  await note.waitFor({ state: "detached" });
  await ada.page.goto(server.url);
  await ada.page.getByLabel("Room name").waitFor();
  ada.expectNoErrors();
});

test("a room that cannot be reached says so, and opens by itself when it can", async () => {
  const far = uniqueRoom("far");
  const ada = await Visitor.create();
  const { page } = ada;
  const blocked = /socket\.io/;
  await page.route(blocked, (route) => route.abort());
  let open = false;
  await page.routeWebSocket(blocked, (ws) => {
    if (open) ws.connectToServer();
    else void ws.close();
  });
  await page.goto(`${server.url}/rooms/${far}`);
  await page.getByRole("heading", { name: "Can't reach the room" }).waitFor();
  await page.getByRole("button", { name: "Try now", exact: true }).waitFor();
  await ada.write("Once you are there");
  await ada.connection.getByText(/1 message waiting/).waitFor();
  open = true;
  await page.unroute(blocked);
  await ada.untilLive();
  await ada.untilStored("Once you are there");
  ada.expectNoErrors(/ERR_FAILED|WebSocket/);
});

test("a page of a server that is not set up correctly names the variables, in view on a phone in Arabic", async () => {
  const vars = {
    PRIVACY_URL: "javascript:alert(1)",
    ALLOWED_ORIGINS: `https://example.com/${"long-".repeat(30)}`,
  };
  const server = await startServer({ vars, healthPath: "/assets/style.css" });
  const ada = await Visitor.create({ locale: "ar-EG", viewport: { width: 360, height: 740 } });
  expect((await ada.page.goto(`${server.url}/rooms/general`))?.status()).toBe(500);
  const details = ada.page.getByText("ALLOWED_ORIGINS");
  expect(await horizontalOverflow(ada)).toBe(0);
  expect(await details.evaluate((text) => text.scrollWidth - text.clientWidth)).toBe(0);
  const box = (await details.boundingBox()) ?? expect.fail("it is not shown");
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(360);
  expect(await axeViolations(ada)).toEqual([]);
});
