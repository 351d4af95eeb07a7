/** The page's search: retries while the room is busy, and highlighting. */
import { expect, test } from "vitest";
import { failure } from "../../../src/shared/contract/errors.ts";
import { excerpt } from "../../../src/web/features/search/highlight-matches.ts";
import { RoomSearch } from "../../../src/web/features/search/room-search.ts";
import { ManualClock } from "../../support/manual-clock.ts";

const found = (text: string, query: string) =>
  excerpt(text, query)
    .filter((piece) => piece.found)
    .map((piece) => piece.text);

test("waits while many people search at once, and shows an error only if its turn does not come", async () => {
  const clock = new ManualClock();
  let busy = 2;
  let asked = 0;
  const search = new RoomSearch(async () => {
    asked++;
    return busy-- > 0 ? failure("rate_limited", "Many people search.", 500) : { ok: true, messages: [] };
  }, clock);
  const untilAsked = (times: number) => expect.poll(() => asked).toBe(times);
  search.searchSoon("rocket");
  clock.advance(150);
  for (const times of [1, 2, 3]) {
    await untilAsked(times);
    if (times < 3) expect(search.state.value.kind).toBe("searching");
    clock.advance(500);
  }
  await expect.poll(() => search.state.value.kind).toBe("done");
  busy = Number.POSITIVE_INFINITY;
  void search.retry("rocket");
  await expect
    .poll(() => {
      clock.advance(500);
      return search.state.value;
    })
    .toMatchObject({ kind: "failed", error: { code: "rate_limited" } });
});

test("highlights matching words, however they are spelled, and shows the text around the first", () => {
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

test("highlights a literal completely, and only with its punctuation", () => {
  expect(found("C or C++, c++17", "c++")).toEqual(["C++", "c++"]);
  expect(found("foo bar, foo_bar, foo_barn", "foo_bar")).toEqual(["foo_bar", "foo_bar"]);
  expect(found("an exact\n phrase, a phrase", '"exact phrase"')).toEqual(["exact\n phrase"]);
  expect(found("Ünï.CÖDE then ﬁx.me", "uni.code fix.me")).toEqual(["Ünï.CÖDE", "ﬁx.me"]);
  expect(found("I don’t, t", "don't")).toEqual(["don’t"]);
  expect(found("京都と東京", "東京")).toEqual(["東", "京"]);
  expect(found("東京タワー(赤)", "東京タワー(赤)")).toEqual(["東京タワー(赤)"]);
});
