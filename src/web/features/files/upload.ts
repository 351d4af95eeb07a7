/** Uploads a file to a room, by `XMLHttpRequest` for its progress events. */
import type { Ack, ErrorCode } from "../../../shared/contract/errors.ts";
import { filePath, type UploadedFile } from "../../../shared/contract/files.ts";
import type { Attachment } from "../../../shared/contract/message.ts";
import { roomPath } from "../../../shared/room-name.ts";
import { limits } from "../../core/limits.ts";
import { UploadFailure } from "../../core/outgoing/upload-error.ts";
import { fileSize } from "../../core/text/file-size.ts";
import { failureText } from "../../i18n/failure-text.ts";
import { fileWords } from "../../i18n/files/index.ts";
import { withoutMetadata } from "./strip-exif.ts";

/**
 * @param token of a visitor without a cookie
 * @throws UploadFailure, and the reason of `signal` where the upload is not wanted any more
 */
export async function upload(
  room: string,
  token: string | undefined,
  chosen: File,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Attachment> {
  const labels = fileWords();
  if (chosen.size === 0) throw new UploadFailure(labels.empty, "final");
  if (chosen.size > limits.peek().fileBytes)
    throw new UploadFailure(labels.tooLarge(fileSize(limits.peek().fileBytes)), "final");
  const content = await withoutMetadata(chosen);
  // The user may have removed the file meanwhile.
  signal.throwIfAborted();
  const answer = await post(room, token, chosen.name, content, progress, signal);
  if (answer === undefined) throw new UploadFailure(labels.noResponse, "network");
  if (!answer.ok)
    throw (
      FAILURES[answer.error.code]?.() ??
      new UploadFailure(failureText(answer.error), "refused", answer.error.siteKey)
    );
  return { ...answer.file, path: filePath(room, answer.file.id) };
}

const FAILURES: Partial<Record<ErrorCode, () => UploadFailure>> = {
  invalid: () => new UploadFailure(fileWords().locationNotRemovable, "final"),
  too_large: () => new UploadFailure(fileWords().storageFull, "refused"),
  not_found: () => new UploadFailure(fileWords().notAccepted, "final"),
  internal: () => new UploadFailure(fileWords().noResponse, "network"),
  rate_limited: () => new UploadFailure(fileWords().rateLimited, "network"),
};

/** How long an upload may make no progress, in milliseconds: what the network has buffered may take that long at 64 kbit/s. */
const stallTimeout = (size: number): number => 30_000 + size / 8;

/** @returns undefined if no answer came */
function post(
  room: string,
  token: string | undefined,
  name: string,
  content: Blob,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Ack<{ file: UploadedFile }> | undefined> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api${roomPath(room)}/files?name=${encodeURIComponent(name)}`);
    request.responseType = "json";
    request.setRequestHeader("Content-Type", "application/octet-stream");
    if (token !== undefined) request.setRequestHeader("Authorization", `Bearer ${token}`);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const expectProgress = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), stallTimeout(content.size));
    };
    request.upload.onprogress = ({ loaded, total }) => {
      expectProgress();
      progress(total > 0 ? loaded / total : 0);
    };
    request.onloadend = () => {
      clearTimeout(timer);
      // A proxy may answer with a page of its own.
      resolve(isAnswer(request.response) ? request.response : undefined);
    };
    signal.addEventListener("abort", () => request.abort(), { once: true });
    expectProgress();
    request.send(content);
  });
}

const isAnswer = (value: unknown): value is Ack<{ file: UploadedFile }> =>
  typeof (value as Partial<Ack> | null)?.ok === "boolean";
