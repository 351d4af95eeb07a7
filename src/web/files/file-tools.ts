/** What is done with the files of messages: uploaded, and kept until they are sent. Loads with the first of them. */
import type { Store } from "../device/storage.ts";
import { limits } from "../limits.ts";
import { fileWords } from "../words/files/index.ts";
import type { Attaching } from "./attaching.ts";
import { forget, keep, kept } from "./kept-files.ts";
import { upload } from "./upload.ts";
import { UploadFailure } from "./upload-failure.ts";
import { Uploads } from "./uploads.ts";

/** @param token of a visitor without a cookie */
export function uploadsOf(
  uploads: Attaching["uploads"],
  store: Store,
  room: string,
  token: () => string | undefined,
): Uploads {
  return new Uploads(uploads, store, room, () => limits.peek().filesPerMessage, {
    upload: (file, progress, signal) => upload(room, token(), file, progress, signal),
    keep: (key, file) => keep(`${room}:${key}`, file),
    kept: (key) => kept(`${room}:${key}`),
    forget: (key) => forget(`${room}:${key}`),
    gone: () => new UploadFailure(fileWords().gone, "final"),
  });
}
