/** Attached files before they are sent: which of them would be lost with the page, and what happens when their room is left. */
import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { clockUntil } from "../../../src/web/core/clock.ts";
import { OutgoingQueue } from "../../../src/web/core/outgoing/outgoing-queue.ts";
import type { PendingMessage } from "../../../src/web/core/outgoing/pending-message.ts";
import type { PendingStore } from "../../../src/web/core/outgoing/pending-store.ts";
import { UploadFailure } from "../../../src/web/core/outgoing/upload-error.ts";
import type { Upload } from "../../../src/web/features/context/attachments.ts";
import { type FileTools, Uploads } from "../../../src/web/features/files/uploads.ts";
import { memoryStore } from "../../../src/web/storage/device-storage.ts";

/** Uploads on a device that stores files or not, to a room whose answers a test controls. */
function onDevice(keeps: boolean, store = memoryStore()) {
  const list = signal<readonly Upload[]>([]);
  const answers: ((isTaken: boolean) => void)[] = [];
  const leaving = new AbortController();
  const tools: FileTools = {
    save: async () => keeps,
    load: async () => undefined,
    forget: async () => undefined,
    missing: () => new UploadFailure("it is gone", "final"),
    upload: ({ name, size, type }, _, signal) =>
      new Promise((resolve, reject) => {
        const fail = () => reject(new UploadFailure("no answer", "network"));
        signal.addEventListener("abort", fail);
        answers.push((isTaken) =>
          isTaken ? resolve({ id: name, name, size, type, path: `/${name}` }) : fail(),
        );
      }),
  };
  const uploads = new Uploads(list, store, "room", () => 10, tools, leaving.signal);
  return { uploads, list, store, leaving, answer: (isTaken: boolean) => answers.shift()?.(isTaken) };
}

test("a file that the device could not store is at risk until it is uploaded", async () => {
  const { uploads, list, answer } = onDevice(false);
  uploads.add([new File(["x"], "a.txt")]);
  await expect.poll(() => uploads.unsaved.value.size).toBe(1);
  answer(false);
  await expect.poll(() => list.value[0]?.state.kind).toBe("failed");
  expect(uploads.unsaved.value.size).toBe(1);

  // It belongs to a message, and is still only in memory.
  const [file] = uploads.take();
  if (file === undefined) throw new Error("nothing was taken");
  const brought = uploads.upload(file);
  expect(uploads.unsaved.value.size).toBe(1);
  answer(true);
  expect(await brought).toMatchObject({ id: "a.txt" });
  expect(uploads.unsaved.value.size).toBe(0);
});

test("a file that was removed, or that the device stores, is not at risk", async () => {
  const lost = onDevice(false);
  lost.uploads.add([new File(["x"], "a.txt")]);
  await expect.poll(() => lost.uploads.unsaved.value.size).toBe(1);
  for (const upload of lost.list.value) lost.uploads.remove(upload);
  expect(lost.uploads.unsaved.value.size).toBe(0);

  const { uploads, list, answer } = onDevice(true);
  uploads.add([new File(["x"], "a.txt")]);
  answer(false);
  await expect.poll(() => list.value[0]?.state.kind).toBe("failed");
  expect(uploads.unsaved.value.size).toBe(0);
});

test("the uploads of a room that was left end, and are done again when it is opened again", async () => {
  const before = onDevice(false);
  before.uploads.add([new File(["x"], "a.txt")]);
  await expect.poll(() => before.uploads.unsaved.value.size).toBe(1);
  const stored = before.store.get("files:room");
  before.leaving.abort();
  await new Promise((resolve) => setImmediate(resolve));
  expect(before.store.get("files:room")).toBe(stored);
  expect(before.list.value[0]?.state.kind).toBe("uploading");

  // The page still has the file that the device could not store.
  const { uploads, list, answer } = onDevice(false, before.store);
  await expect.poll(() => uploads.unsaved.value.size).toBe(1);
  answer(true);
  await expect.poll(() => list.value[0]?.state.kind).toBe("done");
});

test("a message whose files are being uploaded when its room is left is not written any more", async () => {
  const { uploads, leaving, answer } = onDevice(true);
  const written: PendingMessage[] = [];
  const outgoing = new OutgoingQueue(
    {
      read: async () => [],
      write: (message) => void written.push(message),
      remove: () => undefined,
      isStored: () => true,
      latest: async (message) => message,
      exclusively: (task) => task(),
    } satisfies Partial<PendingStore> as unknown as PendingStore,
    {
      isReady: () => !leaving.signal.aborted,
      newestSeq: () => 0,
      send: () => Promise.reject(new Error("nothing is sent")),
      find: async () => undefined,
      stored: () => undefined,
      originalDeleted: () => undefined,
      unanswered: () => undefined,
      rateLimited: () => undefined,
    },
    clockUntil(leaving.signal),
    { upload: (file) => uploads.upload(file), remove: (key) => uploads.removeContent(key) },
  );
  uploads.add([new File(["x"], "a.txt"), new File(["y"], "b.txt")]);
  answer(true);
  await new Promise((resolve) => setImmediate(resolve));
  outgoing.add({ text: "Two files", attachments: uploads.take() });
  await expect.poll(() => written.length).toBe(1);
  leaving.abort();
  // What the network had already brought.
  answer(true);
  await new Promise((resolve) => setTimeout(resolve));
  expect(written).toHaveLength(1);
  expect(outgoing.messages.value).toMatchObject([{ attachments: [{ id: "a.txt" }, { id: "" }] }]);
});
