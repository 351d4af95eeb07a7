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
