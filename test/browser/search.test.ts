/** Searching the messages of a room, and opening a result. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("a search shows results while typing, and opens a result among the messages around it", async () => {
  const room = uniqueRoom("search");
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.say("Where did we leave the <b>umbrella</b>?");
  await ada.say("In the café, under the table");
  await ada.untilStored("In the café");

  await ada.page.getByRole("button", { name: "Search", exact: true }).click();
  const field = ada.page.getByRole("searchbox", { name: "Search terms" });
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
  const results = ada.page.getByRole("list", { name: "Search results" }).getByRole("listitem");
  await field.fill("CAFE tab");
  await results.filter({ hasText: "under the table" }).waitFor();
  await expect.poll(() => results.count()).toBe(1);
  await expect.poll(() => results.locator("mark").allInnerTexts()).toEqual(["café", "table"]);

  await field.fill("umbrellas");
  await ada.page.getByText("No results.").waitFor();
  await field.fill("umbrel");
  await results.filter({ hasText: "<b>umbrella</b>" }).waitFor();
  await field.press("ArrowDown");
  expect(await results.getByRole("button").evaluate((button) => button === document.activeElement)).toBe(
    true,
  );
  await ada.page.keyboard.press("Enter");
  await ada.page.locator(".line[data-target]", { hasText: "umbrella" }).waitFor();
  await ada.page.getByRole("dialog").waitFor({ state: "detached" });

  await ada.composer.blur();
  await ada.page.keyboard.press("/");
  await field.waitFor();
  await ada.setOffline(true);
  await ada.page.locator('.connection[data-state="offline"]').waitFor();
  await field.fill("table");
  await ada.page.getByRole("alert").getByText("The search failed").waitFor();
  await ada.setOffline(false);
  await ada.untilLive();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
  await results.filter({ hasText: "under the table" }).waitFor();
  ada.expectNoErrors(/ERR_INTERNET_DISCONNECTED/);
});
