/** The order of the rooms in the directory. */
import { describe, expect, it } from "vitest";
import { positionOf, type RankedRoom, Ranking } from "../../../src/directory/ranking.ts";

describe("the order of rooms", () => {
  const HOUR = 3_600_000;
  const ranked = (rooms: [name: string, people: number, publishedAt: number][], now: number, query = "") => {
    const ranking = new Ranking();
    for (const [name, people, publishedAt] of rooms)
      ranking.set({ name, people, publishedAt, title: "", topic: "" });
    return ranking.page(query, undefined, 10, now).map((room) => `${room.name} ${room.people}`);
  };

  it("has most people first, then the newest activity", () => {
    const rooms: [string, number, number][] = [
      ["quiet", 0, 50],
      ["early", 3, 10],
      ["late", 3, 20],
      ["full", 9, 1],
    ];
    expect(ranked(rooms, 100)).toEqual(["full 9", "late 3", "early 3", "quiet 0"]);
  });

  it("begins with featured rooms, on every page, and never forgets one", () => {
    const ranking = new Ranking();
    const of = (name: string, people: number, featured: number) =>
      ranking.set({ name, people, featured, publishedAt: people, title: "", topic: "" });
    of("full", 9, 0);
    of("shown", 0, 1);
    of("quiet", 1, 0);
    of("shown-too", 2, 1);
    const names: string[] = [];
    for (let last: RankedRoom | undefined; ; ) {
      const [room] = ranking.page("", last && positionOf(last), 1, 100);
      if (room === undefined) break;
      names.push(room.name);
      last = room;
    }
    expect(names).toEqual(["shown-too", "shown", "full", "quiet"]);
    expect(ranking.oldestEmpty(100)).toBeUndefined();
  });

  it("trusts a number of people for a day, and lists an inactive room for a month", () => {
    const now = 10_000 * HOUR;
    const rooms: [string, number, number][] = [
      ["old", 7, now - 24 * HOUR],
      ["here", 1, now - 23 * HOUR],
      ["gone", 7, now - 720 * HOUR],
    ];
    expect(ranked(rooms, now)).toEqual(["here 1", "old 0"]);
  });

  it("makes place by a room whose number of people is not valid any more before living ones", () => {
    const now = 10_000 * HOUR;
    const ranking = new Ranking();
    const of = (name: string, people: number, publishedAt: number) =>
      ranking.set({ name, people, publishedAt, title: "", topic: "" });
    of("full", 3, now - 23 * HOUR);
    of("empty", 0, now);
    expect(ranking.oldestEmpty(now)?.name).toBe("empty");
    of("crashed", 3, now - 31 * 24 * HOUR);
    expect(ranking.oldestEmpty(now)?.name).toBe("crashed");
  });

  it("is searchable in any case and with or without accents", () => {
    const ranking = new Ranking();
    ranking.set({ name: "a", title: "Übersicht", topic: "ЧАТ", people: 0, publishedAt: 1 });
    for (const query of ["übersicht", "UBER", "чат", "a"]) {
      expect(ranking.page(query, undefined, 1, 1), query).toHaveLength(1);
    }
    expect(ranking.page("b ", undefined, 1, 1)).toEqual([]);
  });

  it("is updated a few times a second, and at once for a removed room", () => {
    const ranking = new Ranking();
    const names = (now: number) => ranking.page("", undefined, 10, now).map(({ name }) => name);
    ranking.set({ name: "a", title: "", topic: "", people: 1, publishedAt: 1 });
    expect(names(5_000)).toEqual(["a"]);
    ranking.set({ name: "b", title: "", topic: "", people: 2, publishedAt: 2 });
    expect(names(5_249)).toEqual(["a"]);
    ranking.delete("a");
    expect(names(5_249)).toEqual([]);
    expect(names(5_250)).toEqual(["b"]);
  });
});
