/** The recovery code of an owner. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { Account } from "../../src/account/account.ts";
import type { SignedIn } from "../../src/shared/account.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { Browser, storedBy } from "./account.ts";
import { failure } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

type Code = { ok: true; code: string } & SignedIn;

const codeOf = async (browser: Browser, body: object = {}): Promise<string> =>
  (await browser.post<Code>("/recovery-code", body)).code;

const recover = async (code: unknown, browser?: Browser) =>
  (browser ?? (await Browser.create())).post("/recover", { code });

describe("a recovery code", () => {
  it("brings an owner back who has lost everything, with the rooms they use", async () => {
    const room = uniqueRoom("recovery");
    const lost = await Browser.create();
    const owner = await SocketClient.join(room, { name: "Ada" }, lost.headers);
    await owner.request("message:send", { nonce: "1", text: "mine" });
    const code = await codeOf(lost, { name: "Ada", rooms: [room] });
    expect(code).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{4}-){8}[0-9a-hjkmnp-tv-z]{4}$/);
    const found = await Browser.create();
    expect(await recover(code, found)).toMatchObject({
      ok: true,
      you: { id: owner.welcome.you.id, name: "Ada" },
      rooms: [{ name: room }],
    });
    const again = await SocketClient.join(room, {}, found.headers);
    expect(await again.request("room:update", { topic: "still mine" })).toMatchObject({ ok: true });
  });

  it("works once, also when two devices use it at once", async () => {
    const code = await codeOf(await Browser.create());
    const answers = await Promise.all(Array.from({ length: 4 }, () => recover(code)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await recover(code)).toMatchObject(failure("not_found"));
  });

  it.each([
    ["fails", () => Promise.reject(new Error("down"))],
    ["does not answer", (released: Promise<{ ok: true }>) => released],
  ])("signs in a device also if the account that it was of before %s", async (_, before) => {
    const lost = await Browser.create();
    const code = await codeOf(lost);
    const ada = (await lost.session())?.id;
    const device = await Browser.create();
    await codeOf(device);
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const { promise, resolve } = Promise.withResolvers<{ ok: true }>();
    const signOut = vi.spyOn(Account.prototype, "signOut").mockImplementation(() => before(promise));
    try {
      expect(await recover(code, device)).toMatchObject({ ok: true, you: { id: ada } });
      expect((await device.session())?.id).toBe(ada);
      await expect.poll(() => signOut.mock.calls.length).toBe(1);
    } finally {
      resolve({ ok: true });
      signOut.mockRestore();
      errors.mockRestore();
    }
  });

  it("is read as people type it", async () => {
    const code = await codeOf(await Browser.create());
    const typed = ` ${code.toUpperCase().replaceAll("-", " ").replaceAll("0", "O").replaceAll("1", "l")} `;
    expect(await recover(typed)).toMatchObject({ ok: true });
  });

  it("is replaced by a new one", async () => {
    const browser = await Browser.create();
    const first = await codeOf(browser);
    const second = await codeOf(browser);
    expect(await recover(first)).toMatchObject(failure("not_found"));
    expect(await recover(second)).toMatchObject({ ok: true });
  });

  it("is stored as a hash", async () => {
    const browser = await Browser.create();
    const code = await codeOf(browser);
    const person = (await browser.session())?.id ?? "";
    const values = await runInDurableObject(env.ACCOUNTS.getByName(person), (_, { storage }) =>
      JSON.stringify([...storage.kv.list()]),
    );
    expect(values).toContain("recovery:hash");
    expect(values).not.toContain(code);
    expect(values).not.toContain(code.replaceAll("-", "").slice(20));
  });

  it("still works after many wrong ones, which store nothing: no one can keep its owner out", async () => {
    const browser = await Browser.create();
    const code = await codeOf(browser);
    const person = (await browser.session())?.id ?? "";
    const before = await storedBy(person);
    const guess = code.replace(/.{4}-.{4}-.{4}$/, "0000-0000-0000");
    for (let count = 0; count < 30; count++) expect(await recover(guess)).toMatchObject(failure("not_found"));
    expect(await storedBy(person)).toBe(before);
    expect(await recover(code)).toMatchObject({ ok: true });
  });

  it("cannot be guessed by brute force from one network", async () => {
    const code = await codeOf(await Browser.create());
    const guess = code.replace(/.{4}-.{4}-.{4}$/, "0000-0000-0000");
    const browser = await Browser.create();
    const headers = { "CF-Connecting-IP": "192.0.2.115" };
    const codes: (string | undefined)[] = [];
    for (let count = 0; count < 30; count++)
      codes.push((await browser.post("/recover", { code: guess }, headers)).error?.code);
    expect(codes[0]).toBe("not_found");
    // Another attempt is allowed every ten seconds: perhaps the last one.
    expect(codes).toContain("rate_limited");
  });

  it("that is wrong, of nobody or malformed signs no one in, and stores nothing", async () => {
    const nobody = "0".repeat(36);
    const before = await Browser.create();
    const { cookie } = before;
    expect(await recover(nobody, before)).toMatchObject(failure("not_found"));
    expect(before.cookie).toBe(cookie);
    expect(await storedBy("A".repeat(16))).toBe(0);
    for (const wrong of ["", "x", 7, null, {}, "u".repeat(36), "0".repeat(35), "0".repeat(200)])
      expect(await recover(wrong, before)).toMatchObject({ ok: false });
  });
});
