/** Creating a bot on the page, and using it with the commands that the page shows. */

import { io } from "socket.io-client";
import { expect, onTestFinished, test } from "vitest";
import type { Message } from "../../src/shared/contract/message.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { copied } from "./support/clipboard.ts";
import { closeDialog, openRoomSettings } from "./support/dialogs.ts";
import { sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

/** Runs a curl command line as a fetch request. */
function requestOf(line: string): Request {
  const [, url = ""] = line.match(/^curl (\S+)/) ?? [];
  const headers = [...line.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name, value]) => [name, value]);
  const [, body = ""] = line.match(/-d '([^']*)'/) ?? [];
  return new Request(url, { method: "POST", headers: headers as [string, string][], body });
}

test("a bot's token is shown once, can be copied, works as documented, and stops working when it is revoked", async () => {
  const cafe = uniqueRoom("café");
  const [ada, grace] = [await Visitor.create(), await Visitor.create()];
  await ada.enter(`${server.url}/rooms/${encodeURIComponent(cafe)}`);
  await ada.say("Begin");
  await ada.untilStored("Begin");
  await grace.enter(`${server.url}/rooms/${encodeURIComponent(cafe)}`);
  const dialog = await openRoomSettings(ada, cafe);
  await dialog.getByLabel("Visibility").selectOption("Private");
  await dialog.getByLabel("Name of the new bot").fill("Herald");
  await ada.page.keyboard.press("Enter");
  await dialog.getByText("This is the token of Herald. Copy it now. It won't be shown again.").waitFor();
  const copy = (name: string) => async () => {
    await dialog.getByRole("button", { name: `Copy: ${name}` }).click();
    await dialog.getByText("Copied").first().waitFor();
  };
  const token = await copied(ada, copy("Token"), /^bot_[0-9a-f]{16}_[0-9a-f]{64}$/);
  const line = await copied(ada, copy("Send a message with curl"), /^curl /);
  const posted = await fetch(requestOf(line));
  expect(posted.status).toBe(201);
  await grace.line("Hello").waitFor();
  await grace.page.locator(".author", { hasText: "Herald" }).waitFor();

  const lines = await copied(ada, copy("Connect with socket.io-client"), /socket\.io-client/);
  const [, url = ""] = lines.match(/io\("([^"]+)"/) ?? [];
  const [, path = ""] = lines.match(/path: "([^"]+)"/) ?? [];
  expect(lines).toContain(`auth: { token: "${token}" }`);
  const socket = io(url, { path, auth: { token }, forceNew: true, reconnection: false });
  onTestFinished(() => void socket.disconnect());
  const heard: string[] = [];
  socket.on("messages", (messages: Message[]) => heard.push(...messages.map(({ text }) => text)));
  await new Promise((resolve, reject) => {
    socket.once("welcome", resolve);
    socket.once("connect_error", reject);
  });
  const sent = await socket.emitWithAck("message:send", { nonce: crypto.randomUUID(), text: "I listen" });
  expect(sent).toMatchObject({ ok: true, message: { from: { name: "Herald" } } });
  await grace.say("Good bot");
  await expect.poll(() => heard).toContain("Good bot");

  // After reopening, the dialog shows the bot and not its token.
  await closeDialog(ada);
  await openRoomSettings(ada, cafe);
  await dialog.getByRole("button", { name: "Revoke token: Herald" }).waitFor();
  expect(await dialog.getByText(token).count()).toBe(0);
  expect(await dialog.getByRole("textbox", { name: "Token" }).count()).toBe(0);
  const goodbye = new Promise((resolve) => socket.once("goodbye", resolve));
  const ended = new Promise((resolve) => socket.once("disconnect", resolve));
  await dialog.getByRole("button", { name: "Revoke token: Herald" }).click();
  expect(await goodbye).toMatchObject({ code: "unauthorized" });
  await ended;
  expect((await fetch(requestOf(line))).status).toBe(401);
  const refused = new Promise<Error>((resolve) => socket.once("connect_error", resolve));
  socket.connect();
  expect(await refused).toMatchObject({ data: { code: "unauthorized" } });
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("an export is a file with all messages; if it fails the page says why and saves nothing", async () => {
  const archive = uniqueRoom("archive");
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${archive}`);
  for (const text of ["One", "Two & <b>three</b>", "أربعة"]) {
    await ada.say(text);
    await ada.untilStored(text);
  }
  const dialog = await openRoomSettings(ada, archive);
  const saved: string[] = [];
  ada.page.on("download", (download) => saved.push(download.suggestedFilename()));
  const download = ada.page.waitForEvent("download");
  await dialog.getByRole("link", { name: "Export as JSON" }).click();
  const file = await (await download).createReadStream();
  const exported = JSON.parse(Buffer.concat(await file.toArray()).toString()) as { messages: Message[] };
  expect(exported).toMatchObject({ room: archive, settings: { visibility: "public" }, bots: [] });
  expect(exported.messages.map(({ text }) => text)).toEqual(["One", "Two & <b>three</b>", "أربعة"]);
  expect(saved).toEqual([`${archive}.json`]);

  for (const [answer, reason] of [
    [
      { status: 403, json: { ok: false, error: { code: "forbidden", message: "no" } } },
      "You don't have permission to do this.",
    ],
    [undefined, "The room didn't respond. Check your connection."],
  ] as const) {
    await ada.page.route(/\/export$/, (route) =>
      answer === undefined ? route.abort() : route.fulfill(answer),
    );
    await dialog.getByRole("link", { name: "Export as JSON" }).click();
    await dialog.getByText(`That didn't work. ${reason}`).waitFor();
    await ada.page.unroute(/\/export$/);
  }
  expect(saved).toEqual([`${archive}.json`]);
  ada.expectNoErrors(/403|ERR_FAILED/);
});
