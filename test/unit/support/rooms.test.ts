import { describe, expect, it } from "vitest";
import { parseRoomName } from "../../../src/shared/room-name.ts";
import { uniqueRoom, uniqueWord } from "../../support/rooms.ts";

describe("a unique room", () => {
  it("has a canonical name that begins with the prefix", () => {
    const name = uniqueRoom("slow-mode-2");
    expect(name).toMatch(/^slow-mode-2-[a-z]{10}$/);
    expect(parseRoomName(name)).toEqual({ ok: true, name });
  });

  it("is different each time", () => {
    expect(new Set(Array.from({ length: 1_000 }, () => uniqueRoom())).size).toBe(1_000);
  });

  it.each(["Upper", "", "a b", "a/b", "x".repeat(60)])("is not made with the prefix %j", (prefix) => {
    expect(() => uniqueRoom(prefix)).toThrow("is not the name of a room");
  });
});

describe("a unique word", () => {
  it("contains no vowel and no digit, so no word that a test searches for", () => {
    for (let i = 0; i < 1_000; i++) expect(uniqueWord()).toMatch(/^[b-df-hj-np-tv-xz]{10}$/);
  });
});
