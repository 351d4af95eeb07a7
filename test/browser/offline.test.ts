/** The page without a network, from the first moment on. */
import { expect, test } from "vitest";
import { startServer } from "../support/server.ts";
import { fill } from "./crowd.ts";
import { Visitor } from "./visitor.ts";

test("a room opens offline with its last messages, keeps what one writes, and sends it when there is a network", async () => {
  const server = await startServer();
  await fill(server, "tunnel", ["**Said** before", "And this"]);
  const ada = await Visitor.arrive();
  await ada.enter(`${server.url}/rooms/tunnel`);
  await ada.say("Mine");
  await ada.untilStored("Mine");
  const kept = () =>
    ada.page.evaluate(async () => {
      const keys = [];
      for (const name of await caches.keys()) {
        for (const { url } of await (await caches.open(name)).keys()) keys.push(new URL(url).pathname);
      }
      return keys;
    });
  await expect.poll(kept, { timeout: 20_000 }).toContain("/kept/tunnel");
  await expect.poll(kept, { timeout: 20_000 }).toContain("/rooms/");
  await ada.page.evaluate(async () => void (await navigator.serviceWorker.ready));

  await ada.context.setOffline(true);
  await ada.page.reload();
  await ada.page.getByText("Said before").waitFor();
  expect(await ada.texts()).toEqual(["Said before", "And this", "Mine"]);
  await ada.page.locator("strong", { hasText: "Said" }).waitFor();
  await ada.connection.getByText("Offline").waitFor();
  await ada.say("Written in the tunnel");
  await ada.connection.getByText("Offline, 1 message waiting").waitFor();

  await fill(server, "tunnel", ["Said meanwhile"], "Grace");
  await ada.context.setOffline(false);
  await ada.untilLive();
  await ada.untilStored("Written in the tunnel");
  expect(await ada.texts()).toEqual([
    "Said before",
    "And this",
    "Mine",
    "Said meanwhile",
    "Written in the tunnel",
  ]);
});
