/** People: one entry for all tabs of a person, who is away, who is typing, and their profiles. */
import type { Socket } from "socket.io-client";
import { expect, test } from "vitest";
import { connectClient } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { fillRoom } from "./support/fill-room.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

const url = (room: string) => `${server.url}/rooms/${room}`;
const guest = (room: string, name: string): Promise<Socket> =>
  connectClient(server.url, { path: `/rooms/${room}/socket.io/`, auth: { name } });
const dialog = ({ page }: Visitor) => page.locator("dialog.modal");
const row = ({ page }: Visitor, name: string) =>
  page.locator(".people-rows").getByRole("button", { name: new RegExp(`^${name}`) });
const author = ({ page }: Visitor, name: string) =>
  page.getByRole("log").getByRole("button", { name, exact: true });

test("two tabs of one browser are one person in the list and the count, until the last one closes", async () => {
  const twiceHere = uniqueRoom("twice-here");
  const grace = await Visitor.create({ viewport: { width: 1440, height: 900 } });
  await grace.enter(url(twiceHere));
  const ada = await Visitor.create();
  await ada.enter(url(twiceHere));
  await grace.page.getByText("2 members online").waitFor();
  const second = await ada.context.newPage();
  await second.goto(url(twiceHere));
  await second.locator('.connection[data-state="live"]').waitFor();
  await second.getByRole("textbox", { name: /^Message / }).fill("From the second tab");
  await second.keyboard.press("Enter");
  await grace.untilStored("From the second tab");
  await grace.page.getByText("2 members online").waitFor();
  await expect.poll(() => grace.page.locator(".people-rows li").count()).toBe(1);

  // A client that joins after a tab was closed does not see it.
  await ada.page.close();
  const marie = await guest(twiceHere, "Marie");
  await row(grace, "Marie").waitFor();
  await grace.page.getByText("3 members online").waitFor();
  await second.close();
  await grace.page.getByText("2 members online").waitFor();
  await expect.poll(() => grace.page.locator(".people-rows li").count()).toBe(1);
  marie.disconnect();
  await grace.page.getByText("1 member online").waitFor();
  grace.expectNoErrors();
});

test("up to three people who type are named, and more are counted as several", async () => {
  const typists = uniqueRoom("typists");
  const grace = await Visitor.create();
  await grace.enter(url(typists));
  const [ada, bob, cem, dia] = await Promise.all([
    guest(typists, "Ada"),
    guest(typists, "Bob"),
    guest(typists, "Cem"),
    guest(typists, "Dia"),
  ]);
  const active = new Set<Socket>();
  const repeat = async () => {
    for (const socket of active) await socket.timeout(60_000).emitWithAck("typing", { active: true });
  };
  const start = (...sockets: Socket[]) => {
    for (const socket of sockets) active.add(socket);
  };
  const stop = async (...sockets: Socket[]) => {
    for (const socket of sockets) {
      active.delete(socket);
      await socket.timeout(60_000).emitWithAck("typing", { active: false });
    }
  };
  // The room forgets after some seconds who is typing, so they repeat it.
  const typing = (sentence: string) =>
    expect
      .poll(
        async () => {
          await repeat();
          return grace.page.locator(".typing").textContent();
        },
        { interval: 200 },
      )
      .toBe(sentence);
  await grace.page.getByText("5 members online").waitFor();
  start(ada);
  await typing("Ada is typing");
  start(bob, cem);
  await typing("Ada, Bob and Cem are typing");
  start(dia);
  await typing("Several people are typing");
  await stop(bob);
  await typing("Ada, Cem and Dia are typing");
  active.delete(ada);
  ada.disconnect();
  await typing("Cem and Dia are typing");
  await stop(cem, dia);
  await typing("");
  grace.expectNoErrors();
});

