/** Uploads a file to a room. `XMLHttpRequest`, because it tells how far it has come. */
import type { Ack, ErrorCode } from "../../protocol/errors.ts";
import { filePath, type UploadedFile } from "../../protocol/files.ts";
import type { Attachment } from "../../protocol/message.ts";
import { roomPath } from "../../protocol/room-name.ts";
import { limits } from "../limits.ts";
import { fileSize } from "../text/file-size.ts";
import { reasonOf } from "../text/reasons.ts";
import { words } from "../words/room/index.ts";
import { withoutMetadata } from "./without-metadata.ts";

/**
 * @param token of a visitor without a cookie
 * @throws string half a sentence that says why not
 */
export async function upload(
  room: string,
  token: string | undefined,
  given: File,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<Attachment> {
  const said = words().files;
  if (given.size === 0) throw said.empty;
  const content = await withoutMetadata(given);
  if (content.size > limits.peek().fileBytes) throw said.tooLarge(fileSize(limits.peek().fileBytes));
  const answer = await post(room, token, given.name, content, progress, signal);
  if (answer === undefined) throw said.noNetwork;
  if (!answer.ok) throw REASONS[answer.error.code]?.() ?? reasonOf(answer.error);
  return { ...answer.file, path: filePath(room, answer.file.id) };
}

const REASONS: Partial<Record<ErrorCode, () => string>> = {
  invalid: () => words().files.keepsPlace,
  too_large: () => words().files.full,
  not_found: () => words().files.notTaken,
};

/** @returns undefined where no answer came */
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
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onloadend = () =>
      resolve((request.response ?? undefined) as Ack<{ file: UploadedFile }> | undefined);
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(content);
  });
}
