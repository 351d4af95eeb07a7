/** Files of a room, as they travel. */

import { roomPath } from "../room-name.ts";
import type { Attachment } from "./message.ts";

/** A file that was uploaded, and belongs to no message yet. */
export type UploadedFile = Omit<Attachment, "path">;

/** Types that a file is found to be of, by its content. A room takes any file: the last is what else there is. */
export const FILE_TYPES = [
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "image/heic",
  "image/tiff",
  "video/mp4",
  "video/webm",
  "video/quicktime",
  "audio/mpeg",
  "audio/mp4",
  "audio/aac",
  "audio/flac",
  "audio/ogg",
  "audio/wav",
  "application/pdf",
  "application/zip",
  "text/plain",
  "application/octet-stream",
] as const;

export type FileType = (typeof FILE_TYPES)[number];

/** What every browser can show in a page: pictures of dots, which can hold no script. */
const SHOWN = new Set<string>([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
] satisfies FileType[]);

/** Types of sound and video that not every browser plays: they are downloaded. */
const NOT_PLAYED = new Set<string>(["video/quicktime"] satisfies FileType[]);

/** Whether a browser may show a file of this type in a page. */
export const isPicture = (type: string): boolean => SHOWN.has(type);

/** How a browser may play a file of this type in a page, if it may. */
export function playedAs(type: string): "audio" | "video" | undefined {
  const kind = type.slice(0, type.indexOf("/"));
  return (kind === "audio" || kind === "video") && !NOT_PLAYED.has(type) ? kind : undefined;
}

/** The message of the error `not_found` where a message names a file that is not there (any more) to be sent. */
export const FILE_GONE = "attachments: no such file of yours that waits";

/** Where a file is. */
export const filePath = (room: string, id: string): string => `${roomPath(room)}/files/${id}`;

/** A file's name as it is stored: one line, without path separators; "file" where nothing is left. */
export function cleanFileName(name: string, clean: (name: string) => string, longest: number): string {
  const bare = clean(name.replace(/[\\/:*?"<>|]+/g, " "))
    .replace(/^[.\s]+/, "")
    .trim();
  if (bare === "") return "file";
  if (bare.length <= longest) return bare;
  const dot = bare.lastIndexOf(".");
  const ending = dot > 0 && bare.length - dot <= 12 ? bare.slice(dot) : "";
  return `${bare
    .slice(0, longest - ending.length)
    .toWellFormed()
    .replace(/\ufffd$/, "")}${ending}`;
}
