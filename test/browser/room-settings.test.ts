/** A room's title, and everywhere it is shown. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { openRoomSettings } from "./support/dialogs.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

test("the room's name is shown everywhere, for everyone, until it is removed", async () => {
  const lunch4 = uniqueRoom("lunch-4");
  const neighbours = uniqueRoom("neighbours");
  const url = `${server.url}/rooms/${lunch4}`;
  const [ada, grace] = [await Visitor.create(), await Visitor.create()];
  for (const visitor of [ada, grace]) await visitor.page.setViewportSize({ width: 1440, height: 900 });
  await ada.enter(url);
  await ada.say("Mine");
  await ada.untilStored("Mine");
  await grace.enter(url);
  const heading = (visitor: Visitor, name: string) =>
    visitor.page.getByRole("heading", { level: 1 }).getByRole("button", { name, exact: true });
  const rooms = (visitor: Visitor) => visitor.page.getByRole("navigation", { name: "Your rooms" });
  const dialog = (visitor: Visitor) => visitor.page.getByRole("dialog");
  const rename = async (from: string, to: string) => {
    await openRoomSettings(ada, from);
    await dialog(ada).getByLabel("Name", { exact: true }).fill(to);
    await dialog(ada).getByLabel("Name", { exact: true }).press("Enter");
    await dialog(ada).getByText("Saved").waitFor();
    await ada.page.keyboard.press("Escape");
  };

  await rename(lunch4, "  Lunch &\n <b>learn</b> ");
  const title = "Lunch & <b>learn</b>";
  for (const visitor of [ada, grace]) {
    await heading(visitor, title).waitFor();
    await expect.poll(() => visitor.page.title()).toBe(`${title} · Socket Rocket`);
    await rooms(visitor).getByRole("link", { name: title }).waitFor();
    await visitor.page.getByRole("textbox", { name: `Message ${title}` }).waitFor();
  }
  // A member sees both names.
  await openRoomSettings(grace, title);
  await dialog(grace).getByText(title).waitFor();
  await dialog(grace).getByText(`Its name in the address is ${lunch4}.`).waitFor();
  await expect.poll(() => dialog(grace).getByLabel("Name", { exact: true }).count()).toBe(0);
  await grace.page.keyboard.press("Escape");

  // In another room, and on the front page, it comes from the device's storage.
  await grace.enter(`${server.url}/rooms/${neighbours}`);
  await rooms(grace).getByRole("link", { name: title }).waitFor();
  await grace.page.keyboard.press("Control+k");
  await dialog(grace).getByRole("combobox").waitFor();
  await grace.page.keyboard.type("learn");
  await dialog(grace).getByRole("option", { name: title }).getByText(lunch4).waitFor();
  await grace.page.keyboard.press("Enter");
  await grace.page.waitForURL(url);
  await grace.page.goto(server.url);
  await grace.page
    .getByRole("navigation", { name: "Recent rooms" })
    .getByRole("link", { name: title })
    .waitFor();
  await grace.enter(url);

  await rename(title, "   ");
  for (const visitor of [ada, grace]) {
    await heading(visitor, lunch4).waitFor();
    await expect.poll(() => visitor.page.title()).toBe(`${lunch4} · Socket Rocket`);
    await rooms(visitor).getByRole("link", { name: lunch4 }).waitFor();
  }
  ada.expectNoErrors();
  grace.expectNoErrors();
});
