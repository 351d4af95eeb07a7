/** axe-core on every screen, in both colour schemes, on a desktop and a small phone. */
import { expect, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { axeViolations } from "./support/axe.ts";
import { chooseFromRoomMenu, openInspector, openRoomSettings } from "./support/dialogs.ts";
import { fillRoom } from "./support/fill-room.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

const BOTH: readonly ("light" | "dark")[] = ["light", "dark"];
const SAMPLES = [
  "**Bold**, *italic*, ~~gone~~, `code` and https://example.org",
  "> quoted\n\n1. one\n2. two",
  "```ts\nconst answer = 42; // and why\n```",
];

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 320, height: 640 };

for (const viewport of [DESKTOP, PHONE]) {
  const { width } = viewport;
  // Colours are the same on narrow and wide screens, except for elements that only exist there.
  const schemes = viewport === PHONE ? BOTH.slice(0, 1) : BOTH;

  /** A visitor, and a check of what their page shows. */
  const visit = async () => {
    const ada = await Visitor.create({ viewport });
    const look = async (screen: string, inSchemes: typeof BOTH = schemes) =>
      expect(await axeViolations(ada, [], inSchemes), screen).toEqual([]);
    return { ada, page: ada.page, look };
  };

  test(`axe finds no violation on the front page and in a conversation of ${width} px`, async () => {
    const { ada, page, look } = await visit();
    await page.goto(server.url);
    await page.locator("#room-name").waitFor();
    await look("the front page");
    await page.goto(`${server.url}/rooms/${encodeURIComponent("no/room")}`);
    await look("an address that is no room's");
    await page.goto(`${server.url}/nowhere`);
    await look("an address that leads nowhere");

    const room = uniqueRoom(`looks-${width}`);
    await ada.enter(`${server.url}/rooms/${room}`);
    await page.getByText("No messages yet").waitFor();
    await look("an empty room");

    await fillRoom(server, room, SAMPLES, "Grace");
    await ada.say("Mine");
    await ada.untilStored("Mine");
    await page.locator("[data-code]").first().waitFor();
    await look("a conversation");

    await page.getByRole("log").getByRole("button", { name: "Grace", exact: true }).click();
    await page.getByRole("dialog", { name: "Grace" }).getByText("Not in this room now").waitFor();
    await look("what anyone may know of a person");
    await page.keyboard.press("Escape");
    await ada.line("Mine").hover();
    await page.getByRole("button", { name: "React" }).click();
    await look("a choice of emoji");
    await page.getByRole("button", { name: "React with 🎉" }).click();
    await page.locator(".reaction").waitFor();
    await look("a reaction");
    await ada.composer.press("ArrowUp");
    await page.getByRole("textbox", { name: "Edit message" }).waitFor();
    await look("a message being edited");
    await page.keyboard.press("Escape");
  });

  test(`axe finds no violation in suggestions, dialogs and menus of ${width} px`, async () => {
    const { ada, page, look } = await visit();
    const room = uniqueRoom(`dialogs-${width}`);
    await fillRoom(server, room, SAMPLES, "Grace");
    await ada.enter(`${server.url}/rooms/${room}`);
    await ada.composer.pressSequentially(":tad");
    await page.getByRole("listbox", { name: "Suggestions" }).getByRole("option").first().waitFor();
    await look("suggestions");
    await ada.composer.fill("");
    await page.getByRole("button", { name: "Insert emoji" }).click();
    const picker = page.getByRole("dialog", { name: "Emoji" });
    await picker.getByRole("region", { name: "Flags" }).waitFor();
    // All groups are alike, and large.
    expect(await axeViolations(ada, [".emoji-group:nth-of-type(n + 3)"], schemes), "every emoji").toEqual([]);
    await picker.getByRole("button", { name: /^Skin tone/ }).click();
    await picker.getByRole("group", { name: "Skin tone" }).waitFor();
    expect(await axeViolations(ada, [".emoji-group"], schemes), "skin tones").toEqual([]);
    await picker.getByRole("searchbox").fill("no such thing");
    await picker.getByText("No emoji found").waitFor();
    await look("a search for an emoji");
    await picker.getByRole("button", { name: "Close" }).click();
    await picker.waitFor({ state: "detached" });
    for (const [key, name] of [
      ["Control+/", "Keyboard shortcuts"],
      ["Control+k", "Switch rooms"],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole("dialog", { name }).waitFor();
      await look(name);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog", { name }).waitFor({ state: "detached" });
    }
    await page.keyboard.press("Control+Shift+F");
    await page.getByRole("searchbox").fill("const");
    await page.getByRole("list", { name: "Search results" }).getByRole("listitem").first().waitFor();
    await look("a search");
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: room, exact: true }).click();
    await page.getByRole("menu").waitFor();
    await look("the menu of a room");
    await page.keyboard.press("Escape");
    await openRoomSettings(ada, room);
    await look("what everybody may know of a room");
    await page.keyboard.press("Escape");
    await chooseFromRoomMenu(page, room, "Invite people");
    await page.getByRole("img", { name: "QR code of the room link" }).waitFor();
    await look("an invitation");
    await page.keyboard.press("Escape");
    if (viewport === PHONE) {
      for (const name of ["Members", "Rooms"]) {
        await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
        await page.getByRole("dialog", { name }).waitFor();
        await look(name, BOTH);
        await page.keyboard.press("Escape");
      }
    }
  });

  test(`axe finds no violation in the network inspector of ${width} px`, async () => {
    const { ada, look } = await visit();
    await ada.enter(`${server.url}/rooms/${uniqueRoom(`inspected-${width}`)}`);
    const inspector = await openInspector(ada);
    await inspector.getByRole("button", { name: "Reconnect over long-polling" }).click();
    await ada.connection.getByText("Live over long-polling").waitFor({ state: "attached" });
    await inspector.getByText("With long-polling, the protocol is never switched").waitFor();
    await look("the handshake in the network inspector");
    await inspector.getByRole("tab", { name: "Handshake" }).press("ArrowRight");
    await inspector.locator(".inspector-frames summary", { hasText: "CONNECT" }).first().click();
    await look("the frames in the network inspector");
    await inspector.getByRole("tab", { name: "Frames" }).press("ArrowRight");
    await inspector.getByRole("button", { name: "Start measuring" }).click();
    await inspector.getByText("The same conversation over both transports").waitFor();
    await look("the comparison in the network inspector");
    await inspector.getByRole("tab", { name: "Long-polling" }).press("End");
    await look("the last step of the network inspector");
    await inspector.getByRole("button", { name: "Close" }).click();
  });

  test(`axe finds no violation in what an owner sees, outside a private room and offline, of ${width} px`, async () => {
    const { ada, page, look } = await visit();
    const own = uniqueRoom(`own-${width}`);
    await ada.enter(`${server.url}/rooms/${own}`);
    await ada.say("Mine");
    await ada.untilStored("Mine");
    await fillRoom(server, own, ["Hers"], "Grace");
    await page.getByRole("log").getByRole("button", { name: "Grace", exact: true }).click();
    await page.getByRole("dialog", { name: "Grace" }).getByRole("button", { name: "Mute" }).click();
    await look("what an owner can do about a person");
    await page.getByRole("button", { name: "Yes" }).click();
    await page.locator(".group-note", { hasText: "muted" }).waitFor();
    await look("a person who is muted");
    await openRoomSettings(ada, own);
    await page.getByLabel("Visibility").selectOption("Private");
    await page.getByRole("button", { name: "Create invite link" }).click();
    await page.getByRole("textbox", { name: "Invite link" }).waitFor();
    await page.getByLabel("Name of the new bot").fill("Herald");
    await page.getByRole("button", { name: "Create bot" }).click();
    await page.getByRole("textbox", { name: "Token" }).waitFor();
    await look("an owner's settings");
    await page.keyboard.press("Escape");
    await ada.line("Mine").hover();
    await page.getByRole("button", { name: "Reply" }).click();
    await page.locator(".reply-bar").waitFor();
    await look("an answer being written");
    const stranger = await Visitor.create({ viewport });
    await stranger.page.goto(`${server.url}/rooms/${own}`);
    await stranger.page.getByRole("heading", { name: "This room is private" }).waitFor();
    expect(await axeViolations(stranger, [], schemes), "a private room's door").toEqual([]);

    await ada.setOffline(true);
    await ada.connection.getByText("Offline").waitFor();
    await ada.say("Later");
    await look("offline, with a message that waits");
  });
}
