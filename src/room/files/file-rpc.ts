/** Files as the worker asks the room for them. Every permission is checked here, in the room. */
import type { RequestPrincipal } from "../../auth/principal.ts";
import type { UploadedFile } from "../../shared/contract/files.ts";
import type { BotStore } from "../bots/bot-store.ts";
import type { Permissions } from "../permissions.ts";
import { RoomError } from "../room-error.ts";
import type { RoomCreation } from "../settings/room-creation.ts";
import type { FileStore } from "./file-store.ts";
import type { UploadLimiter } from "./upload-limiter.ts";

export interface FileRpcDependencies {
  files: FileStore;
  uploads: UploadLimiter;
  bots: Pick<BotStore, "resolve">;
  permissions: Pick<Permissions, "read" | "write" | "requireVerified">;
  roomCreation: Pick<RoomCreation, "permit">;
}

export class FileRpc {
  constructor(private readonly deps: FileRpcDependencies) {}

  /**
   * Admits an upload: the caller stores the content under `key`, then calls {@link finish} or {@link discard}.
   *
   * @param name as `cleanFileName` returns it
   * @param size in bytes
   * @param network see `networkOf`
   * @throws {RoomError} `unauthorized`, `too_large`, `rate_limited`, `verification_required`, and the errors of {@link Permissions.write}
   */
  async start(
    principal: RequestPrincipal,
    name: string,
    size: number,
    network: string | undefined,
  ): Promise<{ id: string; key: string }> {
    const { files, uploads, bots, permissions, roomCreation } = this.deps;
    const { id: owner } = bots.resolve(principal);
    const authorize = (): void => {
      permissions.write(owner);
      permissions.requireVerified(owner);
      uploads.check(owner, network);
    };
    authorize();
    const permitted = roomCreation.permit(network);
    if (permitted !== undefined) {
      await permitted;
      // Checked again: while the room was counted, another person may have created it, and other uploads may have started.
      authorize();
    }
    const id = files.startUpload(owner, name, size);
    uploads.start(id, owner, network);
    return { id, key: files.keyOf(id) };
  }

  /** Notes that the content is stored. @throws {RoomError} `not_found` or `too_large`: the caller deletes it again */
  finish(id: string, found: Pick<UploadedFile, "type" | "width" | "height">): { file: UploadedFile } {
    const { files, uploads } = this.deps;
    uploads.finish(id);
    return { file: files.finishUpload(id, found) };
  }

  /** Deletes a file whose upload failed, or that its owner does not send. @throws {RoomError} `unauthorized` */
  discard(principal: RequestPrincipal, id: string): object {
    const { files, uploads, bots } = this.deps;
    uploads.finish(id);
    files.discard(id, bots.resolve(principal).id);
    return {};
  }

  /** A file and the key of its content. @throws {RoomError} `not_found`, and the errors of {@link Permissions.read} */
  read(principal: RequestPrincipal | undefined, id: string): { key: string; file: UploadedFile } {
    const { files, bots, permissions } = this.deps;
    const reader = principal && bots.resolve(principal).id;
    permissions.read(reader);
    const file = files.find(id, reader);
    if (file === undefined) throw new RoomError("not_found", "There is no such file (any more).");
    return { key: files.keyOf(id), file };
  }
}
