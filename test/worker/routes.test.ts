import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import packageJson from "../../package.json";
import { app } from "../../src/worker.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { ORIGIN, send } from "./app.ts";

const HTML = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

describe("a page", () => {
  it.each([["/"], ["/rooms/general"], ["/rooms/caf%C3%A9"]])(
    "%s is HTML that no other site can frame",
    async (path) => {
      const response = await send(path, { headers: HTML });
      expect(response.status).toBe(200);
      expect(response.headers.get("Content-Type")).toContain("text/html");
      const policy = response.headers.get("Content-Security-Policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(await response.text()).toContain("<!doctype html>");
    },
  );

  it("sets an HttpOnly session cookie, and not again for a visitor who has one", async () => {
    const first = await send("/rooms/general");
    const cookie = first.headers.get("Set-Cookie") ?? "";
    expect(cookie).toMatch(/^__Host-session=.*HttpOnly; Secure; SameSite=Lax$/);
    const again = await send("/", { headers: { Cookie: cookie.split(";")[0] ?? "" } });
    expect(again.headers.get("Set-Cookie")).toBeNull();
    const forged = await send("/", { headers: { Cookie: "__Host-session=e30.AAAA" } });
    expect(forged.headers.get("Set-Cookie")).not.toBeNull();
  });

  it.each(["/offline", "/offline/front"])("answers 304 to a browser that has stored %s", async (path) => {
    const etag = (await send(path)).headers.get("ETag") ?? "";
    const response = await send(path, { headers: { "If-None-Match": etag } });
    expect(response.status).toBe(304);
  });

  it.each([
    ["de-AT,de;q=0.9,en;q=0.8", "", "de", "ltr", "Ein Raum für ein Gespräch"],
    ["fr,ar;q=0.5,en;q=0.4", "", "ar", "rtl", "غرفة لمحادثة"],
    ["fr", "", "en", "ltr", "A room for a conversation"],
    ["de", "language=ar", "ar", "rtl", "غرفة لمحادثة"],
    ["de", "language=klingon", "de", "ltr", "Ein Raum für ein Gespräch"],
  ])(
    "for %s and the cookie '%s' is written in %s",
    async (accepted, cookie, language, direction, heading) => {
      const headers = { "Accept-Language": accepted, Cookie: cookie };
      const landing = await send("/", { headers });
      expect(landing.headers.get("Vary")).toContain("Accept-Language");
      const text = await landing.text();
      expect(text).toContain(`<html lang="${language}" dir="${direction}">`);
      expect(text).toContain(`<h1>${heading}</h1>`);
      expect(text).toMatch(new RegExp(`modulepreload" href="/assets/words-landing-${language}-\\w{8}\\.js"`));
      expect(text.match(/words-landing/g)).toHaveLength(1);
      expect(text).not.toMatch(/data-words|>undefined<|content="undefined"/);
      const room = await (await send("/rooms/general", { headers })).text();
      expect(room).toContain(`<html lang="${language}" dir="${direction}">`);
      expect(room).toMatch(new RegExp(`modulepreload" href="/assets/words-room-${language}-\\w{8}\\.js"`));
      expect(room).not.toMatch(/data-words|>undefined</);
      const error = await send("/nowhere", { headers: { ...headers, ...HTML } });
      expect(await error.text()).toContain(`<html lang="${language}" dir="${direction}">`);
    },
  );

  it("is sent again to a visitor who has it in another language", async () => {
    const english = await send("/", { headers: { "Accept-Language": "en" } });
    const tag = english.headers.get("ETag") ?? "";
    const german = await send("/", { headers: { "Accept-Language": "de", "If-None-Match": tag } });
    expect(german.status).toBe(200);
    expect(german.headers.get("ETag")).not.toBe(tag);
  });

  it("answers HEAD without a body", async () => {
    const response = await send("/rooms/general", { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });
});

describe("a room's address", () => {
  it.each([
    ["/rooms/General", "/rooms/general"],
    ["/rooms/general/", "/rooms/general"],
    ["/rooms/My%20Room?m=3", "/rooms/my-room?m=3"],
    ["/rooms/cafe%CC%81", "/rooms/caf%C3%A9"],
    ["/rooms/caf%c3%a9", "/rooms/caf%C3%A9"],
    ["/rooms/%67eneral", "/rooms/general"],
    ["/api/rooms/General/messages?limit=2", "/api/rooms/general/messages?limit=2"],
  ])("%s leads to the canonical %s", async (path, canonical) => {
    const response = await send(path);
    expect(response.status).toBe(308);
    expect(response.headers.get("Location")).toBe(canonical);
  });

  it.each([
    ["/rooms/%00"],
    ["/rooms/%zz"],
    ["/rooms/a%2fb"],
    ["/rooms/..%2f..%2fetc"],
    ["/rooms/%F0%9F%9A%80"],
    [`/rooms/${"x".repeat(1_000)}`],
    ["/rooms/%3Cimg%20src=x%20onerror=alert(1)%3E"],
    ["/rooms/%F0%9F%9A%80/socket.io/?EIO=4&transport=polling"],
    ["/api/rooms/%00/messages"],
  ])("%s is rejected with an explanation, as HTML or JSON", async (path) => {
    const page = await send(path, { headers: HTML });
    expect(page.status).toBe(400);
    expect(page.headers.get("Content-Type")).toContain("text/html");
    expect(await page.text()).not.toContain("<img");
    const json = await send(path, { headers: { Accept: "application/json" } });
    expect(json.status).toBe(400);
    expect(await json.json()).toMatchObject({ ok: false, error: { code: "invalid" } });
  });

  it("has a link to the front page, but in a frame, which does not show it", async () => {
    const link = '<a class="button" href="/">';
    const text = async (path: string) => (await send(path, { headers: HTML })).text();
    expect(await text("/rooms/a%3Fb")).toContain(link);
    const framed = await text("/rooms/a%3Fb?embed=1");
    expect(framed).toContain("letters, digits and hyphens");
    expect(framed).not.toContain(link);
  });
});

describe("an unknown address", () => {
  it.each([
    ["/nowhere"],
    ["/rooms"],
    ["/rooms/"],
    ["/room.html"],
    ["/rooms/a/b"],
    ["/assets/none.js"],
    ["/api/none"],
  ])("%s is answered in HTML for browsers and in JSON for programs", async (path) => {
    const page = await send(path, { headers: HTML });
    expect(page.status).toBe(404);
    expect(await page.text()).toContain('<a class="button" href="/">');
    const json = await send(path, { headers: { Accept: "application/json" } });
    expect(json.status).toBe(404);
    expect(await json.json()).toMatchObject({ ok: false, error: { code: "not_found" } });
    expect(json.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
  });

  it("cannot traverse out of its folder", async () => {
    expect((await send("/rooms/../wrangler.toml")).status).toBe(404);
    expect((await send("/rooms/%2e%2e/wrangler.toml")).status).toBe(404);
  });

  it.each([
    ["POST", "/"],
    ["DELETE", "/rooms/general"],
    ["OPTIONS", "/rooms/general"],
    ["POST", "/api/rooms/general/export"],
    ["PROPFIND", "/api/health"],
  ])("answers %s %s with the allowed methods", async (method, path) => {
    const response = await send(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("Allow")).toBe("GET, HEAD");
  });

  it("is not found, with any method", async () => {
    expect((await send("/nowhere", { method: "POST", body: "{" })).status).toBe(404);
  });
});

describe("the API", () => {
  it("reports its health and the version of the contract", async () => {
    const response = await send("/api/health");
    expect(await response.json()).toEqual({
      ok: true,
      v: 1,
      version: packageJson.version,
      build: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
  });

  it("is ready when all that it depends on answers", async () => {
    const response = await send("/api/ready");
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    const checks = {
      ...{ rooms: "ok", relays: "ok", directory: "ok", secrets: "ok", accounts: "ok" },
      ...{ operations: "ok", metrics: "ok", files: "ok", pages: "ok" },
    };
    expect(await response.json()).toMatchObject({ ok: true, checks });
    const smaller = {
      ...env,
      RELAYS: undefined,
      OPERATIONS: undefined,
      METRICS: undefined,
      FILES: undefined,
    };
    const fewer = await app.request("/api/ready", {}, smaller);
    expect(fewer.status).toBe(200);
    const { checks: few } = (await fewer.json()) as { checks: object };
    expect(Object.keys(few)).toEqual(["rooms", "directory", "secrets", "accounts", "pages"]);
  });

  it("is not ready when a dependency throws, rejects or never answers, and names it", async () => {
    const dependencies = [
      ["rooms", "ROOMS", "preview"],
      ["relays", "RELAYS", "isReady"],
      ["directory", "DIRECTORY", "isReady"],
      ["secrets", "SECRETS", "isReady"],
      ["accounts", "ACCOUNTS", "isReady"],
      ["operations", "OPERATIONS", "isReady"],
      ["metrics", "METRICS", "isReady"],
      ["files", "FILES", "head"],
      ["pages", "ASSETS", "fetch"],
    ] as const;
    const answers: [expected: string, answer: () => Promise<unknown>][] = [
      ["failed", () => Promise.reject(new Error("it fails"))],
      ["timeout", () => new Promise(() => {})],
      [
        "failed",
        () => {
          throw new Error("it throws");
        },
      ],
    ];
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    // All at once: one that never answers is waited for.
    const found = await Promise.all(
      dependencies.flatMap(([name, binding, method]) =>
        answers.map(async ([expected, answer]) => {
          const stub = { [method]: answer };
          const faulty = { ...env, [binding]: { ...stub, getByName: () => stub } };
          const response = await app.request("/api/ready", {}, faulty);
          const { checks } = (await response.json()) as { checks: Record<string, string> };
          const failed = Object.entries(checks).filter(([, check]) => check !== "ok");
          return { status: response.status, expected: [[name, expected]], failed };
        }),
      ),
    );
    const lines = logged.mock.calls.map(([line]) => JSON.parse(String(line)));
    logged.mockRestore();
    expect(found).toEqual(found.map(({ expected }) => ({ status: 503, expected, failed: expected })));
    expect(found).toHaveLength(27);
    const names = dependencies.flatMap(([name]) => [name, name]);
    expect(lines.map(({ event, dependency }) => [event, dependency]).sort()).toEqual(
      names.map((name) => ["ready.failed", name]).sort(),
    );
  });

  it("is not ready when one dependency fails and another never answers, and says which", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const files = { head: () => Promise.reject(new Error("no bucket")) };
    const directory = { getByName: () => ({ isReady: () => new Promise(() => {}) }) };
    const response = await app.request("/api/ready", {}, { ...env, FILES: files, DIRECTORY: directory });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      ok: false,
      checks: { rooms: "ok", secrets: "ok", files: "failed", directory: "timeout" },
    });
  });

  it("has no messages for a room without messages", async () => {
    const nobodyWroteHere = uniqueRoom("nobody-wrote-here");
    const response = await send(`/api/rooms/${nobodyWroteHere}/messages`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ok: true, messages: [], hasMore: false });
  });

  it.each([["before=1&after=2"], ["limit=0"], ["limit=many"], ["before=-1"], ["around=1e3"]])(
    "refuses a history of ?%s",
    async (query) => {
      const response = await send(`/api/rooms/general/messages?${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ ok: false, error: { code: "invalid" } });
    },
  );
});

describe("a Socket.IO connection", () => {
  const handshake = "/rooms/origins/socket.io/?EIO=4&transport=polling";

  it.each([["https://evil.example"], ["null"], ["https://chat.example.evil"]])(
    "from a page of %s is refused, over both transports",
    async (origin) => {
      const origins = uniqueRoom("origins");
      const polling = await send(handshake, { headers: { Origin: origin } });
      expect(polling.status).toBe(403);
      const upgrade = await send(`/rooms/${origins}/socket.io/?EIO=4&transport=websocket`, {
        headers: { Origin: origin, Upgrade: "websocket" },
      });
      expect(upgrade.status).toBe(403);
      expect(upgrade.webSocket).toBeNull();
    },
  );

  it.each([[undefined], [ORIGIN]])("from Origin %s is accepted", async (origin) => {
    const response = await send(handshake, { headers: origin === undefined ? {} : { Origin: origin } });
    expect(response.status).toBe(200);
  });
});
