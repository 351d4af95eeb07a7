/** The layout of messages: days, authors, mentions and quotes. */
import { expect, test } from "vitest";
import { connectClient } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { fillRoom } from "./support/fill-room.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

const DAY = 24 * 60 * 60_000;

/** A time zone in which it is noon: no day begins during a test. */
function zoneAtNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  return `Etc/GMT${ahead < 0 ? "+" : "-"}${Math.abs(ahead)}`;
}

/** A client without a browser that joins a room and stays. */
const companion = (room: string, name: string) =>
  connectClient(server.url, { path: `/rooms/${room}/socket.io/`, auth: { name } });

test("consecutive messages show their author once, and each day begins with its date", async () => {
  const daysRoom = uniqueRoom("days");
  for (const [name, texts] of [
    ["Grace", ["One", "Two", "Three"]],
    ["Alan", ["Four"]],
    ["Grace", ["Five"]],
  ] as const)
    await fillRoom(server, daysRoom, texts, name);
  const options = { timezoneId: zoneAtNoon() };
  const ada = await Visitor.create(options);
  await ada.enter(`${server.url}/rooms/${daysRoom}`);
  await ada.line("Five").waitFor();
  await expect.poll(() => ada.page.locator(".author").allInnerTexts()).toEqual(["Grace", "Alan", "Grace"]);
  const days = ada.page.getByRole("log").getByRole("heading", { level: 2 });
  await expect.poll(() => days.allInnerTexts()).toContain("Today");

  for (const [passed, name] of [
    [DAY, /^Yesterday$/],
    [8 * DAY, /^\w+day,? \d+ \w+|\d{4}$/],
  ] as const) {
    const later = await Visitor.create(options);
    await later.page.clock.install({ time: Date.now() + passed });
    await later.enter(`${server.url}/rooms/${daysRoom}`);
    await later.line("Five").waitFor();
    expect((await later.page.locator(".day").allInnerTexts()).at(-1)).toMatch(name);
  }
});

test("every member can be mentioned, in any script and with any number of words in their name", async () => {
  const namesRoom = uniqueRoom("names");
  const names = ["Ada Lovelace", "ليلى حسن", "नमिता", "Ngũgĩ wa Thiong'o"];
  for (const name of names) await companion(namesRoom, name);
  const grace = await Visitor.create();
  await grace.enter(`${server.url}/rooms/${namesRoom}`);
  await grace.page.getByText("5 members online").waitFor();
  const options = grace.page.getByRole("listbox", { name: "Suggestions" }).getByRole("option");
  for (const [typed, name] of [
    ["ada lov", "Ada Lovelace"],
    ["love", "Ada Lovelace"],
    ["ليلى ح", "ليلى حسن"],
    ["नमि", "नमिता"],
    ["ngũgĩ wa th", "Ngũgĩ wa Thiong'o"],
  ] as const) {
    await grace.composer.pressSequentially(`Hello @${typed}`);
    await expect.poll(() => options.allInnerTexts(), { message: typed }).toEqual([name]);
    await grace.composer.press("Enter");
    await expect.poll(() => grace.composer.inputValue()).toBe(`Hello @${name} `);
    await grace.composer.press("Enter");
    await grace.page
      .locator(".line")
      .last()
      .locator(".mention", { hasText: `@${name}` })
      .waitFor();
  }
});

test("a person whose name begins the same is not mentioned, and a person who has left is", async () => {
  const shared = uniqueRoom("shared");
  const alan = await companion(shared, "Ada Lovelace");
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${shared}`);
  await ada.page.getByRole("button", { name: "Change your name" }).click();
  await ada.page.getByLabel("Your name").fill("Ada");
  await ada.page.keyboard.press("Enter");
  await expect.poll(() => ada.page.locator(".yourself-name").textContent()).toBe("Ada");
  await alan.emitWithAck("message:send", { nonce: "1", text: "I am here" });
  await fillRoom(
    server,
    shared,
    ["For @Ada Lovelace", "For you, @ada!", "A decorator is `@Ada`. Anyway"],
    "Grace",
  );
  await ada.untilStored("Anyway");
  await expect
    .poll(() => ada.page.locator("[data-mentions-you] .text").allInnerTexts())
    .toEqual(["For you, @ada!"]);
  await expect
    .poll(() => ada.line("For @Ada Lovelace").locator(".mention").textContent())
    .toBe("@Ada Lovelace");
  await alan.emitWithAck("reaction:set", { seq: 1, emoji: "🎉", on: true });
  const reaction = ada.page.locator(".reaction");
  await reaction.waitFor();
  alan.disconnect();
  await ada.page.getByText("1 member online").waitFor();
  await expect
    .poll(() => ada.line("For @Ada Lovelace").locator(".mention").textContent())
    .toBe("@Ada Lovelace");
  await expect.poll(() => reaction.getAttribute("title")).toBe("Ada Lovelace");
  await reaction.click();
  await expect.poll(() => reaction.getAttribute("title")).toBe("Ada Lovelace and You");
});

test("a quote leads to its original, however old, and a button leads back", async () => {
  const longAgo = uniqueRoom("long-ago");
  await fillRoom(
    server,
    longAgo,
    Array.from({ length: 400 }, (_, index) => `Line ${index + 1}.`),
    "Grace",
  );
  const alan = await companion(longAgo, "Alan");
  await alan.emitWithAck("message:send", { nonce: "late", text: "A late answer", replyTo: 7 });
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${longAgo}`);
  const quote = ada.line("A late answer").getByRole("button", { name: /In reply to/ });
  await quote.getByText("Line 7.").waitFor();
  await quote.press("Enter");
  const original = ada.page.locator(".line[data-target]", { hasText: "Line 7." });
  await original.waitFor();
  await expect.poll(() => original.evaluate((line) => line === document.activeElement)).toBe(true);
  await fillRoom(server, longAgo, ["News"], "Grace");
  await ada.page.getByRole("button", { name: "1 new message" }).click();
  await ada.line("News").waitFor();
  await expect.poll(() => ada.page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
  ada.expectNoErrors();
});
