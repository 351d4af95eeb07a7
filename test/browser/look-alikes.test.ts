/** Badges of owners and bots, and tags of look-alike names. */
import { expect, test } from "vitest";
import { LookAlikes } from "../../src/web/core/names/look-alikes.ts";
import { connectClient } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("the owner and bots have badges, and a look-alike name has a tag everywhere", async () => {
  const room = uniqueRoom("look-alikes");
  const path = `/rooms/${room}/socket.io/`;
  const enter = (auth: { name: string } | { token: string }) => connectClient(server.url, { path, auth });
  const say = (socket: Awaited<ReturnType<typeof enter>>, text: string) =>
    socket.timeout(60_000).emitWithAck("message:send", { nonce: text, text });

  const owner = await enter({ name: "Olga" });
  await say(owner, "Mine");
  const { token } = await owner.timeout(60_000).emitWithAck("bot:create", { name: "Alice" });
  const alice = await enter({ name: "Grace" });
  await say(alice, "First");
  const false1 = await enter({ name: "Gr\u0430ce" });
  await say(false1, "Second");
  const false2 = await enter({ name: "Gra\u200dce" });
  await say(false2, "Third");
  const bot = await enter({ token });
  await say(bot, "Beep");
  const impostor = await enter({ name: "Alice" });
  await say(impostor, "Buy");

  const ada = await Visitor.create();
  const { page } = ada;
  await ada.enter(`${server.url}/rooms/${room}`);
  const head = (text: string) => page.locator(".row", { has: ada.line(text) }).locator(".group-head");
  const tag = (text: string) => head(text).locator(".name-tag");
  await head("Mine").getByText("Owner", { exact: true }).waitFor();
  await head("Beep").getByText("Bot", { exact: true }).waitFor();
  await tag("Second").waitFor();
  const [first, second, third, sixth] = await Promise.all(
    ["First", "Second", "Third", "Buy"].map((text) => tag(text).textContent()),
  );
  // Tags of four digits, which may be the same by chance: `test/unit` tells them apart.
  const { messages } = (await (await fetch(`${server.url}/api/rooms/${room}/messages`)).json()) as {
    messages: { from: { id: string; name: string } }[];
  };
  const authors = messages.map(({ from }) => from);
  const expected = new LookAlikes().tagsOf(authors, authors[0]?.id);
  expect([first, second, third, sixth]).toEqual(
    [1, 2, 3, 5].map((index) => expected.get(authors[index]?.id ?? "")),
  );
  for (const plain of ["Mine", "Beep"]) expect(await tag(plain).count(), plain).toBe(0);

  const side = page.locator(".panel.people");
  await side
    .locator(".panel-row", { hasText: second ?? "" })
    .first()
    .waitFor();
  await side.locator(".panel-row", { hasText: "Olga" }).getByText("Owner").waitFor();
  await expect.poll(() => side.locator(".name-tag").count()).toBe(4);
  // The room forgets it after some seconds.
  await expect
    .poll(() => {
      false1.emit("typing", { active: true });
      return page.locator(".typing").textContent();
    })
    .toContain(`Gr\u0430ce ${second} is typing`);
  await ada.composer.pressSequentially("@ali");
  await page.getByRole("option", { name: `Alice ${sixth}` }).waitFor();
  await page.getByRole("option", { name: "Alice", exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await head("Third").getByRole("button").click();
  await page.getByRole("dialog", { name: `Gra\u200dce ${third}` }).waitFor();
  await page.keyboard.press("Escape");

  // The same tag on every page, in whatever order it learned the names.
  const alan = await Visitor.create();
  await alan.enter(`${server.url}/rooms/${room}`);
  await alan.page
    .locator(".row", { has: alan.line("Third") })
    .locator(".name-tag", { hasText: third ?? "" })
    .waitFor();
  ada.expectNoErrors();
});
