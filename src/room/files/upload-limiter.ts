/** Uploads that are under way: few for each person and network, so that those that stall keep no one else from sending. */
import type { Limits } from "../../shared/limits.ts";
import type { Clock } from "../clock.ts";
import { RoomError } from "../room-error.ts";

export type UploadLimits = Pick<Limits, "uploadsPerPerson" | "uploadsPerAddress" | "uploadMs">;

interface Upload {
  owner: string;
  network: string | undefined;
  /** When it is over in any case, in milliseconds since the epoch. */
  until: number;
}

const RETRY_AFTER = 5_000;

export class UploadLimiter {
  /** By the id of the file. There are few: see the limits. */
  readonly #underWay = new Map<string, Upload>();

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly limits: UploadLimits,
  ) {}

  /** @throws Refusal `rate_limited` where the person or their network has too many under way */
  check(owner: string, network: string | undefined): void {
    const now = this.clock.now();
    let [own, near] = [0, 0];
    for (const [id, upload] of this.#underWay) {
      if (upload.until <= now) this.#underWay.delete(id);
      else {
        if (upload.owner === owner) own++;
        if (network !== undefined && upload.network === network) near++;
      }
    }
    const { uploadsPerPerson, uploadsPerAddress } = this.limits;
    if (own >= uploadsPerPerson || near >= uploadsPerAddress)
      throw new RoomError("rate_limited", "Too many uploads at once. Wait for the others.", RETRY_AFTER);
  }

  begin(id: string, owner: string, network: string | undefined): void {
    this.#underWay.set(id, { owner, network, until: this.clock.now() + this.limits.uploadMs });
  }

  end(id: string): void {
    this.#underWay.delete(id);
  }
}
