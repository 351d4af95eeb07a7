/** A network that accepts everything and answers nothing, or only half. */
import { expect, test } from "vitest";
import { mutingProxy } from "../support/muting-proxy.ts";
import { fill } from "./crowd.ts";
import { untilKept } from "./kept.ts";
import { sharedServer as server } from "./shared-server.ts";
import { KEEPING, Visitor } from "./visitor.ts";

test("a room that is kept opens with its messages on a network that has fallen silent", async () => {
  const room = `mute-${crypto.randomUUID().slice(0, 8)}`;
  await fill(server, room, ["Said before the tunnel"]);
  const proxy = await mutingProxy(Number(new URL(server.url).port));
  const ada = await Visitor.arrive(KEEPING);
  await ada.enter(`${proxy.url}/rooms/${room}`);
  await ada.line("Said before the tunnel").waitFor();
  await untilKept(ada, room);
  proxy.mute();
  for (const visit of [() => ada.page.reload(), () => ada.page.goto(`${proxy.url}/rooms/${room}`)]) {
    await visit();
    // The one of the page's script, and not only what the HTML has.
    await ada.page.locator(".room:not(.early) .line", { hasText: "Said before the tunnel" }).waitFor();
    await ada.composer.waitFor();
  }
});

test("a room whose scripts do not arrive shows its messages and says what is wrong, with and without scripting", async () => {
  const room = `late-${crypto.randomUUID().slice(0, 8)}`;
  await fill(server, room, ["To be <b>read</b> at once"]);
  const ada = await Visitor.arrive();
  await ada.page.route(/\.js$/, () => new Promise(() => {}));
  await ada.page.goto(`${server.url}/rooms/${room}`, { waitUntil: "commit" });
  await ada.line("To be <b>read</b> at once").waitFor();
  await ada.page.getByText("The page is taking long to load.").waitFor();
  ada.expectNoComplaints();

  const grace = await Visitor.arrive({ javaScriptEnabled: false });
  await grace.page.goto(`${server.url}/rooms/${room}`);
  await grace.line("To be <b>read</b> at once").waitFor();
  expect(await grace.page.getByText("The page is taking long to load.").isVisible()).toBe(false);
});
