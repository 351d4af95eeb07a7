/** The request that uploads a file. */
import { afterEach, expect, it, vi } from "vitest";
import { upload } from "../../../src/web/features/files/upload.ts";
import { fileWords } from "../../../src/web/i18n/files/index.ts";

afterEach(() => vi.unstubAllGlobals());

it("is not made for a file that was removed while it was read", async () => {
  await fileWords.load();
  const opened: unknown[] = [];
  vi.stubGlobal(
    "XMLHttpRequest",
    class {
      upload = {};
      onloadend = () => {};
      open = (...request: unknown[]) => opened.push(request);
      setRequestHeader() {}
      abort() {}
      send = () => this.onloadend();
    },
  );
  const removed = new AbortController();
  const uploading = upload("room", undefined, new File(["text"], "a.txt"), () => {}, removed.signal);
  removed.abort();
  await expect(uploading).rejects.toThrow();
  expect(opened).toEqual([]);
});
