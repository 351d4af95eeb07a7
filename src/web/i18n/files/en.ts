import type { Plural } from "../plural.ts";

/** English is also the type of all languages: each has these words, no fewer and no others. */
export const words = {
  attached: "Attached files",
  drop: "Drop to attach",
  uploading: "Uploading",
  progress: (name: string) => `Uploading ${name}`,
  remove: (name: string) => `Remove ${name}`,
  failed: (reason: string) => `Not uploaded: ${reason}`,
  folder: "Folders can't be attached. Drop their files instead.",
  gone: "it is no longer on this device",
  unreadable: "it cannot be read",
  tooMany: {
    one: "A message takes # file; the others were left out",
    other: "A message takes # files; the others were left out",
  } as Plural,
  download: (size: string) => `Download (${size})`,
  empty: "there is nothing in it",
  tooLarge: (most: string) => `it is larger than ${most}`,
  noResponse: "the room did not answer",
  locationNotRemovable: "where it was taken cannot be removed from it; save it in another format",
  storageFull: "there is no more space for files in this room",
  notAccepted: "this server takes no files",
};

export type FileWords = typeof words;
