/** axe-core on the dialogs and error states of a room, left to right and right to left. */
import type { Locator } from "playwright-core";
import type { Socket } from "socket.io-client";
import { expect, test } from "vitest";
import { words as arSettings } from "../../src/web/i18n/settings/ar.ts";
import { words as enSettings } from "../../src/web/i18n/settings/en.ts";
import { connectClient } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { axeViolations, horizontalOverflow } from "./support/axe.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

/** A client without a browser that owns a room. */
async function ownerOf(room: string): Promise<(event: string, payload: object) => Promise<void>> {
  const socket: Socket = await connectClient(server.url, {
    path: `/rooms/${room}/socket.io/`,
    auth: { name: "Owner" },
  });
  const ask = async (event: string, payload: object) => {
    const answer = await socket.timeout(60_000).emitWithAck(event, payload);
    if (answer.ok !== true) throw new Error(`${event}: ${JSON.stringify(answer)}`);
  };
  await ask("message:send", { nonce: "first", text: "Welcome to **this room**" });
  return ask;
}

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 320, height: 640 };

// Each language and each size once, not all combinations.
for (const [locale, viewport, said] of [
  ["en-GB", DESK, enSettings],
  ["ar", PHONE, arSettings],
] as const) {
  const tag = `${locale.slice(0, 2)}-${viewport.width}`;

  /** A visitor, and a function that checks their page. */
  const arrive = async () => {
    const visitor = await Visitor.create({ locale, viewport });
    const look = async (screen: string, shown?: Locator) => {
      await shown?.first().waitFor();
      // The dark scheme is checked once: its colours are the same in every language and at every size.
      expect(await axeViolations(visitor, [], viewport === DESK ? undefined : ["light"]), screen).toEqual([]);
      expect(await horizontalOverflow(visitor), screen).toBeLessThanOrEqual(0);
    };
    const { page } = visitor;
    const write = async (text: string) => {
      const composer = page.locator(".composer textarea");
      await composer.fill(text);
      await composer.press("Enter");
      await visitor.line(text).waitFor();
    };
    return { visitor, page, look, write };
  };

  test(`axe finds no violation where a person cannot write or join (${tag})`, async () => {
    const full = uniqueRoom("full");
    const { visitor, page, look, write } = await arrive();
    const room = uniqueRoom(`states-${tag}`);
    const ask = await ownerOf(room);
    await ask("room:update", { topic: "What this room is about" });
    await page.goto(server.url);
    await page.locator(".public-search").fill("nothing like this");
    await look("a search of rooms that finds none", page.locator(".public-note"));
    await page.locator("#room-name").fill("🚀");
    await look("a name that is no room's", page.locator("[data-problem]"));

    await visitor.enter(`${server.url}/rooms/${room}`);
    await ask("room:update", { slowMode: 3_600 });
    for (const text of ["Now", "Later"]) await write(text);
    await look("slow mode", page.locator(".send-status"));
    await ask("room:update", { slowMode: 0, locked: true });
    await write("Refused");
    await look("a locked room, and a message that failed", page.locator(".failure"));
    await ask("room:update", { locked: false });
    const { id } = await page.evaluate(async () => {
      const path = `/api${location.pathname}/messages`;
      const { messages } = (await (await fetch(path)).json()) as { messages: { from: { id: string } }[] };
      return messages.at(-1)?.from ?? { id: "" };
    });
    await ask("member:mute", { id, on: true });
    await look("a person who is muted", page.locator(".notice.quiet"));
    await ask("member:mute", { id, on: false });
    await page.locator(".notice.quiet").waitFor({ state: "detached" });

    await visitor.line("Now").hover();
    await page.locator(".action-bar button").last().click();
    await page.locator('[role="menuitem"][data-danger]').click();
    await look("the question before a message is deleted", page.locator(".action-bar-question"));
    await page.keyboard.press("Escape");
    await page.locator('input[type="file"]').setInputFiles([
      {
        name: "a rather long name of a file that has no end.txt",
        mimeType: "text/plain",
        buffer: Buffer.from("x"),
      },
      { name: "empty.txt", mimeType: "text/plain", buffer: Buffer.from("") },
      { name: "dots.png", mimeType: "image/png", buffer: png },
    ]);
    await look("files beside the composer", page.locator('.draft-file[data-state="failed"]'));
    await page.locator('.draft-file[data-state="failed"] .icon-button').click();
    await expect.poll(() => page.locator('.draft-file[data-state="done"]').count()).toBe(2);
    await write("With files");
    await look("files of a message", page.locator(".attachments .image-preview img"));
    await page.locator(".attachments .image-preview").click();
    await look("a picture as large as it goes", page.locator(".image-full"));
    await page.keyboard.press("Escape");

    await ask("member:ban", { id, on: true });
    await look("a person who was just banned", page.locator(".state .problem-actions"));
    await page.reload();
    await look("a person who is banned", page.locator(".state .problem-actions"));
    const ended = uniqueRoom(`ended-${tag}`);
    const end = await ownerOf(ended);
    await visitor.enter(`${server.url}/rooms/${ended}`);
    await page.locator(".composer textarea").fill("Half a sentence");
    await end("room:delete", {});
    await look("a room that was deleted", page.locator(".state .problem-actions"));

    const shut = uniqueRoom(`shut-${tag}`);
    const close = await ownerOf(shut);
    await close("room:update", { visibility: "private" });
    await page.goto(`${server.url}/rooms/${shut}?invite=over`);
    await look("a room that opens by an invite link alone", page.locator(".state .link-button"));
    await close("passphrase:set", { passphrase: "open sesame" });
    await page.locator(".state .link-button").click();
    await page.locator("#passphrase").fill("open barley");
    await page.locator("#passphrase").press("Enter");
    await look("a wrong passphrase", page.locator('#passphrase[aria-invalid="true"]'));
    await page.routeWebSocket(/socket\.io/, (ws) => {
      const room = ws.connectToServer();
      const refusal = { code: "room_full", message: "full", retryAfter: 60_000 };
      const error = `44${JSON.stringify({ message: refusal.message, data: refusal })}`;
      room.onMessage((frame) => {
        const packets = String(frame)
          .split("\x1e")
          .filter((packet) => !packet.startsWith("42"));
        ws.send(packets.map((packet) => (packet.startsWith("40") ? error : packet)).join("\x1e"));
      });
    });
    await page.goto(`${server.url}/rooms/${full}`);
    await look("a room that is full", page.locator(".state .button"));
  });

  test(`axe finds no violation in moderation dialogs and error states (${tag})`, async () => {
    const { visitor, page, look, write } = await arrive();
    const dialog = page.getByRole("dialog");
    const room = uniqueRoom(`owner-${tag}`);
    await visitor.enter(`${server.url}/rooms/${room}`);
    await page.route(/\/assets\/chunk-/, (route) => route.fulfill({ status: 404, body: "" }));
    await page.keyboard.press("Control+,");
    await look("a part that did not load", page.locator(".toast-box .link-button"));
    await page.unroute(/\/assets\/chunk-/);
    await page.locator(".toast-box .link-button").click();
    await visitor.untilLive();
    await write("Mine");
    await visitor.untilStored("Mine");
    const guest = await connectClient(server.url, {
      path: `/rooms/${room}/socket.io/`,
      auth: { name: "Grace" },
    });
    await guest.timeout(60_000).emitWithAck("message:send", { nonce: "1", text: "Hers" });

    await page.keyboard.press("Control+,");
    await dialog.getByLabel(said.general.name, { exact: true }).fill("A name to show");
    const topic = dialog.getByLabel(said.general.topic, { exact: true });
    await topic.fill("What it is about");
    await topic.press("Enter");
    await dialog.getByText(said.general.saved).waitFor();
    await dialog.getByLabel(said.rules.keepFor).selectOption("7");
    await dialog.getByLabel(said.access.visibility).selectOption("private");
    await dialog.locator("#room-passphrase").fill("open sesame");
    await dialog.locator("#room-passphrase").press("Enter");
    await dialog.getByText(said.access.passphraseExists).waitFor();
    await dialog.getByRole("button", { name: said.access.createInvite }).click();
    await dialog.getByRole("textbox", { name: said.access.invite }).waitFor();
    await dialog.locator("#bot-name").fill("Herald");
    await dialog.locator("#bot-name").press("Enter");
    await dialog.getByRole("button", { name: said.exportAndDelete.delete }).click();
    await look("everything an owner decides", dialog.locator(".settings-block"));
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });

    const aboutGrace = async () => {
      await visitor.line("Hers").hover();
      await page.locator(".action-bar button").last().click();
      await page.locator('[role="menuitem"]').nth(2).click();
    };
    await aboutGrace();
    await dialog.getByRole("button", { name: said.person.ban, exact: true }).click();
    await look("what an owner can do about a person", dialog.locator(".button.danger"));
    await dialog.getByRole("button", { name: said.person.yes }).click();
    await look(
      "what keeps out who was banned",
      dialog.getByRole("button", { name: said.person.changeCredentials }),
    );
    await dialog.getByRole("button", { name: said.person.keepCredentials }).click();
    await dialog.waitFor({ state: "detached" });
    await aboutGrace();
    // A toast disappears after four seconds, which the check may take to begin.
    await page.evaluate(() => {
      const { setTimeout } = window;
      const without = (task: TimerHandler, ms?: number) => (ms === 4_000 ? 0 : setTimeout(task, ms));
      Object.assign(window, { setTimeout: without });
    });
    await dialog.getByRole("button", { name: said.person.unban, exact: true }).click();
    await look("what was just done", page.locator('.toast-box[data-shown="true"]'));

    const name = async () => {
      if (viewport.width < 900) await page.locator(".header button[aria-expanded]").last().click();
      await page.locator(".yourself .link-button[aria-keyshortcuts=F2]").click();
      await page.locator(".name-form input").fill(" ");
      await page.locator(".name-form input").press("Enter");
    };
    await name();
    await look("a name that is refused", page.locator(".name-form .field-error:not(:empty)"));
    await page.keyboard.press("Escape");

    await page.route(/socket\.io/, (route) => route.abort());
    let shows: "nothing" | "a newer page" = "nothing";
    await page.routeWebSocket(/socket\.io/, (ws) => {
      if (shows === "nothing") return void ws.close();
      const room = ws.connectToServer();
      room.onMessage((frame) => ws.send(String(frame).replace(/("welcome",\{"v":)\d+/, "$199")));
    });
    await page.goto(`${server.url}/rooms/${uniqueRoom(`unseen-${tag}`)}`);
    await look("a room that cannot be reached", page.locator(".state .button"));
    shows = "a newer page";
    await page.reload();
    await look("a page that is too old", page.locator('.connection[data-state="outdated"]'));
  });
}
