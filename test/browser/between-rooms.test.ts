/** Switching rooms without loading a page: address, title, focus, scroll position, and leaks. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { fillRoom } from "./support/fill-room.ts";
import { expectUnmoved, topLine } from "./support/scrolling.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

const MANY = Array.from({ length: 120 }, (_, index) => `Number ${index + 1}, ${"word ".repeat(index % 13)}`);

test("switching rooms loads no page, Back restores the scroll position, and no state of the former room stays", async () => {
  const [long, short] = [uniqueRoom("between-long"), uniqueRoom("between-short")];
  await fillRoom(server, long, MANY, "Grace");
  await fillRoom(server, short, ["Hello"], "Grace");
  const ada = await Visitor.create();
  const { page } = ada;
  const loads: string[] = [];
  page.on("load", () => loads.push(page.url()));
  await ada.enter(`${server.url}/rooms/${short}`);
  await ada.enter(`${server.url}/rooms/${long}`);
  await ada.line("Number 120,").waitFor();
  const list = page.getByRole("navigation", { name: "Your rooms" });
  const to = (room: string) => list.getByRole("link", { name: room }).click();
  const peopleIn = async (room: string) => {
    const { rooms } = (await (await fetch(`${server.url}/api/rooms?query=${room}`)).json()) as {
      rooms: { people: number }[];
    };
    return rooms[0]?.people;
  };
  await page.locator(".list").evaluate((element) => element.scrollBy(0, -1_500));
  await page.getByRole("button", { name: "Jump to latest" }).waitFor();
  const before = await topLine(ada);
  await to(short);
  await ada.line("Hello").waitFor();
  await ada.untilLive();
  expect(new URL(page.url()).pathname).toBe(`/rooms/${short}`);
  await expect.poll(() => page.title()).toContain(short);
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label")))
    .toBe(`Message ${short}`);
  await expect.poll(() => list.getByRole("link", { name: short }).getAttribute("aria-current")).toBe("page");
  // The former room is left: the person is only in the new one.
  await expect.poll(() => peopleIn(long), { timeout: 60_000 }).toBe(0);
  await expect.poll(() => peopleIn(short), { timeout: 60_000 }).toBe(1);

  await page.goBack();
  await ada.line("Number 9").first().waitFor();
  await expectUnmoved(ada, before);
  await page.goForward();
  await ada.line("Hello").waitFor();
  await ada.composer.fill("For this room");
  await to(long);
  await ada.line("Number 120,").waitFor();
  await ada.say("For the other");
  await ada.untilStored("For the other");
  await to(short);
  await ada.line("Hello").waitFor();
  await expect.poll(() => ada.composer.inputValue()).toBe("For this room");
  await expect.poll(() => ada.line("For the other").count()).toBe(0);

  // As many listeners and elements after many rooms as after few.
  const session = await ada.context.newCDPSession(page);
  await session.send("Performance.enable");
  const listeners = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "JSEventListeners")?.value ?? 0;
  };
  const goAround = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      await to(long);
      await ada.line("For the other").waitFor();
      await ada.untilLive();
      await to(short);
      await ada.line("Hello").waitFor();
      await ada.untilLive();
    }
  };
  await goAround(2);
  const few = await listeners();
  await goAround(5);
  await expect.poll(listeners, { timeout: 60_000 }).toBeLessThan(few + 10);
  expect(loads).toHaveLength(2);

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Room" }).fill(long);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/rooms/${long}`);
  await ada.line("For the other").waitFor();
  expect(loads).toHaveLength(2);
  ada.expectNoErrors();
});
