/** What the worker asks a room about files: each right is checked here, in the room. */
import type { RequestPrincipal } from "../../auth/principal.ts";
import type { UploadedFile } from "../../shared/contract/files.ts";
import type { Ack } from "../../shared/contract/index.ts";
import type { BotStore } from "../bots/bot-store.ts";
import type { Permissions } from "../permissions.ts";
import { acknowledge } from "../request-handler.ts";
import { RoomError } from "../room-error.ts";
import type { RoomCreation } from "../settings/room-creation.ts";
import type { FileStore } from "./file-store.ts";
import type { UploadLimiter } from "./upload-limiter.ts";

export interface FileRpcDependencies {
  files: FileStore;
  uploads: UploadLimiter;
  bots: BotStore;
  permissions: Pick<Permissions, "read" | "write">;
  roomCreation: Pick<RoomCreation, "upload">;
  /** Throws a {@link RoomError} when somebody may not come in. */
  mayEnter: (id: string) => void;
}

export class FileRpc {
  constructor(private readonly deps: FileRpcDependencies) {}

  /**
   * A place for a file whose content is about to be stored under `key`. `name` is clean, `size` in bytes, `network` as in
   * `networkOf`.
   */
  async reserve(
    poster: RequestPrincipal,
    name: string,
    size: number,
    network: string | undefined,
  ): Promise<Ack<{ id: string; key: string }>> {
    return acknowledge(() => {
      const { files, uploads, bots, permissions, roomCreation, mayEnter } = this.deps;
      const { id: owner } = bots.resolve(poster);
      const mayUpload = (): void => {
        mayEnter(owner);
        permissions.write(owner);
        uploads.check(owner, network);
      };
      // Asked before the room is counted, and again after it, which may take a while.
      mayUpload();
      return roomCreation.upload(network, () => {
        mayUpload();
        const id = files.reserve(owner, name, size);
        uploads.begin(id, owner, network);
        return { id, key: files.keyOf(id) };
      });
    });
  }

  /** The content is there. */
  stored(id: string, found: Pick<UploadedFile, "type" | "width" | "height">): Ack<{ file: UploadedFile }> {
    this.deps.uploads.end(id);
    return answer(() => ({ file: this.deps.files.stored(id, found) }));
  }

  /** The content did not come after all, or its sender thought better of it. */
  drop(poster: RequestPrincipal, id: string): Ack {
    this.deps.uploads.end(id);
    return answer(() => {
      this.deps.files.drop(id, this.deps.bots.resolve(poster).id);
      return {};
    });
  }

  /** Where a file's content is, for somebody who reads the room. */
  read(reader: RequestPrincipal | undefined, id: string): Ack<{ key: string; file: UploadedFile }> {
    return answer(() => {
      const { files, bots, permissions } = this.deps;
      const by = reader && bots.resolve(reader).id;
      permissions.read(by);
      const file = files.find(id, by);
      if (file === undefined) throw new RoomError("not_found", "There is no such file (any more).");
      return { key: files.keyOf(id), file };
    });
  }
}

function answer<Result extends object>(result: () => Result): Ack<Result> {
  try {
    return { ok: true, ...result() };
  } catch (error) {
    if (error instanceof RoomError) return error.toFailure();
    throw error;
  }
}
