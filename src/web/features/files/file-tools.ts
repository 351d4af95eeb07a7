/** Uploads files and stores them until they are sent. Loads with the first file. */

import type { Signal } from "@preact/signals";
import { limits } from "../../core/limits.ts";
import { UploadFailure } from "../../core/outgoing/upload-error.ts";
import { fileWords } from "../../i18n/files/index.ts";
import type { Store } from "../../storage/device-storage.ts";
import type { Profile } from "../../storage/profile.ts";
import type { Upload } from "../context/attachments.ts";
import { deleteFile, loadFile, saveFile } from "./saved-files.ts";
import { upload } from "./upload.ts";
import { type FileTools, Uploads } from "./uploads.ts";

/** By their list: this part may load after its deadline, and is then asked for them again. */
const created = new WeakMap<Signal<readonly Upload[]>, Uploads>();

/**
 * Creates the uploads of a list, once.
 *
 * @param profile has the token of a visitor without a cookie
 * @param left aborts when the room is left
 */
export function createUploads(
  uploads: Signal<readonly Upload[]>,
  store: Store,
  room: string,
  profile: Pick<Profile, "bearer">,
  left: AbortSignal,
): Uploads {
  const known = created.get(uploads);
  if (known !== undefined) return known;
  const tools: FileTools = {
    upload: (file, progress, signal) => upload(room, profile.bearer, file, progress, signal),
    save: (key, file) => saveFile(`${room}:${key}`, file),
    load: (key) => loadFile(`${room}:${key}`),
    forget: (key) => deleteFile(`${room}:${key}`),
    missing: () => new UploadFailure(fileWords().gone, "final"),
  };
  const made = new Uploads(uploads, store, room, () => limits.peek().filesPerMessage, tools, left);
  created.set(uploads, made);
  return made;
}
