/** All that a room keeps: a part for each concern. A part reads when it is first asked, and remembers until it sleeps. */
import type { Limits } from "../protocol/limits.ts";
import type { Alarms } from "./alarms.ts";
import { BotList } from "./bot-list.ts";
import type { Clock } from "./clock.ts";
import { FileShelf } from "./file-shelf.ts";
import { GuestList } from "./guest-list.ts";
import { KeyRing } from "./key-ring.ts";
import { MessageIndex } from "./message-index.ts";
import { MessageLog } from "./message-log.ts";
import { NetworkBans } from "./network-bans.ts";
import { ReadMarks } from "./read-marks.ts";
import { SanctionList } from "./sanction-list.ts";
import { Settings } from "./settings.ts";

export interface RoomStorage {
  log: MessageLog;
  index: MessageIndex;
  settings: Settings;
  sanctions: SanctionList;
  guests: GuestList;
  networkBans: NetworkBans;
  keys: KeyRing;
  reads: ReadMarks;
  bots: BotList;
  files: FileShelf;
}

/** Where a room keeps things, and what its files need to know of it. */
export interface StorageSite {
  /** The room's name. */
  name: string;
  /** The id of its object. */
  id: string;
  storage: DurableObjectStorage;
  /** R2; missing in a deployment without it. */
  bucket: R2Bucket | undefined;
  alarms: Pick<Alarms, "sweepFilesSoon" | "sweepFilesAt">;
  clock: Clock;
  limits: Limits;
}

/** Touches no storage: visiting a room creates nothing. */
export function roomStorage({ name, id, storage, bucket, alarms, clock, limits }: StorageSite): RoomStorage {
  const { kv, sql } = storage;
  const log = new MessageLog(storage, limits);
  return {
    log,
    index: new MessageIndex(storage, log, limits),
    settings: new Settings(kv, log),
    sanctions: new SanctionList(kv, limits),
    guests: new GuestList(kv, limits),
    networkBans: new NetworkBans(kv, id, clock, limits),
    keys: new KeyRing(kv),
    reads: new ReadMarks(sql, log, clock, limits),
    bots: new BotList(kv, limits),
    files: new FileShelf({
      ...{ sql, bucket, prefix: id, room: name, clock, limits },
      sweepSoon: () => alarms.sweepFilesSoon(),
      sweepAt: (at) => alarms.sweepFilesAt(at),
    }),
  };
}

/** Removes everything, the files in R2 included: those where that fails stay crossed out, and are tried again. */
export async function emptyStorage(
  parts: RoomStorage,
  storage: Pick<DurableObjectStorage, "deleteAll">,
): Promise<void> {
  const left = await parts.files.empty();
  await storage.deleteAll();
  for (const part of Object.values(parts)) part.forget();
  parts.files.cross(left);
}
