/** Uploads files and stores them until they are sent. Loads with the first file. */

import type { Signal } from "@preact/signals";
import { limits } from "../../core/limits.ts";
import { UploadFailure } from "../../core/outgoing/upload-error.ts";
import { fileWords } from "../../i18n/files/index.ts";
import type { Store } from "../../storage/device-storage.ts";
import type { Upload } from "../context/attachments.ts";
import { deleteFile, loadFile, saveFile } from "./saved-files.ts";
import { upload } from "./upload.ts";
import { Uploads } from "./uploads.ts";

/** @param token of a visitor without a cookie */
export function createUploads(
  uploads: Signal<readonly Upload[]>,
  store: Store,
  room: string,
  token: () => string | undefined,
): Uploads {
  return new Uploads(uploads, store, room, () => limits.peek().filesPerMessage, {
    upload: (file, progress, signal) => upload(room, token(), file, progress, signal),
    save: (key, file) => saveFile(`${room}:${key}`, file),
    load: (key) => loadFile(`${room}:${key}`),
    forget: (key) => deleteFile(`${room}:${key}`),
    missing: () => new UploadFailure(fileWords().gone, "final"),
  });
}
