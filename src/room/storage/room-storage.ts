/** All that a room keeps: a part for each concern. A part reads when it is first asked, and remembers until it sleeps. */

import type { Schema } from "../../platform/migrations.ts";
import type { Limits } from "../../shared/limits.ts";
import { AccessCredentials } from "../access/access-credentials.ts";
import { GuestStore } from "../access/guest-store.ts";
import { BotStore } from "../bots/bot-store.ts";
import type { Clock } from "../clock.ts";
import { FileStore } from "../files/file-store.ts";
import { MessageStore } from "../messages/message-store.ts";
import { ReadReceipts } from "../messages/read-receipts.ts";
import { NetworkBans } from "../moderation/network-bans.ts";
import { SanctionStore } from "../moderation/sanction-store.ts";
import { SearchIndex } from "../search/search-index.ts";
import { SettingsStore } from "../settings/settings-store.ts";
import type { Alarms } from "./alarms.ts";
import { roomSchema } from "./migrations.ts";

export interface RoomStorage {
  schema: Schema;
  log: MessageStore;
  index: SearchIndex;
  settings: SettingsStore;
  sanctions: SanctionStore;
  guests: GuestStore;
  networkBans: NetworkBans;
  keys: AccessCredentials;
  reads: ReadReceipts;
  bots: BotStore;
  files: FileStore;
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
  const schema = roomSchema(storage);
  const log = new MessageStore(storage, schema, limits);
  return {
    schema,
    log,
    index: new SearchIndex(storage, log, limits),
    settings: new SettingsStore(kv, log),
    sanctions: new SanctionStore(kv, limits),
    guests: new GuestStore(kv, limits),
    networkBans: new NetworkBans(kv, id, clock, limits),
    keys: new AccessCredentials(kv),
    reads: new ReadReceipts(sql, schema, log, clock, limits),
    bots: new BotStore(kv, limits),
    files: new FileStore({
      ...{ sql, schema, bucket, prefix: id, room: name, clock, limits },
      sweepSoon: () => alarms.sweepFilesSoon(),
      sweepAt: (at) => alarms.sweepFilesAt(at),
    }),
  };
}

/** Removes everything, the files in R2 included: those where that fails stay crossed out, and are tried again. */
export async function emptyStorage(
  deps: RoomStorage,
  storage: Pick<DurableObjectStorage, "deleteAll">,
): Promise<void> {
  const left = await deps.files.empty();
  await storage.deleteAll();
  for (const part of Object.values(deps)) part.forget();
  deps.files.cross(left);
}
