/** Attached files: picking, pasting, dropping, showing, and errors. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { deleteMessage } from "./support/dialogs.ts";
import { customServer, sharedServer as server } from "./support/shared-server.ts";
import { Visitor } from "./support/visitor.ts";

/** Dispatches an event with a file that was created in the page. */
async function hand(
  visitor: Visitor,
  event: "paste" | "drop",
  file: { name: string; type: string; text?: string; picture?: boolean },
): Promise<void> {
  // The drop zone loads after the first messages.
  await expect
    .poll(() =>
      visitor.page.evaluate(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(["x"], "x"));
        const list = document.querySelector(".list");
        list?.dispatchEvent(new DragEvent("dragover", { dataTransfer: transfer, bubbles: true }));
        const isReady = document.querySelector(".drop-zone") !== null;
        if (isReady) list?.dispatchEvent(new DragEvent("dragleave", { bubbles: true }));
        return isReady;
      }),
    )
    .toBe(true);
  await visitor.page.evaluate(
    async ({ event, file }) => {
      const canvas = new OffscreenCanvas(300, 200);
      const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
      context.fillStyle = "teal";
      context.fillRect(0, 0, 300, 200);
      const content = file.picture ? await canvas.convertToBlob() : new Blob([file.text ?? ""]);
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], file.name, { type: file.type }));
      const given =
        event === "paste"
          ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true })
          : new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
      document.querySelector(event === "paste" ? ".composer textarea" : ".list")?.dispatchEvent(given);
    },
    { event, file },
  );
}

/** Resolves when the browser has stored a file: it may be uploaded, or have failed, before that. */
async function untilSaved({ page }: Visitor, file: string): Promise<void> {
  const saved = () =>
    page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const opening = indexedDB.open("socket-rocket-files");
          opening.onsuccess = () => {
            const reading = opening.result.transaction("files").objectStore("files").getAll();
            reading.onsuccess = () => {
              opening.result.close();
              resolve(reading.result.map(({ file }: { file: File }) => file.name));
            };
          };
        }),
    );
  await expect.poll(saved).toContain(file);
}

/** Drops files and folders of this machine onto the page. */
async function dropFromDisk({ context, page }: Visitor, files: readonly string[]): Promise<void> {
  const device = await context.newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await device.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  await device.detach();
}

test("files are picked, pasted and dropped, visible to everyone, opened and deleted", async () => {
  const room = uniqueRoom("files");
  const url = `${server.url}/rooms/${room}`;
  const [ada, grace] = [await Visitor.create(), await Visitor.create()];
  await ada.enter(url);
  await grace.enter(url);
  const chips = ada.page.getByRole("list", { name: "Attached files" }).getByRole("listitem");

  await hand(ada, "paste", { name: "teal.png", type: "image/png", picture: true });
  await hand(ada, "drop", { name: "notes <b>.txt", type: "text/plain", text: "Bring the umbrella" });
  const chooser = await ada.fileChooser(() => ada.page.getByRole("button", { name: "Attach files" }).click());
  await chooser.setFiles({
    name: "page.html",
    mimeType: "text/html",
    buffer: Buffer.from("<h1>hi</h1>"),
  });
  await expect
    .poll(() => chips.filter({ has: ada.page.locator("xpath=self::*[@data-state='done']") }).count())
    .toBe(3);
  await chips
    .filter({ hasText: "page.html" })
    .getByRole("button", { name: /Remove/ })
    .click();
  await expect.poll(() => chips.count()).toBe(2);

  // Uploaded files that were not sent are still attached after a reload.
  await ada.page.reload();
  await ada.untilLive();
  await chips.nth(1).waitFor();
  await ada.write("Look at this");
  await ada.untilStored("Look at this");
  await expect.poll(() => chips.count()).toBe(0);

  const line = grace.line("Look at this");
  const picture = line.getByRole("img", { name: "teal.png" });
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(300);
  const download = grace.page.waitForEvent("download");
  await line.getByRole("link", { name: /notes b .txt/ }).click();
  expect((await download).suggestedFilename()).toContain("notes");
  await line.getByRole("button", { name: /Open/ }).click();
  await grace.page
    .getByRole("dialog", { name: "teal.png" })
    .getByRole("link", { name: /Download/ })
    .waitFor();
  await grace.page.keyboard.press("Escape");
  await expect.poll(() => grace.page.evaluate(() => document.activeElement?.className)).toBe("image-preview");

  // A message may have no text.
  await hand(ada, "paste", { name: "again.png", type: "image/png", picture: true });
  await chips.locator("xpath=self::*[@data-state='done']").waitFor();
  await ada.composer.press("Enter");
  await grace.page.getByRole("img", { name: "again.png" }).waitFor();
  const path = (await picture.getAttribute("src")) ?? "";
  await ada.line("Look at this").hover();
  await deleteMessage(ada.page);
  await grace.page.getByText("This message was deleted").waitFor();
  expect((await fetch(`${server.url}${path}`)).status).toBe(404);
  ada.expectNoErrors();
  grace.expectNoErrors();
});

