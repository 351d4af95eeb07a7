import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { SeenRequest } from "../../src/shared/contract/index.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { send } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

const SECRETS = { Cookie: "session=tell-nobody", Authorization: "Bearer tell-nobody" };
/** Headers that Cloudflare's edge and other proxies add. */
const ADDED = {
  "CF-Ray": "0123456789abcdef-FRA",
  "CF-Connecting-IP": "203.0.113.7",
  "X-Forwarded-For": "203.0.113.7",
};

const names = ({ headers }: SeenRequest) => headers.map(({ name }) => name);
const header = ({ headers }: SeenRequest, wanted: string) => headers.find(({ name }) => name === wanted);

describe("GET and POST /api/wire", () => {
  it.each(["GET", "POST"])("%s answers with the head of its own request", async (method) => {
    const response = await send("/api/wire?a=1", {
      method,
      headers: { "User-Agent": "Test/1" },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    const { ok, request } = await response.json<{ ok: boolean; request: SeenRequest }>();
    expect(ok).toBe(true);
    expect(request).toMatchObject({ method, target: "/api/wire?a=1" });
    expect(header(request, "user-agent")).toEqual({ name: "user-agent", value: "Test/1", size: 6 });
  });

  it("shows only the size of secrets, and nothing that was added on the way", async () => {
    const response = await send("/api/wire", { headers: { ...SECRETS, ...ADDED } });
    const text = await response.text();
    expect(text).not.toContain("tell-nobody");
    expect(text).not.toContain("203.0.113.7");
    const { request } = JSON.parse(text);
    expect(header(request, "cookie")).toEqual({ name: "cookie", size: SECRETS.Cookie.length });
    expect(header(request, "authorization")).toEqual({
      name: "authorization",
      size: SECRETS.Authorization.length,
    });
    expect(names(request).filter((name) => /^(cf|x-forwarded)-/.test(name))).toEqual([]);
  });
});

describe("wire:handshake", () => {
  it("shows a connection its own handshake, also after a sleep, and never a secret", async () => {
    const room = uniqueRoom("echo");
    const headers = { ...SECRETS, ...ADDED, "User-Agent": "Ada/1" };
    const ada = await SocketClient.join(room, { name: "Ada" }, headers);
    await SocketClient.join(room, { name: "Bob" }, { "User-Agent": "Bob/1" });
    const first = await ada.request("wire:handshake", {});
    if (!first.ok) throw new Error(first.error.message);
    const seen = first.handshake as SeenRequest;
    expect(seen).toMatchObject({
      method: "GET",
      target: `/rooms/${room}/socket.io/?EIO=4&transport=websocket`,
    });
    expect(header(seen, "user-agent")?.value).toBe("Ada/1");
    expect(header(seen, "upgrade")?.value).toBe("websocket");
    expect(header(seen, "cookie")).toEqual({ name: "cookie", size: SECRETS.Cookie.length });
    expect(JSON.stringify(first)).not.toMatch(/tell-nobody|203\.0\.113\.7|x-request-id|x-forwarded/);

    await evictDurableObject(env.ROOMS.getByName(room));
    expect(await ada.request("wire:handshake", {})).toEqual(first);
  });

  it("accepts only an empty payload", async () => {
    const room = uniqueRoom("echo-payload");
    const ada = await SocketClient.join(room);
    expect(await ada.request("wire:handshake", "mine")).toMatchObject({
      ok: false,
      error: { code: "invalid" },
    });
    expect(await ada.request("wire:handshake")).toMatchObject({ ok: false, error: { code: "invalid" } });
  });
});
