/** Texts that contain markup are shown as text everywhere. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

const HOSTILE = "<img src=x onerror=alert(1)>";

test("markup in a message, a name and a draft is shown as text", async () => {
  const room = uniqueRoom("hostile");
  const [eve, ada] = await Promise.all([Visitor.create(), Visitor.create()]);
  const dialogs: string[] = [];
  for (const { page } of [eve, ada]) {
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
  }
  await Promise.all([eve.enter(`${server.url}/rooms/${room}`), ada.enter(`${server.url}/rooms/${room}`)]);
  await eve.page.getByRole("button", { name: "Change your name" }).click();
  await eve.page.getByLabel("Your name").fill(HOSTILE);
  await eve.page.keyboard.press("Enter");
  await ada.page.locator(".panel.people", { hasText: HOSTILE }).waitFor();

  await eve.composer.pressSequentially(HOSTILE);
  // After a pause of seconds she types no more: a space at the end, which is not sent, continues.
  const typingLine = async () => {
    await eve.composer.press("Space");
    return ada.page.locator(".typing").textContent();
  };
  await expect.poll(typingLine, { interval: 1_000 }).toContain(`${HOSTILE} is typing`);
  await eve.composer.press("Enter");
  await ada.untilStored(HOSTILE);
  await eve.say("<script>alert(2)</script> javascript:alert(3)");
  await ada.untilStored("<script>alert(2)</script>");
  await expect.poll(() => ada.page.locator(".author", { hasText: HOSTILE }).textContent()).toBe(HOSTILE);

  for (const { page } of [eve, ada]) {
    // In attributes (titles, labels) it is text, too: no element was created from it.
    expect(await page.locator("img, #root script, #root iframe").count()).toBe(0);
    expect(await page.locator(".line a").count()).toBe(0);
    expect(await page.title()).toMatch(new RegExp(`^(\\(\\d+\\) )?${room} · Socket Rocket$`));
  }
  expect(dialogs).toEqual([]);
  eve.expectNoErrors();
  ada.expectNoErrors();
});

test("an address with markup in the room's name is rejected with an explanation", async () => {
  const eve = await Visitor.create();
  const response = await eve.page.goto(`${server.url}/rooms/${encodeURIComponent(HOSTILE)}`);
  expect(response?.status()).toBe(400);
  expect(await eve.page.locator("img").count()).toBe(0);
});

test("links open in a new tab without opener and referrer, and only web and mail addresses are links", async () => {
  const room = uniqueRoom("links");
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.write(
    "See https://example.org/a?b=1#c, ftp://example.org/x, demo@example.org, [words](https://example.com/w) and [a trap](javascript:alert(4)).",
  );
  await ada.untilStored("See https");
  const links = ada.page.locator(".line a");
  // The Markdown parser loads after the first message.
  await links.first().waitFor();
  expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")))).toEqual([
    "https://example.org/a?b=1#c",
    "mailto:demo@example.org",
    "https://example.com/w",
  ]);
  for (const link of await links.all()) {
    await expect.poll(() => link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
    await expect.poll(() => link.getAttribute("target")).toBe("_blank");
  }
});
