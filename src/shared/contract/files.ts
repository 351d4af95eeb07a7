/** Files of a room. */
import { roomPath } from "../room-name.ts";
import type { Attachment } from "./message.ts";

/** A file that was uploaded and not sent with a message yet. */
export type UploadedFile = Omit<Attachment, "path">;

/** The types that are detected from a file's content. A room accepts any file: the last type is for all others. */
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

/** Raster images that every browser can show in a page. They cannot contain scripts. */
const SHOWN = new Set<string>([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
] satisfies FileType[]);

/** Audio and video that not every browser plays: these are downloaded. */
const NOT_PLAYED = new Set<string>(["video/quicktime"] satisfies FileType[]);

/** Whether a browser may show a file of this type in a page. */
export const isPicture = (type: string): boolean => SHOWN.has(type);

/** How a browser may play a file of this type in a page; undefined if it may not. */
export function playedAs(type: string): "audio" | "video" | undefined {
  const kind = type.slice(0, type.indexOf("/"));
  return (kind === "audio" || kind === "video") && !NOT_PLAYED.has(type) ? kind : undefined;
}

/**
 * The message of `not_found` when a file of a message does not exist, was sent before or has expired. Pages of older builds compare
 * it, so it stays.
 */
export const FILE_GONE = "attachments: no such file of yours that waits";

/** The path of a file. `room` is canonical. */
export const filePath = (room: string, id: string): string => `${roomPath(room)}/files/${id}`;

/** A file's name as it is stored: one line, without path separators; "file" if nothing is left. */
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
