/** What the worker asks a room about files: each right is checked here, in the room. */
import type { UploadedFile } from "../protocol/files.ts";
import type { Ack } from "../protocol/index.ts";
import { answerOf } from "./answer.ts";
import type { BotList } from "./bot-list.ts";
import type { FileShelf } from "./file-shelf.ts";
import type { Founding } from "./founding.ts";
import { type Poster, whoIs } from "./posting.ts";
import { Refusal } from "./refusal.ts";
import type { Rights } from "./rights.ts";
import type { Uploads } from "./uploads.ts";

export interface FileDeskParts {
  files: FileShelf;
  uploads: Uploads;
  bots: BotList;
  rights: Pick<Rights, "read" | "write">;
  founding: Pick<Founding, "upload">;
  /** Throws a {@link Refusal} when somebody may not come in. */
  mayEnter: (id: string) => void;
}

export class FileDesk {
  constructor(private readonly parts: FileDeskParts) {}

  /**
   * A place for a file whose content is about to be stored under `key`. `name` is clean, `size` in bytes, `network` as in
   * `networkOf`.
   */
  async reserve(
    poster: Poster,
    name: string,
    size: number,
    network: string | undefined,
  ): Promise<Ack<{ id: string; key: string }>> {
    return answerOf(() => {
      const { files, uploads, bots, rights, founding, mayEnter } = this.parts;
      const { id: owner } = whoIs(poster, bots);
      const mayUpload = (): void => {
        mayEnter(owner);
        rights.write(owner);
        uploads.check(owner, network);
      };
      // Asked before the room is counted, and again after it, which may take a while.
      mayUpload();
      return founding.upload(network, () => {
        mayUpload();
        const id = files.reserve(owner, name, size);
        uploads.begin(id, owner, network);
        return { id, key: files.keyOf(id) };
      });
    });
  }

  /** The content is there. */
  stored(id: string, found: Pick<UploadedFile, "type" | "width" | "height">): Ack<{ file: UploadedFile }> {
    this.parts.uploads.end(id);
    return answer(() => ({ file: this.parts.files.stored(id, found) }));
  }

  /** The content did not come after all, or its sender thought better of it. */
  drop(poster: Poster, id: string): Ack {
    this.parts.uploads.end(id);
    return answer(() => {
      this.parts.files.drop(id, whoIs(poster, this.parts.bots).id);
      return {};
    });
  }

  /** Where a file's content is, for somebody who reads the room. */
  read(reader: Poster | undefined, id: string): Ack<{ key: string; file: UploadedFile }> {
    return answer(() => {
      const { files, bots, rights } = this.parts;
      const by = reader && whoIs(reader, bots).id;
      rights.read(by);
      const file = files.find(id, by);
      if (file === undefined) throw new Refusal("not_found", "There is no such file (any more).");
      return { key: files.keyOf(id), file };
    });
  }
}

function answer<Result extends object>(result: () => Result): Ack<Result> {
  try {
    return { ok: true, ...result() };
  } catch (error) {
    if (error instanceof Refusal) return error.toFailure();
    throw error;
  }
}
