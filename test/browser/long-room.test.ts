/** A room with a long history: it opens at once, scrolls both ways, and every message has an address. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningServer, startServer } from "../support/server.ts";
import { fill, UNHURRIED } from "./crowd.ts";
import { Visitor } from "./visitor.ts";

const COUNT = 5_000;
/** Of all lengths, so that estimated and real heights differ. */
const texts = Array.from({ length: COUNT }, (_, index) =>
  `Note ${index + 1}. ${"Some more words about it. ".repeat((index * 7) % 23)}`.trim(),
);

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ vars: UNHURRIED });
});
afterAll(() => server.stop());

test("a long history scrolls all the way up and down, with few elements and no jump", async () => {
  await fill(server, "annals", texts);
  const ada = await Visitor.arrive();
  await ada.enter(`${server.url}/rooms/annals`);
  await ada.line(`Note ${COUNT}.`).waitFor();

  const up = await scroll(ada, -900, "Note 4600.");
  expect(up.mostRows).toBeLessThan(200);
  expect(up.largestJump).toBeLessThanOrEqual(2);
  const down = await scroll(ada, 900, `Note ${COUNT}.`);
  expect(down.mostRows).toBeLessThan(200);
  expect(down.largestJump).toBeLessThanOrEqual(2);
  ada.expectNoComplaints();
});

test("a message's address opens at it, and the history joins up with the newest on the way down", async () => {
  await fill(server, "places", texts.slice(0, 600));
  const ada = await Visitor.arrive();
  await ada.enter(`${server.url}/rooms/places?m=123`);
  const line = ada.page.locator("[data-target]", { hasText: "Note 123." });
  await line.waitFor();
  await expect.poll(() => isInView(ada, "Note 123.")).toBe(true);
  expect(await line.evaluate((element) => element === document.activeElement)).toBe(true);

  await fill(server, "places", ["Said meanwhile"], "Grace");
  await ada.page.getByRole("button", { name: "1 new message" }).waitFor();
  expect(await isInView(ada, "Note 123.")).toBe(true);
  const down = await scroll(ada, 1_200, "Said meanwhile");
  expect(down.largestJump).toBeLessThanOrEqual(2);
  await fill(server, "places", ["And followed again"], "Grace");
  await expect.poll(() => isInView(ada, "And followed again")).toBe(true);

  await ada.page.goto(`${server.url}/rooms/places?m=123`);
  await line.waitFor();
  await ada.page.getByRole("button", { name: "Newest messages" }).click();
  await expect.poll(() => isInView(ada, "And followed again")).toBe(true);
  expect(new URL(ada.page.url()).search).toBe("");
  ada.expectNoComplaints();
});

test("the address of a message that is not there says so and shows the newest", async () => {
  const ada = await Visitor.arrive();
  await ada.enter(`${server.url}/rooms/nothing?m=99`);
  await ada.page.getByText("This message is not in the room").waitFor();
});

const isInView = (visitor: Visitor, text: string): Promise<boolean> =>
  visitor.page.evaluate((text) => {
    const view = document.querySelector(".list")?.getBoundingClientRect();
    const line = [...document.querySelectorAll(".line")].find((other) => other.textContent?.includes(text));
    const box = line?.getBoundingClientRect();
    return box !== undefined && view !== undefined && box.bottom > view.top && box.top < view.bottom;
  }, text);

/**
 * Scrolls by `step` pixels a frame until `text` is in view. After each step everything has time to settle, and the line
 * that was at the top before has to be exactly `step` away from where it was.
 */
function scroll(
  visitor: Visitor,
  step: number,
  text: string,
): Promise<{ mostRows: number; largestJump: number }> {
  return visitor.page.evaluate(
    async ({ step, text }) => {
      const list = document.querySelector(".list") as HTMLElement;
      const view = list.getBoundingClientRect();
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const lines = () => [...list.querySelectorAll<HTMLElement>("[data-line]")];
      let mostRows = 0;
      let largestJump = 0;
      for (let count = 0; count < 2_000; count += 1) {
        const found = lines()
          .find((line) => line.textContent?.includes(text))
          ?.getBoundingClientRect();
        if (found !== undefined && found.bottom > view.top && found.top < view.bottom) {
          return { mostRows, largestJump };
        }
        const anchor = lines().find((line) => line.getBoundingClientRect().bottom > view.top);
        const key = anchor?.dataset.line;
        const before = anchor?.getBoundingClientRect().top ?? 0;
        const from = list.scrollTop;
        list.scrollTop += step;
        const moved = list.scrollTop - from;
        for (let settled = 0; settled < 3; settled += 1) await frame();
        mostRows = Math.max(mostRows, lines().length);
        const after = lines().find((line) => line.dataset.line === key);
        // A step that the end of the list cut short lands where the list follows the newest line, as it should.
        if (after !== undefined && Math.abs(moved - step) < 1) {
          largestJump = Math.max(largestJump, Math.abs(before - after.getBoundingClientRect().top - moved));
        }
      }
      throw new Error(`${text} never came into view`);
    },
    { step, text },
  );
}
