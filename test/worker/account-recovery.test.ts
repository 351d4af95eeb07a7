/** The recovery code of an owner. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
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

  it("cannot be guessed: ten wrong ones an hour, also after a sleep", async () => {
    const browser = await Browser.create();
    const code = await codeOf(browser);
    const guess = code.replace(/.{4}-.{4}-.{4}$/, "0000-0000-0000");
    for (let count = 0; count < 10; count++) expect(await recover(guess)).toMatchObject(failure("not_found"));
    expect(await recover(guess)).toMatchObject(failure("rate_limited"));
    const person = (await browser.session())?.id ?? "";
    await evictDurableObject(env.ACCOUNTS.getByName(person));
    expect(await recover(code)).toMatchObject(failure("rate_limited"));
    await runInDurableObject(env.ACCOUNTS.getByName(person), (_, { storage }) => {
      storage.kv.put("recovery:tries", { count: 10, since: Date.now() - 3_600_001 });
    });
    expect(await recover(code)).toMatchObject({ ok: true });
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
