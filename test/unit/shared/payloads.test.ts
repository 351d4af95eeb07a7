import { describe, expect, it } from "vitest";
import { LIMITS, limitsFrom } from "../../../src/shared/limits.ts";
import { cleanName, cleanText } from "../../../src/shared/text/clean-text.ts";
import { check, schemasFor } from "../../../src/shared/validation/schemas.ts";

const schemas = schemasFor(LIMITS);
const code = (result: ReturnType<typeof check>) => (result.ok ? "ok" : result.error.code);

describe("a message's text", () => {
  it.each([
    ["  hello\r\nworld \n", "hello\nworld"],
    ["a\u0000b\u001b[31mc\u0085", "ab[31mc"],
    ["tab\tstays", "tab\tstays"],
    ["lone \ud800 surrogate", "lone \ufffd surrogate"],
    ["\u202eright to left\u202c", "\u202eright to left\u202c"],
    ["👩‍💻", "👩‍💻"],
    ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
  ])("%j is stored as %j", (text, stored) => {
    expect(cleanText(text)).toBe(stored);
  });

  it.each([[""], ["   \n\t "], ["\u200b"], ["\u3164\u00ad"], ["\u0000"]])("%j is empty", (text) => {
    expect(code(check(schemas.send, { nonce: "n", text }))).toBe("invalid");
  });

  it("may have at most 4,000 characters", () => {
    expect(code(check(schemas.send, { nonce: "n", text: "x".repeat(4_000) }))).toBe("ok");
    expect(code(check(schemas.send, { nonce: "n", text: "x".repeat(4_001) }))).toBe("too_large");
    expect(code(check(schemas.send, { nonce: "n", text: "x".repeat(100_000) }))).toBe("too_large");
  });
});

describe("a person's name", () => {
  it.each([
    ["  Ada   Lovelace ", "Ada Lovelace"],
    ["evil\u202egnp.exe", "evilgnp.exe"],
    ["a\nb\u0000c", "a bc"],
    ["a \u0000 b", "a b"],
    ["👩‍💻", "👩‍💻"],
    [`z${"\u0300".repeat(50)}`, `z̀${"\u0300".repeat(3)}`.normalize("NFC")],
    ["\ud800x", "x"],
    ["e\u200b\u0301", "\u00e9"],
  ])("%j is shown as %j", (name, shown) => {
    expect(cleanName(name)).toBe(shown);
  });

  it("is rejected if nothing of it is visible, or if it is too long", () => {
    expect(code(check(schemas.profile, { name: "\u3164 \u200b" }))).toBe("invalid");
    expect(code(check(schemas.profile, { name: "x".repeat(40) }))).toBe("ok");
    expect(code(check(schemas.profile, { name: "x".repeat(41) }))).toBe("too_large");
  });
});

describe("a payload", () => {
  it.each([
    [undefined],
    [null],
    ["text"],
    [[]],
    [{}],
    [{ nonce: "n" }],
    [{ nonce: "n", text: 1 }],
    [{ nonce: 1, text: "x" }],
    [{ nonce: "", text: "x" }],
    [{ nonce: "white space", text: "x" }],
    [{ nonce: "n", text: "x", after: -1 }],
    [{ nonce: "n", text: "x", after: 1.5 }],
    [{ nonce: "n", text: "x", after: 2 ** 53 }],
    [{ nonce: "n", text: { toString: "x" } }],
  ])("%j is not a message", (payload) => {
    expect(code(check(schemas.send, payload))).toBe("invalid");
  });

  it("loses unknown keys, prototype or not", () => {
    const payload = JSON.parse('{"nonce":"n","text":"x","seq":1,"__proto__":{"after":3}}');
    expect(check(schemas.send, payload)).toEqual({ ok: true, value: { nonce: "n", text: "x" } });
  });

  it("of history has at most one cursor, and a limited page size", () => {
    expect(check(schemas.history, {})).toEqual({ ok: true, value: { limit: 50 } });
    expect(code(check(schemas.history, { before: 1, around: 2 }))).toBe("invalid");
    expect(code(check(schemas.history, { limit: 0 }))).toBe("invalid");
    expect(check(schemas.history, { limit: 101 })).toEqual({ ok: true, value: { limit: 100 } });
    expect(check(schemas.directory, { limit: 5_000 })).toEqual({ ok: true, value: { limit: 50 } });
  });
});

describe("a limit", () => {
  it("is overridden by its variable, if that is a positive whole number", () => {
    const limits = limitsFrom({
      LIMIT_TEXT_LENGTH: "10",
      LIMIT_NAME_LENGTH: "0",
      LIMIT_HISTORY_PAGE: "many",
    });
    expect(limits).toEqual({ ...LIMITS, textLength: 10 });
    const payload = { nonce: "n", text: "x".repeat(11) };
    expect(code(check(schemasFor(limits).send, payload))).toBe("too_large");
  });
});
