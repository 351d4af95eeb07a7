import { describe, expect, it } from "vitest";
import {
  parseRoomName,
  roomNameFromPath,
  roomNameFromSegment,
  roomPath,
  socketPath,
} from "../../../src/shared/room-name.ts";

const name = (spelling: string) => {
  const result = parseRoomName(spelling);
  return result.ok ? result.name : undefined;
};

describe("a room's name", () => {
  it.each([
    ["General", "general"],
    ["My  favourite_room", "my-favourite-room"],
    ["--a---b--", "a-b"],
    ["cafe\u0301", "café"],
    ["ﬁsh", "fish"],
    ["ＦＵＬＬ", "full"],
    ["İstanbul", "istanbul"],
    ["a\u200bb\u00adc", "abc"],
    ["en–dash—em", "en-dash-em"],
    ["हिन्दी", "हिन्दी"],
    ["ไทย", "ไทย"],
    ["日本語", "日本語"],
    ["ΣΑΣ", "σας"],
    ["٣", "٣"],
  ])("%j has the canonical name %j", (spelling, canonical) => {
    expect(name(spelling)).toBe(canonical);
    expect(name(canonical)).toBe(canonical);
  });

  it.each([
    [""],
    ["-"],
    ["\u200b"],
    ["\u3164"],
    [".."],
    ["a/b"],
    ["a\\b"],
    ["a\0"],
    ["a\nb\u0007"],
    ["<img src=x>"],
    ["❤️"],
    ["👩‍💻"],
    ["1\ufe0f\u20e3"],
    ["\u0301a"],
    [`a${"\u0327".repeat(5)}`],
    ["\ud800"],
  ])("%j is invalid", (spelling) => {
    expect(name(spelling)).toBeUndefined();
  });

  it("has at most 64 characters, however many bytes they take", () => {
    expect(name("x".repeat(64))).toBe("x".repeat(64));
    expect(name("𠮷".repeat(64))).toBe("𠮷".repeat(64));
    expect(name("x".repeat(65))).toBeUndefined();
    expect(name("x".repeat(1_000))).toBeUndefined();
  });

  it("stays the same when it is parsed again, whatever its characters", () => {
    for (let codePoint = 0; codePoint < 0x1_2000; codePoint++) {
      const canonical = name(`a${String.fromCodePoint(codePoint)}b`);
      if (canonical !== undefined && name(canonical) !== canonical)
        expect.fail(`U+${codePoint.toString(16)}`);
    }
  });
});

describe("a room's address", () => {
  it.each([["%00"], ["%zz"], ["%"], ["%2e%2e"], ["a%2fb"], ["%c3"]])("%s is not a room", (segment) => {
    expect(roomNameFromSegment(segment).ok).toBe(false);
  });

  it("is decoded to the name it was made from", () => {
    expect(roomPath("café")).toBe("/rooms/caf%C3%A9");
    expect(roomNameFromPath(roomPath("café"))).toEqual({ ok: true, name: "café" });
    expect(socketPath("café")).toBe("/rooms/caf%C3%A9/socket.io/");
  });
});
