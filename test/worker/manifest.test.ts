/** The web app manifest. */
import { describe, expect, it } from "vitest";
import { send } from "./app.ts";

interface Manifest {
  id: string;
  lang: string;
  dir: string;
  description: string;
  start_url: string;
  icons: { src: string; sizes: string; type: string; purpose?: string }[];
}

describe("the manifest", () => {
  it.each([
    ["de-AT", "", "de", "ltr", /^Räume/],
    ["fr", "", "en", "ltr", /^Rooms/],
    ["de", "language=ar", "ar", "rtl", /^غرف/],
  ])(
    "for %s and the cookie '%s' is written in %s",
    async (accepted, cookie, language, direction, description) => {
      const headers = { "Accept-Language": accepted, Cookie: cookie };
      const response = await send("/manifest.webmanifest", { headers });
      expect(response.headers.get("Content-Type")).toContain("application/manifest+json");
      expect(response.headers.get("Vary")).toContain("Accept-Language");
      const manifest = await response.json<Manifest>();
      expect(manifest).toMatchObject({ id: "/", start_url: "/", lang: language, dir: direction });
      expect(manifest.description).toMatch(description);
      const tag = response.headers.get("ETag") ?? "";
      const again = await send("/manifest.webmanifest", { headers: { ...headers, "If-None-Match": tag } });
      expect(again.status).toBe(304);
    },
  );

  it("names icons that exist, one of them maskable", async () => {
    const { icons } = await (await send("/manifest.webmanifest")).json<Manifest>();
    expect(icons.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(["192x192", "512x512"]));
    expect(icons.some(({ purpose }) => purpose === "maskable")).toBe(true);
    for (const { src, type } of icons) {
      const icon = await send(src);
      expect(icon.status).toBe(200);
      expect(icon.headers.get("Content-Type")).toContain(type);
    }
  });
});
