/** Everything that a room stores, a store for each feature. A store reads on first use, and caches until the object sleeps. */

import type { Schema } from "../../platform/migrations.ts";
import type { Limits } from "../../shared/limits.ts";
import { AccessCredentials } from "../access/access-credentials.ts";
import { GuestStore } from "../access/guest-store.ts";
import { BotStore } from "../bots/bot-store.ts";
import type { Clock } from "../clock.ts";
import { FileCleanup } from "../files/file-cleanup.ts";
import { FileStore } from "../files/file-store.ts";
import { FileTable } from "../files/file-table.ts";
import { RoleStore } from "../identity/role-store.ts";
import { MessageStore } from "../messages/message-store.ts";
import { ReadReceipts } from "../messages/read-receipts.ts";
import { NetworkBans } from "../moderation/network-bans.ts";
import { SanctionStore } from "../moderation/sanction-store.ts";
import { PushSubscriptionStore } from "../push/subscription-store.ts";
import { ReportStore } from "../reports/report-store.ts";
import { SearchIndex } from "../search/search-index.ts";
import { ListingRequirement } from "../settings/listing-requirement.ts";
import { SettingsStore } from "../settings/settings-store.ts";
import type { Alarms } from "./alarms.ts";
import { ImportStateStore } from "./import-state.ts";
import { roomSchema } from "./migrations.ts";

export interface RoomStorage {
  schema: Schema;
  messageStore: MessageStore;
  searchIndex: SearchIndex;
  settings: SettingsStore;
  listingRequirement: ListingRequirement;
  reportStore: ReportStore;
  sanctions: SanctionStore;
  guests: GuestStore;
  networkBans: NetworkBans;
  roles: RoleStore;
  credentials: AccessCredentials;
  readReceipts: ReadReceipts;
  bots: BotStore;
  files: FileStore;
  pushSubscriptions: PushSubscriptionStore;
  fileCleanup: FileCleanup;
  importState: ImportStateStore;
}

export interface RoomStorageOptions {
  /** The room's name. */
  name: string;
  /** The id of its object. */
  id: string;
  storage: DurableObjectStorage;
  /** R2; missing in a deployment without it. */
  bucket: R2Bucket | undefined;
  /** For how many days a room keeps messages by default; undefined for ever. */
  retentionDays: number | undefined;
  alarms: Pick<Alarms, "cleanFilesSoon" | "cleanFilesAt">;
  clock: Clock;
  limits: Limits;
}

/** Touches no storage: a visit to a room creates nothing. */
export function roomStorage({
  name,
  id,
  storage,
  bucket,
  alarms,
  clock,
  limits,
  retentionDays,
}: RoomStorageOptions): RoomStorage {
  const { kv, sql } = storage;
  const schema = roomSchema(storage);
  const messageStore = new MessageStore(storage, schema, limits);
  const table = new FileTable(sql, schema);
  const keyOf = (fileId: string): string => `${id}/${fileId}`;
  const fileCleanup = new FileCleanup({
    table,
    bucket,
    keyOf,
    clock,
    runSoon: () => alarms.cleanFilesSoon(),
    runAt: (at) => alarms.cleanFilesAt(at),
  });
  const guests = new GuestStore(kv, limits);
  return {
    schema,
    messageStore,
    searchIndex: new SearchIndex(storage, messageStore, limits),
    settings: new SettingsStore(kv, messageStore, retentionDays),
    reportStore: new ReportStore(sql, schema, limits),
    listingRequirement: new ListingRequirement(kv, messageStore, id, limits),
    sanctions: new SanctionStore(kv, limits),
    guests,
    networkBans: new NetworkBans(kv, guests, id, clock, limits),
    roles: new RoleStore(kv, clock),
    credentials: new AccessCredentials(kv),
    readReceipts: new ReadReceipts(sql, schema, messageStore, clock, limits),
    bots: new BotStore(kv, limits),
    files: new FileStore({ table, cleanup: fileCleanup, room: name, keyOf, clock, limits }),
    pushSubscriptions: new PushSubscriptionStore(sql, schema, limits),
    fileCleanup,
    importState: new ImportStateStore(kv),
  };
}

/**
 * Removes everything, also the content of files in R2. Content that R2 does not delete now is removed by an alarm.
 *
 * What that alarm needs is written in the same stretch as the storage is emptied, without an `await` in between: Durable Objects store
 * such writes together, so that the object is never without its data and without the ids of files that R2 still has.
 *
 * @param cancelAlarms called with the removal of what is stored: until then an alarm continues if the object is killed
 */
export async function emptyStorage(
  stores: RoomStorage,
  storage: Pick<DurableObjectStorage, "deleteAll" | "setAlarm">,
  cancelAlarms: () => void,
): Promise<void> {
  const { fileCleanup, ...caches } = stores;
  const failed = await fileCleanup.removeAll();
  cancelAlarms();
  const stored = [storage.deleteAll()];
  for (const cache of Object.values(caches)) cache.forget();
  if (failed.length > 0) {
    fileCleanup.retry(failed);
    // The alarm was deleted with the rest, and the schedule takes it for set.
    stored.push(storage.setAlarm(Date.now()));
  }
  await Promise.all(stored);
}
