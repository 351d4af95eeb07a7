/** Installing the page as an app. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { untilSavedOffline } from "./support/offline-cache.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor, WITH_SERVICE_WORKER } from "./support/visitor.ts";

test("Chromium finds the page installable, and reads its manifest in the visitor's language", async () => {
  const room = uniqueRoom("app");
  const ada = await Visitor.create({ ...WITH_SERVICE_WORKER, locale: "de-AT", alone: true });
  for (const path of [`/rooms/${room}`, "/"]) {
    await ada.page.goto(server.url + path);
    await ada.page.locator("#root > *").first().waitFor();
    await untilSavedOffline(ada);
    const session = await ada.context.newCDPSession(ada.page);
    const { url, data, errors } = await session.send("Page.getAppManifest");
    expect(new URL(url).pathname).toBe("/manifest.webmanifest");
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data ?? "") as Record<string, unknown>;
    expect(manifest).toMatchObject({ id: "/", scope: "/", start_url: "/", display: "standalone" });
    expect(manifest).toMatchObject({ lang: "de", dir: "ltr", description: expect.stringMatching(/^Räume/) });
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    expect(installabilityErrors).toEqual([]);
    const { appId } = await session.send("Page.getAppId");
    expect(appId).toBe(`${server.url}/`);
    await session.detach();
  }
  // The language chosen on the device has precedence over the browser's.
  // The page of a slow network comes from the cache, in the language of the last visit.
  const reloaded = ada.page.waitForEvent("load");
  await ada.page.getByRole("combobox").selectOption("ar");
  await reloaded;
  const session = await ada.context.newCDPSession(ada.page);
  const { data } = await session.send("Page.getAppManifest");
  expect(JSON.parse(data ?? "")).toMatchObject({ lang: "ar", dir: "rtl" });
});