test("a name opens the profile of a person who is present, away or gone, and mentions them in the composer", async () => {
  const knowing = uniqueRoom("knowing");
  await fillRoom(server, knowing, ["Mine first"], "Olga");
  const alan = await guest(knowing, "Alan");
  await alan.timeout(60_000).emitWithAck("message:send", { nonce: "1", text: "I write, and go" });
  const ada = await Visitor.create({ viewport: { width: 1440, height: 900 } });
  const { page } = ada;
  await ada.enter(url(knowing));

  await row(ada, "Alan").click();
  await dialog(ada).getByText("Online").waitFor();
  await alan.timeout(60_000).emitWithAck("presence:set", { idle: true });
  await dialog(ada).getByText("Online, but away from the screen").waitFor();
  await dialog(ada).getByRole("button", { name: "Mention" }).waitFor();
  await expect.poll(() => dialog(ada).getByRole("button", { name: "Mute" }).count()).toBe(0);
  await page.keyboard.press("Escape");
  await row(ada, "Alan").getByText("away").waitFor();
  await alan.timeout(60_000).emitWithAck("profile:set", { name: "Alan Turing" });
  await row(ada, "Alan Turing").waitFor();

  // By mouse: the name at a message, which is the author's name at that time.
  await ada.composer.fill("Have you seen");
  await author(ada, "Alan").click();
  await page.getByRole("dialog", { name: "Alan Turing" }).waitFor();
  await dialog(ada).getByRole("button", { name: "Mention" }).click();
  await expect.poll(() => ada.composer.inputValue()).toBe("Have you seen @Alan Turing ");
  await expect.poll(() => ada.composer.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type("today?");
  await expect.poll(() => ada.composer.inputValue()).toBe("Have you seen @Alan Turing today?");

  // By keyboard, for a person who has left: from the menu of their message.
  alan.disconnect();
  await page.getByText("1 member online").waitFor();
  await ada.composer.fill("");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("ArrowUp");
  // Message actions load later.
  await page.locator(".line .action-bar").first().waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
  // The last entry is "Report".
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toContain("Profile of Alan");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Alan" }).getByText("Not in this room now").waitFor();
  await page.keyboard.press("Escape");
  await author(ada, "Olga").click();
  await dialog(ada).getByText("Owns this room.").waitFor();
  await dialog(ada).getByRole("button", { name: "Mention" }).click();
  await expect.poll(() => ada.composer.inputValue()).toBe("@Olga ");
  ada.expectNoErrors();
});

test("a user changes their name at one of their messages", async () => {
  const myself = uniqueRoom("myself");
  const ada = await Visitor.create();
  await ada.enter(url(myself));
  await ada.say("Me");
  await ada.untilStored("Me");
  await ada.page.locator(".author.own").click();
  await dialog(ada).getByText("This is you.").waitFor();
  await expect.poll(() => dialog(ada).getByRole("button", { name: "Mention" }).count()).toBe(0);
  await dialog(ada).getByLabel("Your name").fill("Ada Lovelace");
  await ada.page.keyboard.press("Enter");
  await dialog(ada).waitFor({ state: "detached" });
  await ada.page.locator(".yourself-name", { hasText: "Ada Lovelace" }).waitFor();
  ada.expectNoErrors();
});

test("the owner sees who is muted or banned, present or not, and can undo it there", async () => {
  const sanctions = uniqueRoom("sanctions");
  const ada = await Visitor.create({ viewport: { width: 1440, height: 900 } });
  const { page } = ada;
  await ada.enter(url(sanctions));
  await ada.say("Mine");
  await ada.untilStored("Mine");
  const mallory = await guest(sanctions, "Mallory");
  const speak = (nonce: string) =>
    mallory.timeout(60_000).emitWithAck("message:send", { nonce, text: "Buy now" });
  await speak("1");
  await ada.untilStored("Buy now");

  await author(ada, "Mallory").click();
  await dialog(ada).getByRole("button", { name: "Mute" }).click();
  await dialog(ada).getByRole("button", { name: "Yes" }).click();
  await row(ada, "Mallory").getByText("muted").waitFor();
  await page.locator(".group-head", { hasText: "Mallory" }).getByText("muted").waitFor();
  expect(await speak("2")).toMatchObject({ ok: false, error: { code: "muted" } });

  // It is shown after a reload, too, and undone without a confirmation.
  await page.reload();
  await ada.untilLive();
  await row(ada, "Mallory").getByText("muted").click();
  await dialog(ada).getByRole("button", { name: "Unmute" }).click();
  await ada.untilToast("Mallory is no longer muted");
  await row(ada, "Mallory").getByText("muted").waitFor({ state: "detached" });
  expect(await speak("3")).toMatchObject({ ok: true });

  await row(ada, "Mallory").click();
  await dialog(ada).getByRole("button", { name: "Ban" }).click();
  await dialog(ada).getByRole("button", { name: "Yes" }).click();
  await page.getByText("1 member online").waitFor();
  await page.locator(".group-head", { hasText: "Mallory" }).first().getByText("banned").waitFor();
  await author(ada, "Mallory").first().click();
  await dialog(ada).getByText("Not in this room now").waitFor();
  await dialog(ada).getByRole("button", { name: "Unban" }).click();
  await expect.poll(() => page.locator(".group-note").count()).toBe(0);
  ada.expectNoErrors();
});

test("on a phone every name is a target of 40 px, and a mention closes the list", async () => {
  const finger = uniqueRoom("finger");
  await fillRoom(server, finger, ["Touch my name"], "Grace");
  await guest(finger, "Alan Turing");
  const ada = await Visitor.create({
    viewport: { width: 320, height: 640 },
    hasTouch: true,
    isMobile: true,
    reducedMotion: "reduce",
  });
  const { page } = ada;
  await ada.enter(url(finger));
  const reachable = async (target: ReturnType<typeof author>) => {
    // A sheet is opened after its content is rendered.
    await target.waitFor();
    const box = await target.boundingBox();
    if (box === null) throw new Error("a target is not on the screen");
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(40);
    expect(box.x + box.width).toBeLessThanOrEqual(320);
  };
  await reachable(author(ada, "Grace"));
  await author(ada, "Grace").tap();
  await dialog(ada).getByText("Not in this room now").waitFor();
  await dialog(ada).getByRole("button", { name: "Mention" }).waitFor();
  for (const button of await dialog(ada).getByRole("button").all()) await reachable(button);
  await dialog(ada).getByRole("button", { name: "Close" }).tap();

  await page.getByRole("button", { name: /^Members/ }).tap();
  await reachable(row(ada, "Alan"));
  await row(ada, "Alan").tap();
  await dialog(ada).getByRole("button", { name: "Mention" }).tap();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await expect.poll(() => ada.composer.inputValue()).toBe("@Alan Turing ");
  ada.expectNoErrors();
});

test("a name with any character is shown, found and mentioned", async () => {
  const signs = uniqueRoom("signs");
  const ada = await Visitor.create({ viewport: { width: 1440, height: 900 } });
  await ada.enter(url(signs));
  await ada.say("Before");
  const name = "Jean-Luc (he/him) [x] $^.*+?|{}\\";
  await guest(signs, name);
  await row(ada, "Jean-Luc").waitFor();
  // A right-to-left name is aligned like the others.
  await guest(signs, "ليلى");
  const shift = await row(ada, "ليلى")
    .locator(".panel-row-text")
    .evaluate((name) => {
      const letters = document.createRange();
      letters.selectNodeContents(name);
      return letters.getBoundingClientRect().left - name.getBoundingClientRect().left;
    });
  expect(Math.abs(shift)).toBeLessThan(2);
  await ada.composer.pressSequentially("Ask @luc");
  await ada.page.getByRole("option", { name }).waitFor();
  await ada.composer.press("Enter");
  await ada.composer.press("Enter");
  await ada.page.locator(".mention", { hasText: `@${name}` }).waitFor();
  ada.expectNoErrors();
});
