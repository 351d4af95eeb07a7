/** Attached files before they are sent: which of them would be lost with the page. */
import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { UploadFailure } from "../../../src/web/core/outgoing/upload-error.ts";
import type { Upload } from "../../../src/web/features/context/attachments.ts";
import { Uploads } from "../../../src/web/features/files/uploads.ts";
import { memoryStore } from "../../../src/web/storage/device-storage.ts";

/** Uploads on a device that stores files or not, to a room whose answers a test controls. */
function onDevice(keeps: boolean) {
  const list = signal<readonly Upload[]>([]);
  const answers: ((isTaken: boolean) => void)[] = [];
  const uploads = new Uploads(list, memoryStore(), "room", () => 10, {
    save: async () => keeps,
    load: async () => undefined,
    forget: async () => undefined,
    missing: () => new UploadFailure("it is gone", "final"),
    upload: ({ name, size, type }) =>
      new Promise((resolve, reject) => {
        answers.push((isTaken) =>
          isTaken
            ? resolve({ id: name, name, size, type, path: `/${name}` })
            : reject(new UploadFailure("no answer", "network")),
        );
      }),
  });
  return { uploads, list, answer: (isTaken: boolean) => answers.shift()?.(isTaken) };
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
