/** The page of operators: signing in, a room that is closed and handed over, a ban, and what the log says of it. */
import { expect, test } from "vitest";
import { TEST_OPERATOR_TOKEN } from "../support/operator.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { axeViolations, horizontalOverflow } from "./support/axe.ts";
import { chooseFromRoomMenu, closeDialog, dialogOf } from "./support/dialogs.ts";
import { customServer, sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("an operator signs in, closes a room and hands it over by a link, which another person opens in German", async () => {
  const room = uniqueRoom("operated");
  const made = await fetch(`${server.url}/api/rooms`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name: room, visibility: "private", topic: "hidden" }),
  });
  expect(made.status).toBe(201);
  const grace = await Visitor.create({ viewport: { width: 320, height: 640 } });
  const { page } = grace;
  const look = async (what: string) => {
    expect(await axeViolations(grace, [], ["light"]), what).toEqual([]);
    expect(await horizontalOverflow(grace), what).toBe(0);
  };
  expect((await page.goto(`${server.url}/operator`))?.status()).toBe(404);
  await page.goto(`${server.url}/sign-in#operator`);
  const token = page.getByLabel("Operator's token");
  const signIn = page.getByRole("button", { name: "Sign in", exact: true });
  await token.fill("guessed");
  await signIn.click();
  await page.getByText("This isn't the token of an operator").waitFor();
  await look("the sign-in");
  await token.fill(TEST_OPERATOR_TOKEN);
  await page.getByLabel("Your name").fill("Grace");
  await signIn.click();

  await page.getByLabel("Name of a room").fill(room);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByRole("heading", { name: room }).waitFor();
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await look("the question before an act");
  await dialog.getByLabel("Reason").fill("spam");
  await dialog.locator("form").getByRole("button", { name: "Close", exact: true }).click();
  await page.getByText("Closed by an operator").waitFor();
  await page.getByRole("button", { name: "Delete" }).click();
  // Only with the name of the room.
  expect(await dialog.getByRole("button", { name: "Delete" }).isDisabled()).toBe(true);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Hand over by a link" }).click();
  await dialog.getByRole("button", { name: "Hand over by a link" }).click();
  const link = await page.getByRole("textbox", { name: "Hand over by a link" }).inputValue();
  await look("a room");

  const heir = await Visitor.create({ locale: "de-DE" });
  await heir.page.goto(server.url);
  await heir.page.goto(link);
  await heir.page.getByRole("button", { name: "Raum übernehmen" }).click();
  await heir.page.getByText("gehört jetzt dir").waitFor();
  expect(heir.page.url()).not.toContain("owner=");

  await page.getByRole("link", { name: "Bans" }).click();
  await page.getByLabel("Id of a person").fill("a-troll-of-this-test");
  await page.getByRole("button", { name: "Ban", exact: true }).click();
  await page.getByText("a-troll-of-this-test").waitFor();
  await look("the bans");
  await page.getByRole("link", { name: "Audit log" }).click();
  await page.getByRole("listitem").filter({ hasText: "room:close" }).filter({ hasText: room }).waitFor();
  await look("the log");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${server.url}/`);
  expect((await page.goto(`${server.url}/operator`))?.status()).toBe(404);
});

test("an operator sees a report with the messages around it, and deletes the message by one press", async () => {
  const room = uniqueRoom("reported");
  const send = async (path: string, body: object, token?: string) => {
    const headers = {
      "Content-Type": "application/json",
      ...(token && { Authorization: `Bearer ${token}` }),
    };
    const answer = await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    expect(answer.status).toBe(201);
    return (await answer.json()) as { token: string };
  };
  const owner = await send("/api/rooms", { name: room });
  const reader = await send("/api/rooms", { name: uniqueRoom("reader") });
  const messages = `/api/rooms/${room}/messages`;
  await send(messages, { text: "Good morning" }, owner.token);
  await send(messages, { text: "<b>Buy</b> this" }, owner.token);
  await send(`${messages}/2/reports`, { reason: "spam", words: "Every day" }, reader.token);

  const grace = await Visitor.create({ viewport: { width: 320, height: 640 } });
  const { page } = grace;
  await page.goto(`${server.url}/sign-in#operator`);
  await page.getByLabel("Operator's token").fill(TEST_OPERATOR_TOKEN);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("link", { name: "Reports" }).click();
  const report = page.getByRole("listitem").filter({ hasText: room });
  await report.getByText("Spam or advertising").waitFor();
  await report.getByText("Every day").waitFor();
  await report.getByText("Good morning").waitFor();
  const marked = report.locator("mark");
  expect(await marked.textContent()).toBe("<b>Buy</b> this");
  // In the colours of the page, not the browser's yellow.
  expect(await marked.evaluate((mark) => getComputedStyle(mark).backgroundColor)).toMatch(/^oklch/);
  // What is empty takes no space.
  const empty = page.locator(".operator :is(.operator-hint, .field-error):empty");
  expect(await empty.evaluateAll((all) => all.map((one) => getComputedStyle(one).position))).toEqual(
    Array(await empty.count()).fill("absolute"),
  );
  expect(await empty.count()).toBeGreaterThan(1);
  expect(await axeViolations(grace, [], ["light"])).toEqual([]);
  expect(await horizontalOverflow(grace)).toBe(0);
  await report.getByRole("button", { name: "Delete message" }).click();
  await report.waitFor({ state: "detached" });
  const history = (await (await fetch(`${server.url}${messages}?limit=10`)).json()) as {
    messages: { seq: number; deleted?: boolean }[];
  };
  expect(history.messages.find(({ seq }) => seq === 2)).toMatchObject({ deleted: true });
});

