/** Recovery codes as people type them. */
import { describe, expect, it } from "vitest";
import {
  formatRecoveryCode,
  newRecoverySecret,
  parseRecoveryCode,
} from "../../../src/shared/recovery-code.ts";

const PERSON = "AAECAwQFBgcICQoL";

describe("a recovery code", () => {
  it("is read however it is typed", () => {
    const secret = newRecoverySecret();
    const code = formatRecoveryCode(PERSON, secret);
    const known = { person: PERSON, secret };
    expect(parseRecoveryCode(code)).toEqual(known);
    expect(parseRecoveryCode(` ${code.toUpperCase().replaceAll("-", " ")} `)).toEqual(known);
    expect(parseRecoveryCode(code.replaceAll("0", "o").replaceAll("1", "l"))).toEqual(known);
  });

  it.each([
    ["en dashes", "\u2013"],
    ["hyphens that do not break", "\u2011"],
    ["minus signs", "\u2212"],
    ["soft hyphens", "\u00ad"],
    ["a line end and a mark of direction", "-\r\n\u200f"],
    ["spaces that do not break", "\u00a0"],
  ])("is read as programs for text change it: with %s", (_, separator) => {
    const secret = newRecoverySecret();
    const code = formatRecoveryCode(PERSON, secret).replaceAll("-", separator);
    expect(parseRecoveryCode(code)).toEqual({ person: PERSON, secret });
  });

  it("is read in letters of full width", () => {
    const secret = newRecoverySecret();
    const wide = formatRecoveryCode(PERSON, secret).replace(/[!-~]/g, (letter) =>
      String.fromCharCode(letter.charCodeAt(0) + 0xfee0),
    );
    expect(parseRecoveryCode(wide)).toEqual({ person: PERSON, secret });
  });

  it.each(["AAAAAAAAAAAAAA", "____________8A"])(
    "with one character changed is another code, or none (%s)",
    (secret) => {
      const code = formatRecoveryCode(PERSON, secret);
      const known = parseRecoveryCode(code);
      expect(known).toBeDefined();
      for (let at = 0; at < code.length; at += 1)
        for (const character of "0123456789abcdefghjkmnpqrstvwxyz") {
          if (code[at] === "-" || code[at] === character) continue;
          const changed = `${code.slice(0, at)}${character}${code.slice(at + 1)}`;
          expect(parseRecoveryCode(changed), changed).not.toEqual(known);
        }
    },
  );
});
