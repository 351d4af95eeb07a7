/** Finding what was said, in all of a room, and opening it where it was said. */
import { expect, test } from "vitest";
import { failure } from "../../src/protocol/errors.ts";
import { excerpt } from "../../src/web/search/found-words.ts";
import { RoomSearch } from "../../src/web/search/room-search.ts";
import { ManualClock } from "./manual-clock.ts";
import { sharedServer as server } from "./shared-server.ts";
import { Visitor } from "./visitor.ts";

const found = (text: string, query: string) =>
  excerpt(text, query)
    .filter((piece) => piece.found)
    .map((piece) => piece.text);

test("waits for its turn where many people search at once, and says so only if it does not come", async () => {
  const clock = new ManualClock();
  let busy = 2;
  let asked = 0;
  const search = new RoomSearch(async () => {
    asked++;
    return busy-- > 0 ? failure("rate_limited", "Many people search.", 500) : { ok: true, messages: [] };
  }, clock);
  const untilAsked = (times: number) => expect.poll(() => asked).toBe(times);
  search.type("rocket");
  clock.advance(150);
  for (const times of [1, 2, 3]) {
    await untilAsked(times);
    if (times < 3) expect(search.state.value.kind).toBe("searching");
    clock.advance(500);
  }
  await expect.poll(() => search.state.value.kind).toBe("done");
  busy = Number.POSITIVE_INFINITY;
  void search.again("rocket");
  await expect
    .poll(() => {
      clock.advance(500);
      return search.state.value;
    })
    .toMatchObject({ kind: "failed", error: { code: "rate_limited" } });
});

test("marks the words that were found, however they are spelled, and shows the text around the first", () => {
  expect(found("Café at noon, cafeteria at one", "cafe")).toEqual(["Café", "cafeteria"]);
  expect(found("Naïve and naive", "naive an")).toEqual(["Naïve", "and", "naive"]);
  expect(found("nothing here", "")).toEqual([]);
  const long = `${"word ".repeat(200)}needle ${"word ".repeat(200)}`;
  const pieces = excerpt(long, "needl");
  expect(pieces.at(0)?.text).toBe("…");
  expect(pieces.at(-1)?.text).toBe("…");
  expect(pieces.find((piece) => piece.found)?.text).toBe("needle");
  expect(pieces.map((piece) => piece.text).join("").length).toBeLessThan(320);
  const wide = `${"x".repeat(500)} needle ${"🚀".repeat(400)}`;
  expect(found(wide, "needle")).toEqual(["needle"]);
  for (const { text } of excerpt(wide, "needle")) expect(text.isWellFormed()).toBe(true);
});

test("a search finds while one types, and opens what it found among what was said around it", async () => {
  const ada = await Visitor.arrive();
  await ada.enter(`${server.url}/rooms/search`);
  await ada.say("Where did we leave the <b>umbrella</b>?");
  await ada.say("In the café, under the table");
  await ada.untilStored("In the café");

  await ada.page.getByRole("button", { name: "Search", exact: true }).click();
  const field = ada.page.getByRole("searchbox", { name: "Words to look for" });
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
  const results = ada.page.getByRole("list", { name: "Found messages" }).getByRole("listitem");
  await field.fill("CAFE tab");
  await results.filter({ hasText: "under the table" }).waitFor();
  expect(await results.count()).toBe(1);
  expect(await results.locator("mark").allInnerTexts()).toEqual(["café", "table"]);

  await field.fill("umbrellas");
  await ada.page.getByText("Nothing found").waitFor();
  await field.fill("umbrel");
  await results.filter({ hasText: "<b>umbrella</b>" }).waitFor();
  await field.press("ArrowDown");
  expect(await results.getByRole("button").evaluate((button) => button === document.activeElement)).toBe(
    true,
  );
  await ada.page.keyboard.press("Enter");
  await ada.page.locator(".line[data-target]", { hasText: "umbrella" }).waitFor();
  expect(await ada.page.getByRole("dialog").count()).toBe(0);

  await ada.composer.blur();
  await ada.page.keyboard.press("/");
  await field.waitFor();
  await ada.context.setOffline(true);
  await ada.page.locator('.connection[data-state="offline"]').waitFor();
  await field.fill("table");
  await ada.page.getByRole("alert").getByText("The search did not work").waitFor();
  await ada.context.setOffline(false);
  await ada.untilLive();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
  await results.filter({ hasText: "under the table" }).waitFor();
  ada.expectNoComplaints(/ERR_INTERNET_DISCONNECTED/);
});
