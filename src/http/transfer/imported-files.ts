/** Stores the files of an export, by the same way as uploads: their type is detected again, and nothing else is believed. */
import { Buffer } from "node:buffer";
import type { Principal } from "../../auth/principal.ts";
import type { ChatRoom } from "../../room/chat-room.ts";
import type { FilePlace } from "../../room/storage/import.ts";
import type { WireError } from "../../shared/contract/errors.ts";
import { cleanFileName } from "../../shared/contract/files.ts";
import type { Limits } from "../../shared/limits.ts";
import { cleanName } from "../../shared/text/clean-text.ts";
import { storeUpload } from "../files/upload.ts";
import { UploadError } from "../files/upload-body.ts";
import { type ExportIdentity, idOf } from "./imported-lines.ts";
import { LineError } from "./line-reader.ts";
import type { LineOf } from "./line-schemas.ts";

export interface FileTarget {
  room: DurableObjectStub<ChatRoom>;
  owner: Principal;
  bucket: R2Bucket | undefined;
  limits: Limits;
}

/** A file whose content is being stored. */
export class IncomingFile {
  #left: number;

  private constructor(
    size: number,
    private readonly writer: WritableStreamDefaultWriter<Uint8Array>,
    private readonly stored: Promise<unknown>,
    private readonly line: number,
  ) {
    this.#left = size;
  }

  /**
   * Begins a file.
   *
   * @returns undefined for a file without content
   * @throws {LineError}
   */
  static async begin(
    { room, owner, bucket, limits }: FileTarget,
    source: ExportIdentity,
    line: LineOf<"file">,
    place: FilePlace,
  ): Promise<IncomingFile | undefined> {
    const { number } = place;
    const { id, size, type, width, height } = line;
    const name = cleanFileName(line.name, cleanName, limits.fileNameLength);
    const file = { id, name, size, by: idOf(line.by, source) };
    if (bucket === undefined) throw new LineError("invalid", number, "this deployment stores no files");
    if (line.missing === true) {
      const found = { type, ...(width && { width }), ...(height && { height }) };
      const added = await room.importStep(owner, { step: "missing file", place, file, found });
      if (!added.ok) throw new ImportRefused(added.error);
      return undefined;
    }
    const started = await room.importStep(owner, { step: "file", place, file });
    if (!started.ok) throw new ImportRefused(started.error);
    const { key = "" } = started;
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const stored = storeUpload({ body: readable, size, id, key, room, bucket, limits });
    stored.catch(() => {});
    return new IncomingFile(size, writable.getWriter(), stored, number);
  }

  /** Adds content. @returns whether the file is complete @throws {LineError} */
  async add(data: string, number: number): Promise<boolean> {
    const bytes = Buffer.from(data, "base64");
    this.#left -= bytes.length;
    if (this.#left < 0 || bytes.length === 0)
      throw new LineError("invalid", number, "data: not of the size of its file");
    await Promise.race([this.writer.write(new Uint8Array(bytes)), this.stored]).catch(() => {});
    if (this.#left > 0) return false;
    await Promise.race([this.writer.close(), this.stored]).catch(() => {});
    try {
      await this.stored;
    } catch (error) {
      if (!(error instanceof UploadError)) throw error;
      const { code, message } = error.failure.error;
      throw new LineError(code === "too_large" ? code : "invalid", this.line, message);
    }
    return true;
  }

  /** Gives the file up: the import was interrupted. */
  async abort(): Promise<void> {
    await this.writer.abort().catch(() => {});
    await this.stored.catch(() => {});
  }
}

/** The room has refused what was imported. */
export class ImportRefused extends Error {
  constructor(readonly error: WireError) {
    super(error.message);
  }
}