test("a file that cannot be uploaded shows why, and can be retried", async () => {
  const room = uniqueRoom("refused-files");
  // Files have at most 1,000 bytes there.
  const server = customServer;
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  const chip = ada.page.getByRole("list", { name: "Attached files" }).getByRole("listitem");
  const failure = chip.getByRole("alert");
  await hand(ada, "drop", { name: "empty.txt", type: "text/plain", text: "" });
  await failure.getByText("The file is empty.").waitFor();
  await expect.poll(() => chip.getByRole("button", { name: "Try again" }).count()).toBe(0);
  // A message with text only does not wait for it.
  await ada.write("Not yet");
  await ada.untilStored("Not yet");
  await chip.getByRole("button", { name: "Remove empty.txt" }).click();
  await hand(ada, "drop", { name: "long.txt", type: "text/plain", text: "x".repeat(2_000) });
  await failure.getByText("Not uploaded. Files can be at most 1").waitFor();
  await chip.getByRole("button", { name: /Remove/ }).click();

  // A dropped folder is rejected with an explanation; a file beside it is attached.
  const folder = await mkdtemp(join(tmpdir(), "folder-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const beside = join(folder, "beside.txt");
  await writeFile(beside, "Beside");
  await dropFromDisk(ada, [folder, beside]);
  await ada.untilToast("Folders can't be attached. Drop their files instead.");
  await chip.getByRole("button", { name: "Remove beside.txt" }).click();
  await expect.poll(() => chip.count()).toBe(0);

  // If uploads fail, a message with a file waits and survives the page; a message without files does not wait.
  await ada.page.route("**/api/rooms/*/files*", (route) => route.abort());
  await hand(ada, "drop", { name: "late.txt", type: "text/plain", text: "better late" });
  await failure.getByText("The room didn't respond. Check your connection.").waitFor();
  await untilSaved(ada, "late.txt");
  await ada.page.reload();
  await ada.untilLive();
  await failure.getByText("The room didn't respond. Check your connection.").waitFor();
  await ada.write("With a file");
  await ada.write("Without");
  await ada.untilStored("Without");
  await expect.poll(() => ada.line("With a file").getAttribute("data-state")).toBe("sending");
  await ada.page.unrouteAll();
  await ada.untilStored("With a file");
  await ada
    .line("With a file")
    .getByRole("link", { name: /late.txt/ })
    .waitFor();
  ada.expectNoErrors(/400|413|ERR_FAILED/);
});

/** A second of a tone: WAV, 8 kHz, 8 bits, mono. */
function tone(): Buffer {
  const rate = 8_000;
  const head = Buffer.alloc(44);
  head.write("RIFF");
  head.writeUInt32LE(36 + rate, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  for (const [offset, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    head.writeUInt16LE(value, offset);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.write("data", 36);
  head.writeUInt32LE(rate, 40);
  const samples = Array.from({ length: rate }, (_, at) => 128 + Math.round(60 * Math.sin(at / 3)));
  return Buffer.concat([head, Buffer.from(samples)]);
}

test("audio is played in place, and moves nothing when it loads", async () => {
  const room = uniqueRoom("sound");
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  const chooser = await ada.fileChooser(() => ada.page.getByRole("button", { name: "Attach files" }).click());
  await chooser.setFiles({ name: "tone.wav", mimeType: "audio/wav", buffer: tone() });
  await ada.page.locator(".draft-file[data-state='done']").waitFor();
  await ada.write("Listen");
  await ada.untilStored("Listen");
  const player = ada.line("Listen").locator("audio");
  const height = await player.evaluate((element) => element.clientHeight);
  await expect
    .poll(() => player.evaluate((element: HTMLAudioElement) => Math.round(element.duration * 10)), {
      timeout: 60_000,
    })
    .toBe(10);
  await player.evaluate((element: HTMLAudioElement) => {
    element.muted = true;
    return element.play();
  });
  await expect
    .poll(() => player.evaluate((element: HTMLAudioElement) => element.ended), { timeout: 60_000 })
    .toBe(true);
  expect(await player.evaluate((element) => element.clientHeight)).toBe(height);
  await ada
    .line("Listen")
    .getByRole("link", { name: /tone\.wav/ })
    .waitFor();
  ada.expectNoErrors();
});

test("a file that expired in the room is uploaded again, or its text is sent without it", async () => {
  const room = uniqueRoom("forgotten-files");
  const ada = await Visitor.create();
  await ada.enter(`${server.url}/rooms/${room}`);
  const chip = ada.page.locator(".draft-file[data-state='done']");
  const key = `files:${room}`;
  /** Makes the room reject the file's id, as after an hour, when unsent files expire. */
  const forget = async () => {
    const kept = await ada.page.evaluate((key) => localStorage.getItem(key), key);
    const replaced = (kept ?? "").replaceAll(/"id":"[0-9a-f]{32}"/g, `"id":"${"0".repeat(32)}"`);
    await ada.page.evaluate(([key, value]) => localStorage.setItem(key, value), [key, replaced] as const);
    await ada.page.reload();
    await ada.untilLive();
    await chip.waitFor();
  };
  await hand(ada, "drop", { name: "plan.txt", type: "text/plain", text: "The plan" });
  await chip.waitFor();
  await untilSaved(ada, "plan.txt");
  await forget();
  await ada.write("Here it is");
  await ada.untilStored("Here it is");
  const path = await ada
    .line("Here it is")
    .getByRole("link", { name: /plan.txt/ })
    .getAttribute("href");
  expect(await (await fetch(`${server.url}${path}`)).text()).toBe("The plan");

  await hand(ada, "drop", { name: "lost.txt", type: "text/plain", text: "Lost" });
  await chip.waitFor();
  await untilSaved(ada, "lost.txt");
  await ada.page.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open("socket-rocket-files");
        opening.onsuccess = () => {
          const clearing = opening.result.transaction("files", "readwrite").objectStore("files").clear();
          clearing.onsuccess = () => resolve(opening.result.close());
        };
      }),
  );
  await forget();
  await ada.write("Only words");
  const line = ada.line("Only words");
  await line.getByText("The file is no longer on this device.").waitFor();
  await line.getByRole("button", { name: "Send without files" }).click();
  await ada.untilStored("Only words");
  await expect.poll(() => line.getByText("lost.txt").count()).toBe(0);
  ada.expectNoErrors();
});

test("attached files go with the message also if the code for them loads after its deadline", async () => {
  const room = uniqueRoom("late-code");
  const ada = await Visitor.create();
  const { page } = ada;
  await ada.enter(`${server.url}/rooms/${room}`);
  const chips = page.locator(".draft-file[data-state='done']");
  await hand(ada, "drop", { name: "early.txt", type: "text/plain", text: "Early" });
  await chips.waitFor();

  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/chunk-files-/, async (route) => {
    await held;
    await route.continue();
  });
  await page.clock.install();
  await page.reload();
  await ada.untilLive();
  await page.clock.fastForward(20_000);
  release();
  await chips.waitFor();
  await ada.write("Here it is");
  await ada.untilStored("Here it is");
  await ada
    .line("Here it is")
    .getByRole("link", { name: /early\.txt/ })
    .waitFor();
  await expect.poll(() => page.locator(".draft-file").count()).toBe(0);
  ada.expectNoErrors();
});
