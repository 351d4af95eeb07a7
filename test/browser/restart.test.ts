/** A restart of the server during a conversation. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { startServer } from "../support/server.ts";
import { Visitor, WITH_SERVICE_WORKER } from "./support/visitor.ts";

test("two people lose and duplicate no message when the server restarts", async () => {
  const room = uniqueRoom("restart");
  const server = await startServer();
  const url = `${server.url}/rooms/${room}`;
  const phone = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };
  const [ada, grace] = await Promise.all([Visitor.create(phone), Visitor.create(WITH_SERVICE_WORKER)]);
  await Promise.all([ada.enter(url), grace.enter(url)]);
  await ada.say("Before the restart");
  await grace.untilStored("Before the restart");
  await grace.say("I see you");
  await ada.untilStored("I see you");

  await server.kill();
  for (const visitor of [ada, grace]) {
    await visitor.connection.getByText(/^Reconnecting in \d+ s/).waitFor({ timeout: 60_000 });
  }
  await ada.say("Written while nobody listens");
  await ada.say("And one more");
  await grace.say("From the other side");
  await ada.connection.getByText("2 messages waiting").waitFor();

  const words = await ada.connection.boundingBox();
  expect(words?.x).toBeGreaterThanOrEqual(0);
  expect(await ada.connection.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);

  await server.restart();
  for (const visitor of [ada, grace]) {
    await visitor.untilLive();
    for (const text of ["Written while nobody listens", "And one more", "From the other side"]) {
      await visitor.untilStored(text);
    }
  }
  await grace.say("After the restart");
  await ada.untilStored("After the restart");

  const texts = await ada.texts();
  await expect.poll(() => grace.texts()).toEqual(texts);
  expect(texts.slice(0, 2)).toEqual(["Before the restart", "I see you"]);
  expect(texts.at(-1)).toBe("After the restart");
  expect([...texts.slice(2, -1)].sort()).toEqual(
    ["And one more", "From the other side", "Written while nobody listens"].sort(),
  );
  expect(texts.indexOf("Written while nobody listens")).toBeLessThan(texts.indexOf("And one more"));
});
