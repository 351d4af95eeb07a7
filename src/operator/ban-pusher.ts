/**
 * Tells every room of a new ban, so that it disconnects who is banned, and of one that has ended. The room where the person was seen is told before the answer,
 * the others by an alarm: a push that is interrupted continues where it was.
 *
 * A room that is not in the registry, or does not answer, learns of the ban with its next connection or message.
 */
import { logError } from "../platform/log.ts";
import type { Schema } from "../platform/migrations.ts";
import { withTimeout } from "../platform/with-timeout.ts";
import type { BanKind } from "../shared/operator.ts";
import type { BanStore } from "./ban-store.ts";
import type { BanChange, OperationsEnv } from "./operated-room.ts";
import type { RoomRegistry } from "./room-registry.ts";

/** Rooms in one alarm: an invocation may make only so many requests. */
const PER_ALARM = 400;

/** Rooms at the same time. */
const CONCURRENT = 20;

/** How long a room may take, in milliseconds. */
const TIMEOUT = 5_000;

export interface BanPusherDependencies {
  storage: Pick<DurableObjectStorage, "sql" | "getAlarm" | "setAlarm">;
  schema: Schema;
  bans: Pick<BanStore, "find" | "version">;
  registry: Pick<RoomRegistry, "names">;
  rooms: OperationsEnv["ROOMS"];
}

interface Subject {
  kind: BanKind;
  value: string;
}

export class BanPusher {
  constructor(private readonly deps: BanPusherDependencies) {}

  /** Begins to tell the rooms. @param first the room to tell before it returns */
  async start({ kind, value }: Subject, first?: string): Promise<void> {
    const { storage } = this.deps;
    storage.sql.exec(
      "INSERT OR REPLACE INTO ban_pushes (kind, value, cursor) VALUES (?, ?, '')",
      kind,
      value,
    );
    await this.#wake();
    if (first !== undefined) await this.#tell([first], this.#changeOf({ kind, value }));
  }

  /** Continues with the next rooms. An alarm that is interrupted runs again. */
  async run(): Promise<void> {
    const { storage, schema, registry } = this.deps;
    const push = schema.exists ? this.#next : undefined;
    if (push === undefined) return;
    const change = this.#changeOf(push);
    const names = registry.names(push.cursor, PER_ALARM);
    await this.#tell(names, change);
    const last = names.at(-1);
    const where = [push.kind, push.value, push.cursor];
    // A ban that was made again meanwhile begins again.
    if (last === undefined)
      storage.sql.exec("DELETE FROM ban_pushes WHERE kind = ? AND value = ? AND cursor = ?", ...where);
    else
      storage.sql.exec(
        "UPDATE ban_pushes SET cursor = ? WHERE kind = ? AND value = ? AND cursor = ?",
        last,
        ...where,
      );
    if (this.#next !== undefined) await this.#wake();
  }

  async #wake(): Promise<void> {
    const { storage } = this.deps;
    if ((await storage.getAlarm()) === null) await storage.setAlarm(Date.now());
  }

  get #next(): (Subject & { cursor: string }) | undefined {
    type Row = Record<string, SqlStorageValue> & Subject & { cursor: string };
    return this.deps.storage.sql.exec<Row>("SELECT * FROM ban_pushes LIMIT 1").toArray()[0];
  }

  #changeOf({ kind, value }: Subject): BanChange {
    const { bans } = this.deps;
    const ban = bans.find(kind, value);
    const until = ban?.until === undefined ? {} : { until: ban.until };
    return { ban: { kind, value, ...until }, on: ban !== undefined, version: bans.version };
  }

  async #tell(names: readonly string[], change: BanChange): Promise<void> {
    for (let at = 0; at < names.length; at += CONCURRENT) {
      const told = names.slice(at, at + CONCURRENT).map(async (name) => {
        try {
          await withTimeout(TIMEOUT, this.deps.rooms.getByName(name).operate({ type: "banned", change }));
        } catch (error) {
          logError("operations.ban", error);
        }
      });
      await Promise.all(told);
    }
  }
}
