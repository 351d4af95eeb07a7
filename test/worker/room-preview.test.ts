/** The newest messages inside a room's HTML. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { PREVIEW_ELEMENT } from "../../src/shared/contract/page-preview.ts";
import { send } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

const pageOf = async (room: string, headers: HeadersInit = {}, query = "") =>
  (await send(`/rooms/${room}${query}`, { headers })).text();

/** The texts in the data of a page; none if it has no data. */
function textsIn(html: string): string[] {
  const json = new RegExp(`<script type="application/json" id="${PREVIEW_ELEMENT}">([^]*?)</script>`).exec(
    html,
  );
  if (json === null) return [];
  return (JSON.parse(json[1] ?? "") as { messages: { text: string }[] }).messages.map(({ text }) => text);
}

/** A person with a session cookie, in a room. */
async function withCookie(room: string): Promise<{ visitor: SocketClient; Cookie: string }> {
  const Cookie = (await send("/")).headers.get("Set-Cookie")?.split(";")[0] ?? "";
  return { visitor: await SocketClient.join(room, {}, { Cookie }), Cookie };
}

describe("a room's page", () => {
  it("contains the newest messages as elements and as data, whatever their text, and is not cached", async () => {
    const room = `preview-${crypto.randomUUID()}`;
    const ada = await SocketClient.join(room, { name: "<b>Ada</b>" });
    const hostile = "</script><img src=x onerror=alert(1)><!-- <script> & \u2028 end";
    for (let n = 1; n <= 40; n += 1)
      await ada.request("message:send", { nonce: String(n), text: n === 40 ? hostile : `text ${n}` });
    const response = await send(`/rooms/${room}`);
    expect(response.headers.get("Cache-Control")).toBe("private, no-store");
    expect(response.headers.get("Content-Security-Policy")).not.toContain("unsafe");
    const html = await response.text();
    expect(textsIn(html)).toEqual([...Array.from({ length: 29 }, (_, n) => `text ${n + 11}`), hostile]);
    expect(html).toContain('<p dir="auto">text 39</p>');
    expect(html).toContain('<p dir="auto">&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;');
    expect(html).not.toMatch(/<img src=x|<b>Ada/);
    const inline = html.match(/<script\b[^>]*>/g)?.filter((tag) => !tag.includes(" src="));
    expect(inline).toEqual([expect.stringContaining('type="application/json"')]);
    expect(html).not.toMatch(/ style=|data-words/);
    expect(textsIn(await pageOf(room, {}, "?m=3"))).toEqual([]);
    expect(await (await send("/offline")).text()).not.toContain("text 39");
  });

  it("folds a long message like the page's script", async () => {
    const room = `preview-${crypto.randomUUID()}`;
    const ada = await SocketClient.join(room);
    await ada.request("message:send", { nonce: "1", text: "line\n".repeat(60).trim() });
    await ada.request("message:send", { nonce: "2", text: "short" });
    const html = await pageOf(room);
    expect(html).toContain('<div class="long-text" data-folded><div class="text"><p dir="auto">line\n');
    expect(html).toContain('<div class="line"><div class="text"><p dir="auto">short</p>');
  });

  it("shows messages of a private room to admitted people, of a public one to all but the banned", async () => {
    const room = `preview-${crypto.randomUUID()}`;
    const owner = await withCookie(room);
    await owner.visitor.request("message:send", { nonce: "1", text: "between us" });
    await owner.visitor.request("room:update", { title: "Our den" });
    const guest = await withCookie(room);
    const stranger = await withCookie(`elsewhere-${crypto.randomUUID()}`);
    for (const headers of [owner, guest, stranger].map(({ Cookie }) => ({ Cookie })))
      expect(textsIn(await pageOf(room, headers))).toEqual(["between us"]);
    expect(textsIn(await pageOf(room))).toEqual(["between us"]);

    await owner.visitor.request("room:update", { visibility: "private" });
    for (const { Cookie } of [owner, guest]) {
      const html = await pageOf(room, { Cookie });
      expect(textsIn(html)).toEqual(["between us"]);
      expect(html).toContain("Our den");
    }
    for (const headers of [undefined, { Cookie: stranger.Cookie }])
      expect(await pageOf(room, headers)).not.toMatch(/between us|Our den/);

    await owner.visitor.request("room:update", { visibility: "public" });
    const { id } = guest.visitor.welcome.you;
    expect(await owner.visitor.request("member:ban", { id, on: true })).toMatchObject({ ok: true });
    expect(await pageOf(room, { Cookie: guest.Cookie })).not.toMatch(/between us|Our den/);
  });

  it("creates no room, and comes without messages if the room fails or hangs", async () => {
    const unborn = `preview-${crypto.randomUUID()}`;
    expect(textsIn(await pageOf(unborn))).toEqual([]);
    const stub = env.ROOMS.getByName(unborn);
    const kept = await runInDurableObject(stub, async (_, { storage }) => ({
      tables: storage.sql
        .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'")
        .toArray(),
      keys: [...storage.kv.list()],
      alarm: await storage.getAlarm(),
    }));
    expect(kept).toEqual({ tables: [], keys: [], alarm: null });

    for (const fault of [() => Promise.reject(new Error("broken")), () => new Promise<never>(() => {})]) {
      const spy = vi
        .spyOn(env.ROOMS, "getByName")
        .mockReturnValue({ preview: fault } as unknown as ReturnType<typeof env.ROOMS.getByName>);
      try {
        const response = await send(`/rooms/${unborn}`);
        expect(response.status).toBe(200);
        expect(await response.text()).toMatch(/<div id="root"><\/div>[\s\S]*<\/html>\s*$/);
        expect(spy).toHaveBeenCalled();
      } finally {
        spy.mockRestore();
      }
    }
  });
});
