/** The page with a keyboard only, on small screens and on networks without WebSockets. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("a room can be found, used and left with the keyboard alone", async () => {
  const room = uniqueRoom("key-board");
  const ada = await Visitor.create();
  const { page } = ada;
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
    });
  const tabTo = async (name: string | RegExp) => {
    for (let step = 0; step < 30; step += 1) {
      await page.keyboard.press("Tab");
      if ((await focused()).match(name)) return;
    }
    throw new Error(`Tab never reaches ${name}; it stopped at "${await focused()}"`);
  };

  await page.goto(server.url);
  // Keys do not reach the form until the script has taken it over.
  await page.locator(".enter-room-frame:not([inert])").waitFor();
  for (let step = 0; step < 10; step += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement?.id === "room-name")) break;
  }
  await page.keyboard.type(room.replace("key-board-", "Key Board "));
  await page.getByText(`This opens the room ${room}`).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/rooms/${room}`);
  await ada.untilLive();

  await expect.poll(() => focused()).toBe(`Message ${room}`);
  await page.keyboard.type("Typed without a mouse");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("on two lines");
  await page.keyboard.press("Enter");
  await ada.untilStored("Typed without a mouse\non two lines");

  await tabTo("Change your name");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Keyed");
  await page.keyboard.press("Enter");
  await page.locator(".yourself-name", { hasText: "Keyed" }).waitFor();
  await expect.poll(focused).toBe("Change your name");

  await page.keyboard.press("Escape");
  await expect.poll(() => focused()).toBe(`Message ${room}`);
  await page.keyboard.press("Shift+Tab");
  await expect.poll(() => focused()).toBe("Messages");
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => focused()).toContain("Typed without a mouse");
  await page.keyboard.press("Escape");
  await expect.poll(() => focused()).toBe(`Message ${room}`);
  ada.expectNoErrors();
});

test("on a phone nothing is wider than the screen, and both panels open as sheets", async () => {
  const room = uniqueRoom("a-room-with-a-long-name-that-has-to-be-cut-somewhere");
  const ada = await Visitor.create({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.say(`A word of ${"x".repeat(300)} letters, and https://example.org/${"path/".repeat(40)}`);
  await ada.write(`\`\`\`\n${"code ".repeat(60)}\n\`\`\``);
  await ada.untilStored("code code");
  const overflow = () =>
    ada.page.evaluate(() =>
      Math.max(
        ...[document.documentElement, ...document.querySelectorAll(".room, .conversation, .list")].map(
          (element) => element.scrollWidth - element.clientWidth,
        ),
      ),
    );
  expect(await overflow()).toBe(0);

  await ada.page.getByRole("button", { name: /^Members/ }).tap();
  await ada.page.getByRole("dialog", { name: "Members" }).getByText("1 member online").waitFor();
  await ada.page.getByRole("button", { name: "Close" }).tap();
  await ada.page.getByRole("button", { name: "Rooms" }).tap();
  await ada.page.getByRole("dialog", { name: "Rooms" }).getByText("New room").waitFor();
  await ada.page.keyboard.press("Escape");
  await ada.page.getByRole("dialog").waitFor({ state: "hidden" });

  const buttons = await ada.page.getByRole("button").all();
  expect(buttons.length).toBeGreaterThan(3);
  for (const button of buttons) {
    const box = await button.boundingBox();
    if (box === null || box.width <= 1) continue;
    expect(
      Math.min(box.width, box.height),
      (await button.getAttribute("aria-label")) ?? "",
    ).toBeGreaterThanOrEqual(40);
  }
  await ada.page.goto(server.url);
  await ada.page.locator("#room-name").waitFor();
  expect(await overflow()).toBe(0);
});

test("a new room gets a random address, and the front page remembers it", async () => {
  const ada = await Visitor.create();
  await ada.page.goto(server.url);
  await ada.page.getByRole("button", { name: "create a new room" }).click();
  const form = ada.page.getByRole("dialog", { name: "New room" });
  await form.getByLabel("Name").fill("Just us");
  await form.getByRole("radio", { name: "Unlisted" }).check();
  await form.getByText("The room gets a secret address").waitFor();
  await form.getByRole("button", { name: "Create room" }).click();
  await ada.page.waitForURL(/\/rooms\/[a-z0-9-]{16,}$/);
  await ada.untilLive();
  await ada.page.getByText("No messages yet").waitFor();
  const name = new URL(ada.page.url()).pathname.split("/").at(-1) ?? "";
  await ada.say("Between us");
  await ada.untilStored("Between us");
  await ada.page.goto(server.url);
  const recent = ada.page.getByRole("navigation", { name: "Recent rooms" });
  await recent.getByRole("link", { name: "Just us" }).waitFor();
  // It is in no directory, even with messages.
  expect(await (await fetch(`${server.url}/api/rooms`)).text()).not.toContain(name);
});

test("the room works over long-polling where a network blocks WebSockets, and says so", async () => {
  const room = uniqueRoom("blocked");
  const ada = await Visitor.create({
    // Behind such a network a WebSocket never opens.
    init: () => {
      window.WebSocket = class extends EventTarget {
        constructor() {
          super();
          setTimeout(() => {
            const self = this as unknown as { onerror?(event: Event): void; onclose?(event: Event): void };
            self.onerror?.(new Event("error"));
            self.onclose?.(new CloseEvent("close", { code: 1006 }));
          });
        }
        close(): void {}
      } as unknown as typeof WebSocket;
    },
  });
  const grace = await Visitor.create();
  await Promise.all([ada.enter(`${server.url}/rooms/${room}`), grace.enter(`${server.url}/rooms/${room}`)]);
  await ada.connection.getByText("Live over long-polling").waitFor();
  await ada.say("By polling");
  await grace.untilStored("By polling");
  await grace.say("By WebSocket");
  await ada.untilStored("By WebSocket");
});
