/** Limits how many uploads a person and a network have in progress, so that stalled ones block no one else. */
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { RoomError } from "../room-error.ts";

export type UploadLimits = Pick<Limits, "uploadsPerPerson" | "uploadsPerAddress" | "uploadMs">;

interface Upload {
  owner: string;
  network: string | undefined;
  /** When it has ended in any case, in milliseconds since the epoch. */
  deadline: number;
}

/** In milliseconds. */
const RETRY_AFTER = 5_000;

export class UploadLimiter {
  /** By the id of the file. The limits keep it small. */
  readonly #uploads = new Map<string, Upload>();

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly limits: UploadLimits,
  ) {}

  /** @throws RoomError `rate_limited` where the person or the network has too many uploads in progress */
  check(owner: string, network: string | undefined): void {
    const now = this.clock.now();
    let ofOwner = 0;
    let ofNetwork = 0;
    for (const [id, upload] of this.#uploads) {
      if (upload.deadline <= now) this.#uploads.delete(id);
      else {
        if (upload.owner === owner) ofOwner++;
        if (network !== undefined && upload.network === network) ofNetwork++;
      }
    }
    const { uploadsPerPerson, uploadsPerAddress } = this.limits;
    if (ofOwner >= uploadsPerPerson || ofNetwork >= uploadsPerAddress)
      throw new RoomError("rate_limited", "Too many uploads at once. Wait for the others.", RETRY_AFTER);
  }

  /** Counts an upload until {@link finish}, or for `uploadMs`. */
  start(id: string, owner: string, network: string | undefined): void {
    this.#uploads.set(id, { owner, network, deadline: this.clock.now() + this.limits.uploadMs });
  }

  finish(id: string): void {
    this.#uploads.delete(id);
  }
}
