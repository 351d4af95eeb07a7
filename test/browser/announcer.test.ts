/** Announcements of new messages for screen readers: all of them, batched. */
import { expect, test } from "vitest";
import { connectClient } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { sendAll } from "./support/fill-room.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("the page announces new messages of others together, and none of the user's own", async () => {
  const room = uniqueRoom("loud");
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  await ada.page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const region = document.querySelector("[aria-live=polite]");
    if (region === null) throw new Error("there is no live region");
    new MutationObserver(() => {
      if (region.textContent) said.push(region.textContent);
    }).observe(region, { childList: true, characterData: true, subtree: true });
  });
  const said = () => ada.page.evaluate(() => (window as unknown as { said: string[] }).said);

  // The announcer starts after the first messages: it announces the first that arrives after that.
  const options = { path: `/rooms/${room}/socket.io/` };
  const early = await connectClient(server.url, { ...options, auth: { name: "Alan" } });
  await expect
    .poll(
      async () => {
        await sendAll(early, ["Early"]);
        return (await said()).join(" ");
      },
      { timeout: 60_000, interval: 3_000 },
    )
    .toContain("Alan");

  await ada.say("My own");
  await ada.untilStored("My own");
  const grace = await connectClient(server.url, { ...options, auth: { name: "Grace" } });
  const shouts = Array.from({ length: 100 }, (_, index) => `Shout ${index}`);
  await sendAll(grace, shouts);
  await ada.untilStored("Shout 99");
  await expect.poll(async () => (await said()).join(" "), { timeout: 60_000 }).toContain("Grace");
  const heard = await said();
  expect(heard.join(" ")).not.toContain("My own");
  // They may arrive in two frames. The second is announced after the first.
  expect(heard.filter((text) => text.includes("Grace")).length).toBeLessThanOrEqual(2);
});
