/** The page offline. */
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { connectClient, createClient } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import type { RunningServer } from "../support/server.ts";
import { fillRoom } from "./support/fill-room.ts";
import { cachedPaths, untilMessageSaved, untilSavedOffline } from "./support/offline-cache.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { SHOWN_LINE, Visitor, WITH_SERVICE_WORKER } from "./support/visitor.ts";

test("a room opens offline with its last messages, keeps new messages, and sends them when it is back online", async () => {
  const tunnel = uniqueRoom("tunnel");
  await fillRoom(server, tunnel, ["**Said** before", "And this"]);
  const ada = await Visitor.create(WITH_SERVICE_WORKER);
  await ada.enter(`${server.url}/rooms/${tunnel}`);
  await ada.say("Mine");
  await ada.untilStored("Mine");
  await untilSavedOffline(ada, tunnel);
  await untilMessageSaved(ada, tunnel, "Mine");

  await ada.setOffline(true);
  await ada.page.reload();
  await ada.line("Said before").waitFor();
  await expect.poll(() => ada.texts()).toEqual(["Said before", "And this", "Mine"]);
  await ada.page.locator("strong", { hasText: "Said" }).waitFor();
  await ada.connection.getByText("Offline").waitFor();
  await ada.say("Written in the tunnel");
  await ada.connection.getByText("Offline, 1 message waiting").waitFor();

  await fillRoom(server, tunnel, ["Said meanwhile"], "Grace");
  await ada.setOffline(false);
  await ada.untilLive();
  await ada.untilStored("Written in the tunnel");
  await expect
    .poll(() => ada.texts())
    .toEqual(["Said before", "And this", "Mine", "Said meanwhile", "Written in the tunnel"]);
});

test("a room that was never opened, and the front page, explain offline what to do, and no written text is lost", async () => {
  const known = uniqueRoom("known");
  const unknown = uniqueRoom("unknown");
  await fillRoom(server, known, ["Said here"]);
  const ada = await Visitor.create(WITH_SERVICE_WORKER);
  await ada.enter(`${server.url}/rooms/${known}`);
  await untilSavedOffline(ada, known);
  await ada.setOffline(true);

  await ada.page.goto(`${server.url}/rooms/${unknown}`);
  await ada.page.getByRole("heading", { name: "Can't reach the room" }).waitFor();
  await ada.page.getByText("You're offline. The room opens when you're back online").waitFor();
  await ada.write("Written into the dark");
  await ada.connection.getByText("Offline, 1 message waiting").waitFor();

  await ada.page.goto(server.url);
  await ada.page.getByRole("heading", { name: "A room for a conversation" }).waitFor();
  await ada.page
    .getByRole("navigation", { name: "Recent rooms" })
    .getByRole("link", { name: new RegExp(`^${known}`) })
    .click();
  await ada.line("Said here").waitFor();

  await ada.page.goto(`${server.url}/rooms/${unknown}`);
  await ada.connection.getByText("Offline, 1 message waiting").waitFor();
  await ada.setOffline(false);
  await ada.untilStored("Written into the dark");
  expect(await textsOf(server, unknown)).toEqual(["Written into the dark"]);
});

test("a saved room opens with its messages while the server answers with errors", async () => {
  const room = uniqueRoom("outage");
  await fillRoom(server, room, ["Said before the outage"]);
  let isOut = false;
  const { port } = new URL(server.url);
  const edge = createServer((incoming, answer) => {
    // It passes no WebSocket on: the page long-polls.
    if (isOut || incoming.headers.upgrade !== undefined) {
      answer.writeHead(503, { "Content-Type": "text/html" }).end("<h1>Service unavailable</h1>");
      return;
    }
    const { method, url: path, headers } = incoming;
    const forwarded = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    incoming.pipe(forwarded);
    // A poll that the page does not wait for any more.
    answer.on("close", () => forwarded.destroy());
    forwarded.on("error", () => answer.destroy());
  });
  await once(edge.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    edge.closeAllConnections();
    edge.close();
  });
  const url = `http://localhost:${(edge.address() as AddressInfo).port}/rooms/${room}`;
  const ada = await Visitor.create(WITH_SERVICE_WORKER);
  await ada.page.goto(url);
  await ada.line("Said before the outage").waitFor();
  await untilSavedOffline(ada, room);
  isOut = true;
  for (const visit of [() => ada.page.reload(), () => ada.page.goto(url)]) {
    await visit();
    await ada.page.locator(".room:not(.early) .line", { hasText: "Said before the outage" }).waitFor();
    await ada.composer.waitFor();
  }
});

