/** Two people in two browsers: chatting, history, names. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

const room = (name: string): string => `${server.url}/rooms/${name}`;

test("two people chat, and each sees who is present and who is typing", async () => {
  const quay = uniqueRoom("quay");
  const [ada, grace] = await Promise.all([Visitor.create(), Visitor.create()]);
  await Promise.all([ada.enter(room(quay)), grace.enter(room(quay))]);
  await ada.page.getByText("2 members online").waitFor();
  await grace.page.getByText("2 members online").waitFor();

  // The room forgets after some seconds that a person types.
  await expect
    .poll(async () => {
      await ada.composer.pressSequentially("Good mor");
      return grace.page.locator(".typing").textContent();
    })
    .toContain("is typing");
  await ada.say("Good morning");
  await grace.untilStored("Good morning");
  await expect.poll(() => grace.page.locator(".typing").textContent()).toBe("");

  await grace.say("And to you");
  await ada.untilStored("And to you");
  await expect.poll(() => ada.texts()).toEqual(["Good morning", "And to you"]);
  await expect.poll(() => grace.texts()).toEqual(await ada.texts());
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("a name is changed in place, shown to others, and stored for the next visit", async () => {
  const rename = uniqueRoom("rename");
  const [ada, grace] = await Promise.all([Visitor.create(), Visitor.create()]);
  await Promise.all([ada.enter(room(rename)), grace.enter(room(rename))]);
  await ada.page.getByRole("button", { name: "Change your name" }).click();
  await ada.page.getByLabel("Your name").fill("Ada Lovelace");
  await ada.page.keyboard.press("Enter");
  await grace.page.locator(".panel.people", { hasText: "Ada Lovelace" }).waitFor();
  await ada.page.reload();
  await ada.untilLive();
  await expect.poll(() => ada.page.locator(".yourself-name").textContent()).toBe("Ada Lovelace");
});

test("a name outlives a page that is reloaded before the room has answered", async () => {
  const unanswered = uniqueRoom("unanswered");
  const ada = await Visitor.create();
  await ada.page.routeWebSocket(/socket\.io/, (client) => {
    const room = client.connectToServer();
    client.onMessage((packet) => {
      if (!packet.includes("profile:set")) room.send(packet);
    });
  });
  await ada.enter(room(unanswered));
  await ada.page.getByRole("button", { name: "Change your name" }).click();
  await ada.page.getByLabel("Your name").fill("Ada Lovelace");
  await ada.page.keyboard.press("Enter");
  await ada.page.reload();
  await ada.untilLive();
  await expect.poll(() => ada.page.locator(".yourself-name").textContent()).toBe("Ada Lovelace");
});

test("a reload keeps the history and the draft", async () => {
  const reloadRoom = uniqueRoom("reload");
  const another = uniqueRoom("another");
  const ada = await Visitor.create();
  await ada.enter(room(reloadRoom));
  await ada.say("First line\nsecond line");
  await ada.untilStored("second line");
  await ada.composer.fill("Half a thou");
  await ada.page.reload();
  await ada.untilLive();
  await ada.untilStored("First line");
  await expect.poll(() => ada.composer.inputValue()).toBe("Half a thou");
  await ada.page.goto(room(another));
  await expect.poll(() => ada.composer.inputValue()).toBe("");
});
