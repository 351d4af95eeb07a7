/** The first public rooms inside the HTML of the front page. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { DirectoryPage } from "../../src/shared/contract/directory.ts";
import { PUBLIC_ROOMS_ELEMENT } from "../../src/shared/contract/page-preview.ts";
import { app } from "../../src/worker.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { ORIGIN, send } from "./app.ts";

/** Has the directory list these rooms, for the time of `test`. */
async function withDirectory(list: () => Promise<DirectoryPage>, test: () => Promise<void>): Promise<void> {
  const spy = vi
    .spyOn(env.DIRECTORY, "getByName")
    .mockReturnValue({ list } as unknown as ReturnType<typeof env.DIRECTORY.getByName>);
  try {
    await test();
    expect(spy).toHaveBeenCalled();
  } finally {
    spy.mockRestore();
  }
}

const page = async (headers: HeadersInit = {}) => (await send("/", { headers })).text();

/** The rooms that the HTML contains as data; undefined without data. */
function roomsIn(html: string): DirectoryPage | undefined {
  const json = new RegExp(
    `<script type="application/json" id="${PUBLIC_ROOMS_ELEMENT}">([^]*?)</script>`,
  ).exec(html);
  return json === null ? undefined : (JSON.parse(json[1] ?? "") as DirectoryPage);
}

const HOSTILE = "</script><img src=x onerror=alert(1)><!-- <script> & \u2028 end";
const LISTED: DirectoryPage = {
  rooms: [
    {
      name: "harbour",
      title: HOSTILE,
      topic: `Ships & ${HOSTILE}`,
      people: 1_234,
      path: "/rooms/harbour",
      featured: true,
    },
    { name: "café", topic: "", people: 0, path: "/rooms/caf%C3%A9", lastAt: Date.now() - 3 * 3_600_000 },
  ],
  cursor: "next",
};

describe("the front page", () => {
  it("links to the privacy notice and the legal notice of the deployment, and so does a room", async () => {
    const addresses = {
      PRIVACY_URL: 'https://example.com/?a=1&b="><script>',
      IMPRINT_URL: "https://example.com/me",
    };
    const read = async (path: string, variables: object) => {
      const context = createExecutionContext();
      const answer = await app.fetch(new Request(`${ORIGIN}${path}`), { ...env, ...variables }, context);
      const html = await answer.text();
      await waitOnExecutionContext(context);
      return html;
    };
    const escaped = "https://example.com/?a=1&amp;b=&quot;&gt;&lt;script&gt;";
    const front = await read("/", addresses);
    expect(front).toContain(`<a rel="privacy-policy" href="${escaped}">Privacy</a>`);
    expect(front).toContain('<a rel="imprint" href="https://example.com/me">Legal notice</a>');
    const signIn = await read("/sign-in", addresses);
    expect(signIn).toMatch(
      /<footer class="landing-foot"> <a rel="privacy-policy" .*>Privacy<\/a> <a rel="imprint"/,
    );
    expect(await read("/sign-in", {})).not.toContain("<footer");
    const room = await read(`/rooms/${uniqueRoom("linked")}`, addresses);
    expect(room).toContain(`<link rel="privacy-policy" href="${escaped}">`);
    expect(room).not.toContain('href="https://example.com/?a=1&b=');
    expect(await read("/", { PRIVACY_URL: "" })).not.toMatch(/privacy-policy|imprint/);
  });

  it("contains the public rooms as links and as data, escaped, and is not cached", async () => {
    await withDirectory(
      async () => LISTED,
      async () => {
        const response = await send("/");
        expect(response.headers.get("Cache-Control")).toBe("private, no-store");
        expect(response.headers.get("Content-Security-Policy")).not.toContain("unsafe");
        const html = await response.text();
        expect(roomsIn(html)).toEqual(LISTED);
        expect(html).toContain('<a href="/rooms/caf%C3%A9">');
        expect(html).toContain('<bdi class="recent-name">&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;');
        expect(html.match(/<span class="public-featured">Featured<\/span>/g)).toHaveLength(1);
        expect(html).toContain('<span class="public-topic" dir="auto">Ships &amp; &lt;/script&gt;');
        expect(html).toMatch(/1,234 online.*No one online.*Active 3 hours ago.*Show more rooms/s);
        expect(html).not.toMatch(/<img src=x| style=|data-words/);
        const inline = html.match(/<script\b[^>]*>/g)?.filter((tag) => !tag.includes(" src="));
        expect(inline).toEqual([expect.stringContaining('type="application/json"')]);
        const german = await page({ "Accept-Language": "de" });
        expect(german).toMatch(/1\.234 online.*Niemand online.*Aktiv vor 3 Stunden.*Mehr Räume anzeigen/s);
        const arabic = await page({ "Accept-Language": "ar" });
        expect(arabic).toMatch(/لا أحد متصل.*نشطة قبل 3 ساعات/s);
      },
    );
  });

  it("says that there are no rooms, without a search", async () => {
    await withDirectory(
      async () => ({ rooms: [] }),
      async () => {
        const html = await page();
        expect(html).toContain("There are no public rooms yet.");
        expect(html).not.toContain('type="search"');
        expect(roomsIn(html)).toEqual({ rooms: [] });
      },
    );
  });

  it("leaves space for the rooms of the visitor's device, as many as it lists", async () => {
    await withDirectory(
      async () => LISTED,
      async () => {
        const spaces = async (cookie: string) =>
          (await page({ Cookie: cookie })).match(/<bdi class="recent-name">&nbsp;<\/bdi>/g)?.length ?? 0;
        expect(await spaces("recent=3")).toBe(3);
        expect(await spaces("recent=900")).toBe(8);
        for (const cookie of ["recent=0", "recent=-4", "recent=many", "recent=", "language=en"])
          expect(await spaces(cookie), cookie).toBe(0);
      },
    );
  });

  it("comes without rooms from a directory that fails or hangs, and shows its heading meanwhile", async () => {
    await withDirectory(
      () => Promise.reject(new Error("broken")),
      async () => expect(await page()).toMatch(/<div id="root"[^>]*><\/div>[\s\S]*<\/html>\s*$/),
    );
    await withDirectory(
      () => new Promise<never>(() => {}),
      async () => {
        const response = await send("/");
        let html = "";
        const text = response.body?.pipeThrough(new TextDecoderStream()) ?? [];
        for await (const chunk of text) {
          html += chunk;
          // What is above the list has arrived before the page gives up waiting.
          if (html.includes("</h1>")) break;
        }
        expect(html).not.toContain("</html>");
        expect(await page()).toMatch(/<div id="root"[^>]*><\/div>[\s\S]*<\/html>\s*$/);
      },
    );
  });

  it("is without rooms where it is stored for offline use", async () => {
    const html = await (await send("/offline/front")).text();
    expect(html).toMatch(/<h1>A room for a conversation<\/h1>[\s\S]*<div id="root"[^>]*><\/div>/);
    expect(roomsIn(html)).toBeUndefined();
  });
});
