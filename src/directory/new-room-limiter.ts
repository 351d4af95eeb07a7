/** Limits new rooms by network, for a deployment without the rate limit `ROOM_MAKING`. It lasts through a sleep of the object. */
import { createHash } from "node:crypto";
import type { Schema } from "../platform/migrations.ts";
import type { Limits } from "../shared/limits.ts";

const MINUTE = 60_000;

export class NewRoomLimiter {
  /** @param salt part of each hash: an address is not stored as it is */
  constructor(
    private readonly sql: SqlStorage,
    private readonly schema: Pick<Schema, "create">,
    private readonly salt: string,
    private readonly limits: Pick<Limits, "newRoomsPerAddress">,
  ) {}

  /**
   * Counts a new room.
   *
   * @param network see `networkOf`
   * @param now milliseconds since the epoch
   * @returns whether the network may create it
   */
  take(network: string, now: number): boolean {
    this.schema.create();
    const minute = Math.floor(now / MINUTE);
    this.sql.exec("DELETE FROM new_rooms WHERE minute < ?", minute);
    const hash = createHash("sha256").update(`${this.salt}\n${network}`).digest("base64url");
    const [row] = this.sql.exec<{ rooms: number }>("SELECT rooms FROM new_rooms WHERE network = ?", hash);
    const rooms = row?.rooms ?? 0;
    if (rooms >= this.limits.newRoomsPerAddress) return false;
    this.sql.exec(
      "INSERT OR REPLACE INTO new_rooms (network, minute, rooms) VALUES (?, ?, ?)",
      hash,
      minute,
      rooms + 1,
    );
    return true;
  }
}
