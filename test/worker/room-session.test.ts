import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { sessionCookie, sessionFromCookie } from "../../src/auth/cookie.ts";
import { friendlyName } from "../../src/auth/friendly-name.ts";
import { newSession, renewSession, SESSION_SECONDS, Signer } from "../../src/auth/session.ts";
import { sessionSigner } from "../../src/auth/session-signer.ts";

const NOW = 1_800_000_000_000;
const signer = () => Signer.from(["secret of a test"]);

describe("a session token", () => {
  it("identifies its visitor", async () => {
    const session = renewSession(newSession(NOW), NOW, "Zoë 🚀");
    expect(await (await signer()).read(await (await signer()).sign(session), NOW)).toEqual(session);
  });

  it("of release 0.1.0 is still valid", async () => {
    const token =
      "eyJpZCI6ImtKM2gtXzhRekwwYVdtWXQiLCJuYW1lIjoiWm_DqyDwn5qAIiwiZXhwaXJlcyI6MTgzNDU2MDAwMH0.Ka7zQ2YuWDo_g_8gj9LvqQ40TxatO4zhu_4C3j0q1gM";
    const session = { id: "kJ3h-_8QzL0aWmYt", name: "Zoë 🚀", expires: 1_834_560_000 };
    const released = await Signer.from(["secret of release 0.1.0"]);
    expect(await released.read(token, NOW)).toEqual(session);
    expect(await released.sign(session)).toBe(token);
  });

  it("is invalid after any change of a single character", async () => {
    const token = await (await signer()).sign(newSession(NOW));
    for (let i = 0; i < token.length - 1; i++) {
      const forged = `${token.slice(0, i)}${token[i] === "A" ? "B" : "A"}${token.slice(i + 1)}`;
      expect(await (await signer()).read(forged, NOW)).toBeUndefined();
    }
  });

  it("is invalid with another signature, another secret, or none", async () => {
    const [mine, other] = [
      await (await signer()).sign(newSession(NOW)),
      await (await signer()).sign(newSession(NOW)),
    ];
    const swapped = `${mine.split(".")[0]}.${other.split(".")[1]}`;
    for (const token of [
      swapped,
      `${mine.split(".")[0]}.`,
      mine.split(".")[0] ?? "",
      `${mine}.x`,
      "",
      ".",
      "é.é",
    ]) {
      expect(await (await signer()).read(token, NOW)).toBeUndefined();
    }
    expect(await (await Signer.from(["another"])).read(mine, NOW)).toBeUndefined();
  });

  it("expires", async () => {
    const token = await (await signer()).sign(newSession(NOW));
    expect(await (await signer()).read(token, NOW + SESSION_SECONDS * 1_000 - 1_000)).toBeDefined();
    expect(await (await signer()).read(token, NOW + SESSION_SECONDS * 1_000)).toBeUndefined();
  });

  it("is valid after one rotation of the secret, and not after two", async () => {
    const token = await (await signer()).sign(newSession(NOW));
    const rotated = await Signer.from(["the next secret", "secret of a test"]);
    expect(await rotated.read(token, NOW)).toBeDefined();
    expect(await (await signer()).read(await rotated.sign(newSession(NOW)), NOW)).toBeUndefined();
  });
});

describe("a session cookie", () => {
  it("is HttpOnly and SameSite", async () => {
    const cookie = await sessionCookie(newSession(NOW), true, await signer());
    expect(cookie).toMatch(/^__Host-session=.*; Max-Age=34560000; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(await sessionCookie(newSession(NOW), false, await signer())).not.toContain("Secure");
  });

  it("is read as the session, over the same kind of connection", async () => {
    const session = newSession(NOW);
    for (const secure of [true, false]) {
      const [pair = ""] = (await sessionCookie(session, secure, await signer())).split(";");
      const header = `other=1; ${pair}`;
      expect(await sessionFromCookie(header, secure, await signer(), NOW)).toEqual(session);
      expect(await sessionFromCookie(header, !secure, await signer(), NOW)).toBeUndefined();
    }
  });
});

describe("a visitor without a name", () => {
  it("gets a generated name of two words, always the same", () => {
    const { id, name } = newSession(NOW);
    expect(name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
    expect(friendlyName(id)).toBe(name);
  });

  it("rarely has the same name as another", () => {
    const names = new Set(Array.from({ length: 500 }, () => newSession(NOW).name));
    expect(names.size).toBeGreaterThan(400);
  });
});

describe("a deployment", () => {
  const { SECRETS } = env;

  it("accepts sessions that it signed, also after a rotation of the secret", async () => {
    const before = await sessionSigner({ SECRETS, SESSION_SECRET: "one" });
    const after = await sessionSigner({ SECRETS, SESSION_SECRET: "two", SESSION_SECRET_PREVIOUS: "one" });
    expect(await after.read(await before.sign(newSession(NOW)), NOW)).toBeDefined();
    expect(await before.read(await after.sign(newSession(NOW)), NOW)).toBeUndefined();
  });

  it("without a secret creates a random one, once", async () => {
    for (const nothing of [{}, { SESSION_SECRET: "" }]) {
      const token = await (await sessionSigner({ SECRETS, ...nothing })).sign(newSession(NOW));
      // Another secret in between, so that the cached signer is not used.
      expect(
        await (await sessionSigner({ SECRETS, SESSION_SECRET: "other" })).read(token, NOW),
      ).toBeUndefined();
      expect(await (await sessionSigner({ SECRETS, ...nothing })).read(token, NOW)).toBeDefined();
    }
    expect(await SECRETS.getByName("sessions").secret()).not.toBe(await SECRETS.getByName("other").secret());
  });
});