test("messages that two tabs write offline are sent once each, in the order of their tab", async () => {
  const tabs = uniqueRoom("tabs");
  const ada = await Visitor.create(WITH_SERVICE_WORKER);
  await ada.enter(`${server.url}/rooms/${tabs}`);
  await ada.say("Before");
  await ada.untilStored("Before");
  await untilSavedOffline(ada, tabs);
  const other = await ada.context.newPage();
  await other.goto(`${server.url}/rooms/${tabs}`);
  await other.locator('.connection[data-state="live"]').waitFor();
  await ada.setOffline(true);
  const sayIn = async (page: typeof other, text: string) => {
    await page.getByRole("textbox", { name: /^Message / }).fill(text);
    await page.keyboard.press("Enter");
    await page.locator(SHOWN_LINE, { hasText: text }).waitFor();
  };
  const written = ["One here", "One there", "Two here", "Two there", "Three here", "Three there"];
  for (const text of written) {
    const page = text.endsWith("here") && !text.endsWith("there") ? ada.page : other;
    await page.bringToFront();
    await sayIn(page, text);
  }
  await ada.setOffline(false);
  for (const page of [ada.page, other])
    for (const text of written)
      await page.locator(`${SHOWN_LINE}:not([data-state])`, { hasText: text }).waitFor({ timeout: 60_000 });
  const said = await textsOf(server, tabs);
  expect(said.toSorted()).toEqual(["Before", ...written].toSorted());
  for (const tab of [/ here$/, / there$/])
    expect(said.filter((text) => tab.test(text))).toEqual(written.filter((text) => tab.test(text)));
});

test("stored data of a private room is removed when the user is removed or the room is deleted", async () => {
  const secret = uniqueRoom("secret");
  const deletedRoom = uniqueRoom("deleted");
  const owner = createClient(server.url, { path: `/rooms/${secret}/socket.io/`, auth: { name: "Owner" } });
  const ask = (event: string, payload: object) => owner.timeout(60_000).emitWithAck(event, payload);
  const passphrase = "open sesame";
  await ask("message:send", { nonce: "1", text: "The treasure is under the oak" });
  expect(await ask("passphrase:set", { passphrase })).toEqual({ ok: true });
  expect(await ask("room:update", { visibility: "private" })).toMatchObject({ ok: true });
  const url = `${server.url}/rooms/${secret}`;
  const ada = await Visitor.create(WITH_SERVICE_WORKER);
  const treasure = ada.line("The treasure is under the oak");
  await ada.page.goto(url);
  await ada.page.getByLabel("Passphrase").fill(passphrase);
  await ada.page.getByRole("button", { name: "Join" }).click();
  await treasure.waitFor();
  await untilSavedOffline(ada, secret);
  const { guests } = (await ask("guests:get", {})) as { guests: { id: string; name: string }[] };
  const id = guests.find(({ name }) => name !== "Owner")?.id;

  // Removed while offline: the messages disappear when the page is back online.
  await ada.setOffline(true);
  await ada.page.reload();
  await treasure.waitFor();
  expect(await ask("guest:remove", { id })).toEqual({ ok: true });
  await ada.setOffline(false);
  await ada.page.getByRole("heading", { name: "This room is private" }).waitFor();
  await expect.poll(() => treasure.count()).toBe(0);
  const kept = async () => Object.values(await cachedPaths(ada)).flat();
  await expect.poll(kept).not.toContain(`/kept/${secret}`);

  // Removed while connected.
  await ada.page.getByLabel("Passphrase").fill(passphrase);
  await ada.page.getByRole("button", { name: "Join" }).click();
  await treasure.waitFor();
  await untilSavedOffline(ada, secret);
  expect(await ask("member:ban", { id, on: true })).toMatchObject({ ok: true });
  await ada.page.getByText("You're banned from this room").waitFor();
  await expect.poll(() => treasure.count()).toBe(0);
  await expect.poll(kept).not.toContain(`/kept/${secret}`);
  await ada.setOffline(true);
  await ada.page.reload();
  await ada.page.getByRole("heading", { name: "Can't reach the room" }).waitFor();
  expect(await treasure.count()).toBe(0);
  await ada.setOffline(false);

  const deletedOwner = await connectClient(server.url, { path: `/rooms/${deletedRoom}/socket.io/` });
  await deletedOwner.timeout(60_000).emitWithAck("message:send", { nonce: "1", text: "Not for long" });
  await ada.enter(`${server.url}/rooms/${deletedRoom}`);
  await ada.line("Not for long").waitFor();
  await untilSavedOffline(ada, deletedRoom);
  expect(await deletedOwner.timeout(60_000).emitWithAck("room:delete", {})).toEqual({ ok: true });
  await ada.page.getByText("This room was deleted").waitFor();
  await expect.poll(() => ada.line("Not for long").count()).toBe(0);
  await expect.poll(kept).not.toContain(`/kept/${deletedRoom}`);
});

