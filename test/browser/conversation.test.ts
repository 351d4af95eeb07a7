/** Two people with a browser each, and what they rely on. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { sharedServer as server } from "./shared-server.ts";
import { KEEPING, Visitor } from "./visitor.ts";

const room = (name: string): string => `${server.url}/rooms/${name}`;

test("two people talk, and each sees who is there and who is typing", async () => {
  const quay = uniqueRoom("quay");
  const [ada, grace] = await Promise.all([Visitor.arrive(KEEPING), Visitor.arrive(KEEPING)]);
  await Promise.all([ada.enter(room(quay)), grace.enter(room(quay))]);
  await ada.page.getByText("2 people here").waitFor();
  await grace.page.getByText("2 people here").waitFor();

  await ada.composer.pressSequentially("Good mor");
  await grace.page.locator(".typing", { hasText: "is typing" }).waitFor();
  await ada.say("Good morning");
  await grace.untilStored("Good morning");
  await expect.poll(() => grace.page.locator(".typing").textContent()).toBe("");

  await grace.say("And to you");
  await ada.untilStored("And to you");
  expect(await ada.texts()).toEqual(["Good morning", "And to you"]);
  expect(await grace.texts()).toEqual(await ada.texts());
  ada.expectNoComplaints();
  grace.expectNoComplaints();
});

test("a name is changed in place, seen by the other, and kept for the next visit", async () => {
  const rename = uniqueRoom("rename");
  const [ada, grace] = await Promise.all([Visitor.arrive(KEEPING), Visitor.arrive(KEEPING)]);
  await Promise.all([ada.enter(room(rename)), grace.enter(room(rename))]);
  await ada.page.getByRole("button", { name: "Change your name" }).click();
  await ada.page.getByLabel("Your name").fill("Ada Lovelace");
  await ada.page.keyboard.press("Enter");
  await grace.page.locator(".side.people", { hasText: "Ada Lovelace" }).waitFor();
  await ada.page.reload();
  await ada.untilLive();
  expect(await ada.page.locator(".yourself-name").textContent()).toBe("Ada Lovelace");
});

test("a reload keeps the history and the draft", async () => {
  const reloadRoom = uniqueRoom("reload");
  const another = uniqueRoom("another");
  const ada = await Visitor.arrive(KEEPING);
  await ada.enter(room(reloadRoom));
  await ada.say("First line\nsecond line");
  await ada.untilStored("second line");
  await ada.composer.fill("Half a thou");
  await ada.page.reload();
  await ada.untilLive();
  await ada.untilStored("First line");
  expect(await ada.composer.inputValue()).toBe("Half a thou");
  await ada.page.goto(room(another));
  expect(await ada.composer.inputValue()).toBe("");
});

test("what is written offline waits, survives a reload, and arrives once and in order", async () => {
  const subway = uniqueRoom("subway");
  const [ada, grace] = await Promise.all([Visitor.arrive(KEEPING), Visitor.arrive(KEEPING)]);
  await Promise.all([ada.enter(room(subway)), grace.enter(room(subway))]);
  await ada.say("Going into a tunnel");
  await grace.untilStored("Going into a tunnel");

  await ada.context.setOffline(true);
  await ada.connection.getByText("Offline").waitFor();
  for (const text of ["one", "two", "three"]) await ada.say(text);
  await ada.connection.getByText("Offline, 3 messages waiting").waitFor();

  await grace.say("Still there?");
  await ada.context.setOffline(false);
  await ada.page.reload();
  await ada.untilLive();
  for (const visitor of [ada, grace]) await visitor.untilStored("three");
  const expected = ["Going into a tunnel", "Still there?", "one", "two", "three"];
  expect(await grace.texts()).toEqual(expected);
  expect(await ada.texts()).toEqual(expected);
});

test("older messages come on the way up, and what one reads stays where it is", async () => {
  const long = uniqueRoom("long");
  const ada = await Visitor.arrive(KEEPING);
  await ada.enter(room(long));
  for (let number = 1; number <= 60; number += 1) await ada.say(`Note ${number}.`);
  await ada.untilStored("Note 60.");
  await ada.page.reload();
  await ada.untilStored("Note 60.");

  const line = ada.line("Note 30.");
  await line.evaluate((element) => element.scrollIntoView({ block: "start" }));
  const list = ada.page.getByRole("log");
  await list.evaluate((element) => element.scrollTo({ top: 0 }));
  await ada.line("Note 1.").waitFor({ state: "attached" });
  const before = await topOf(line);

  const grace = await Visitor.arrive(KEEPING);
  await grace.enter(room(long));
  await grace.say("Something new");
  await ada.page.getByRole("button", { name: "1 new message" }).waitFor();
  expect(Math.abs((await topOf(line)) - before)).toBeLessThan(2);

  await ada.page.getByRole("button", { name: "1 new message" }).click();
  await expect.poll(() => ada.line("Something new").isVisible()).toBe(true);
  expect(await ada.page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
});

const topOf = (line: ReturnType<Visitor["line"]>): Promise<number> =>
  line.evaluate((element) => element.getBoundingClientRect().top);