test("people in a room that an operator closes read why, with a link to the operators; its owner exports it; it opens again without a reload", async () => {
  const room = uniqueRoom("closed");
  const url = `${customServer.url}/rooms/${room}`;
  const close = async (on: boolean) => {
    const answer = await fetch(`${customServer.url}/api/operator/rooms/${room}/close`, {
      method: "POST",
      headers: { Authorization: `Bearer ${TEST_OPERATOR_TOKEN}`, "Content-Type": "application/json" },
      body: JSON.stringify({ on }),
    });
    expect(answer.status).toBe(200);
  };
  const ada = await Visitor.create({ viewport: { width: 360, height: 740 }, acceptDownloads: true });
  const eve = await Visitor.create({ locale: "ar-EG" });
  await ada.enter(url);
  await ada.say("Mine");
  await ada.untilStored("Mine");
  await eve.enter(url);
  const draft = eve.page.getByRole("textbox", { name: /^رسالة إلى/ });
  await draft.fill("half");
  await close(true);
  const why = ada.page.getByText("The operators of this site have closed this room");
  await why.waitFor();
  await eve.page.getByText("أغلق مشغّلو هذا الموقع هذه الغرفة").waitFor();
  expect(await draft.inputValue()).toBe("half");
  const invite = ada.page.getByRole("menuitem", { name: "Invite people" });
  const openMenu = async () => {
    await ada.page.getByRole("button", { name: room, exact: true }).click();
    await ada.page.getByRole("menuitem", { name: "Print" }).waitFor();
  };
  expect(await ada.page.getByRole("button", { name: "Invite people" }).count()).toBe(0);
  await openMenu();
  expect(await invite.count()).toBe(0);
  await ada.page.keyboard.press("Escape");
  const contact = ada.page.getByRole("link", { name: "Legal notice and contact" });
  expect(await contact.getAttribute("href")).toBe(customServer.vars.IMPRINT_URL);
  expect(await axeViolations(ada)).toEqual([]);
  expect(await horizontalOverflow(ada)).toBe(0);
  await ada.page.getByRole("button", { name: "Export the room" }).click();
  await dialogOf(ada).getByText("The operators of this site have closed the room.").waitFor();
  const download = ada.page.waitForEvent("download");
  await dialogOf(ada).getByRole("link", { name: "Export" }).click();
  expect((await download).suggestedFilename()).toBe(`${room}.json`);
  await closeDialog(ada);
  await close(false);
  await why.waitFor({ state: "detached" });
  await openMenu();
  await invite.waitFor();
  await ada.page.keyboard.press("Escape");
  await draft.press("Enter");
  await ada.line("half").waitFor();

  // Every page links to both notices.
  const opened = ada.context.waitForEvent("page");
  await chooseFromRoomMenu(ada.page, room, "Legal notice");
  await opened;
  const { page } = ada;
  const seen = async (path: string) => {
    await page.goto(customServer.url + path);
    for (const [name, address] of [
      ["Privacy", customServer.vars.PRIVACY_URL],
      ["Legal notice", customServer.vars.IMPRINT_URL],
    ] as const) {
      const link = page.getByRole("link", { name, exact: true });
      await link.waitFor();
      expect(await link.getAttribute("href"), path).toBe(address);
    }
  };
  await seen("/");
  await seen("/sign-in");
  await seen("/sign-in#operator");
  await page.getByLabel("Operator's token").fill(TEST_OPERATOR_TOKEN);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(`${customServer.url}/operator`);
  await seen("/operator");
});