test("data that was stored for one person is not shown to the next one on the same device", async () => {
  const diary = uniqueRoom("diary");
  const offlineElsewhere = uniqueRoom("offline-elsewhere");
  await fillRoom(server, diary, ["Dear diary"]);
  const ada = await Visitor.create(WITH_SERVICE_WORKER);
  await ada.enter(`${server.url}/rooms/${diary}`);
  await untilSavedOffline(ada, diary);
  await ada.context.clearCookies();
  await ada.enter(`${server.url}/rooms/${offlineElsewhere}`);
  await expect.poll(async () => Object.values(await cachedPaths(ada)).flat()).not.toContain(`/kept/${diary}`);
  await ada.setOffline(true);
  await ada.page.goto(`${server.url}/rooms/${diary}`);
  await ada.page.getByRole("heading", { name: "Can't reach the room" }).waitFor();
  expect(await ada.line("Dear diary").count()).toBe(0);
});

test("a device without free space loses no typed text while its page is open, and warns before it closes", async () => {
  const offlineFull = uniqueRoom("offline-full");
  const ada = await Visitor.create(WITH_SERVICE_WORKER);
  await ada.enter(`${server.url}/rooms/${offlineFull}`);
  const session = await ada.context.newCDPSession(ada.page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: server.url, quotaSize: 1 });
  await ada.page.evaluate(() => {
    for (let size = 2 ** 22; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (let index = 0; ; index += 1) localStorage.setItem(`full-${size}-${index}`, "x".repeat(size));
      } catch {
        // Full for this size: try half of it.
      }
    }
  });
  const asks = () => ada.page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
  expect(await asks()).toBe(false);
  await ada.setOffline(true);
  for (const text of ["First", "Second", "Third"]) await ada.say(text);
  await ada.composer.fill("Half a thought");
  await expect.poll(asks).toBe(true);
  await ada.setOffline(false);
  await ada.untilStored("Third");
  expect(await textsOf(server, offlineFull)).toEqual(["First", "Second", "Third"]);
  await expect.poll(() => ada.composer.inputValue()).toBe("Half a thought");
  await ada.composer.fill("");
  await expect.poll(asks).toBe(false);
});

/** The texts that a room has stored. */
async function textsOf({ url }: Pick<RunningServer, "url">, room: string): Promise<string[]> {
  const answer = await fetch(`${url}/api/rooms/${room}/messages`);
  const { messages } = (await answer.json()) as { messages: { text: string }[] };
  return messages.map(({ text }) => text);
}
