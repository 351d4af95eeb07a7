/** Reconnecting after connections break at critical moments. */
import type { WebSocketRoute } from "playwright-core";
import { expect, test } from "vitest";
import { connectClient } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { openRoomSettings } from "./support/dialogs.ts";
import { untilSavedOffline } from "./support/offline-cache.ts";
import { customServer, sharedServer as server } from "./support/shared-server.ts";
import { Visitor, WITH_SERVICE_WORKER } from "./support/visitor.ts";

test("a message whose acknowledgement was lost is sent again and stored once", async () => {
  const room = uniqueRoom("lossy");
  const ada = await Visitor.create();
  let losing = true;
  let sent = 0;
  await ada.page.routeWebSocket(/socket\.io/, (client: WebSocketRoute) => {
    const upstream = client.connectToServer();
    client.onMessage((frame) => {
      if (String(frame).includes("message:send")) sent += 1;
      upstream.send(frame);
    });
    upstream.onMessage((frame) => {
      // "43" is an Engine.IO message that holds a Socket.IO acknowledgement: the connection breaks just before it.
      if (losing && String(frame).startsWith("43")) {
        losing = false;
        void client.close();
        void upstream.close();
      } else client.send(frame);
    });
  });
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.say("Once, please");
  await ada.untilStored("Once, please");
  await ada.untilLive();
  await ada.say("And this after it");
  await ada.untilStored("And this after it");
  expect(losing).toBe(false);
  const stored = (await (await fetch(`${server.url}/api/rooms/${room}/messages`)).json()) as {
    messages: { text: string }[];
  };
  expect(stored.messages.map(({ text }) => text)).toEqual(["Once, please", "And this after it"]);
  await expect.poll(() => ada.texts()).toEqual(["Once, please", "And this after it"]);
  expect(sent).toBeGreaterThanOrEqual(2);
});

test("a person who missed too many messages sees the newest, and finds the rest further up", async () => {
  const room = uniqueRoom("resume-gap");
  // At most five messages are resumed, and ten sent at first.
  const url = `${customServer.url}/rooms/${room}`;
  const [ada, grace] = await Promise.all([Visitor.create(), Visitor.create()]);
  await Promise.all([ada.enter(url), grace.enter(url)]);
  await ada.say("The first.");
  await grace.untilStored("The first.");
  await ada.setOffline(true);
  await ada.connection.getByText("Offline").waitFor();
  const missed = Array.from({ length: 24 }, (_, index) => `Missed ${index + 1}.`);
  for (const text of missed) await grace.say(text);
  await grace.untilStored("Missed 24.");
  await ada.setOffline(false);
  await ada.untilStored("Missed 24.");
  await ada.page.getByRole("log").evaluate((list) => list.scrollTo({ top: 0 }));
  await ada.line("The first.").waitFor({ state: "attached" });
  await expect.poll(() => ada.texts()).toEqual(["The first.", ...missed]);
});

test("a person who was offline while a room was deleted and created again sees the new one, and nothing of the old", async () => {
  const room = uniqueRoom("reborn");
  const url = `${server.url}/rooms/${room}`;
  const [ada, grace] = await Promise.all([Visitor.create(WITH_SERVICE_WORKER), Visitor.create()]);
  await grace.enter(url);
  await grace.say("The old room.");
  await grace.untilStored("The old room.");
  await ada.enter(url);
  await ada.untilStored("The old room.");
  await untilSavedOffline(ada, room);
  await ada.setOffline(true);
  await ada.connection.getByText("Offline").waitFor();
  const dialog = await openRoomSettings(grace, room);
  await dialog.getByRole("button", { name: "Delete room" }).click();
  await dialog.getByLabel(new RegExp(`^Type .?${room}`)).fill(room);
  await grace.page.keyboard.press("Enter");
  await grace.page.getByText("This room was deleted").waitFor();
  // The room admits no one until the directory has removed it.
  const join = () => connectClient(server.url, { path: `/rooms/${room}/socket.io/` });
  await expect.poll(async () => (await join()).connected).toBe(true);
  const linus = await Visitor.create();
  await linus.enter(url);
  const newTexts = ["A new room.", "It has more messages.", "By far."];
  for (const text of newTexts) await linus.say(text);
  await linus.untilStored("By far.");
  await ada.setOffline(false);
  await ada.untilStored("By far.");
  await expect.poll(() => ada.texts()).toEqual(newTexts);
  ada.expectNoErrors(/ERR_INTERNET_DISCONNECTED/);
});
