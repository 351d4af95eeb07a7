/** Files as the worker asks the room for them. Every permission is checked here, in the room. */
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
}

export class FileRpc {
  constructor(private readonly deps: FileRpcDependencies) {}

  /**
   * Admits an upload: the caller stores the content under `key`, then calls {@link finish} or {@link discard}.
   *
   * @param name as `cleanFileName` returns it
   * @param size in bytes
   * @param network see `networkOf`
   * @returns `too_large` or `rate_limited`, and the errors of {@link Permissions.write}
   */
  start(
    principal: RequestPrincipal,
    name: string,
    size: number,
    network: string | undefined,
  ): Promise<Ack<{ id: string; key: string }>> {
    return acknowledge(() => {
      const { files, uploads, bots, permissions, roomCreation } = this.deps;
      const { id: owner } = bots.resolve(principal);
      const authorize = (): void => {
        permissions.write(owner);
        uploads.check(owner, network);
      };
      // Before the room is counted as created, and again after that, which may take a while.
      authorize();
      return roomCreation.upload(network, () => {
        authorize();
        const id = files.startUpload(owner, name, size);
        uploads.start(id, owner, network);
        return { id, key: files.keyOf(id) };
      });
    });
  }

  /** Notes that the content is stored. @returns `not_found` or `too_large` where the caller is to delete it again */
  finish(
    id: string,
    found: Pick<UploadedFile, "type" | "width" | "height">,
  ): Promise<Ack<{ file: UploadedFile }>> {
    this.deps.uploads.finish(id);
    return acknowledge(() => ({ file: this.deps.files.finishUpload(id, found) }));
  }

  /** Deletes a file whose upload failed, or that its owner does not send. */
  discard(principal: RequestPrincipal, id: string): Promise<Ack> {
    this.deps.uploads.finish(id);
    return acknowledge(() => {
      this.deps.files.discard(id, this.deps.bots.resolve(principal).id);
      return {};
    });
  }

  /** A file and the key of its content. @returns `not_found`, and the errors of {@link Permissions.read} */
  read(reader: RequestPrincipal | undefined, id: string): Promise<Ack<{ key: string; file: UploadedFile }>> {
    return acknowledge(() => {
      const { files, bots, permissions } = this.deps;
      const readerId = reader && bots.resolve(reader).id;
      permissions.read(readerId);
      const file = files.find(id, readerId);
      if (file === undefined) throw new RoomError("not_found", "There is no such file (any more).");
      return { key: files.keyOf(id), file };
    });
  }
}
