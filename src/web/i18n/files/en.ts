import type { Plural } from "../plural.ts";

/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  attached: "Attached files",
  drop: "Drop files to attach them",
  uploading: "Uploading",
  progress: (name: string) => `Uploading ${name}`,
  remove: (name: string) => `Remove ${name}`,
  failed: (reason: string) => `Not uploaded. ${reason}`,
  folder: "Folders can't be attached. Drop their files instead.",
  gone: "The file is no longer on this device.",
  unreadable: "The file can't be read.",
  tooMany: {
    one: "You can attach # file to a message. The others weren't added.",
    other: "You can attach # files to a message. The others weren't added.",
  } as Plural,
  download: (size: string) => `Download (${size})`,
  empty: "The file is empty.",
  tooLarge: (most: string) => `Files can be at most ${most}.`,
  noResponse: "The room didn't respond. Check your connection.",
  rateLimited: "Too many files were sent. Try again later.",
  locationNotRemovable: "Its location data can't be removed. Save the image in another format.",
  storageFull: "This room has no space left for files.",
  notAccepted: "This server doesn't accept files.",
};

export type FileWords = typeof words;
