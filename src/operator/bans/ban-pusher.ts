/**
 * Tells every room of a new ban, so that it disconnects who is banned, and of one that has ended. The room where the person was seen
 * is told before the answer, the others by an alarm: a push that is interrupted continues where it was.
 *
 * A room that is not in the registry, or does not answer, reads the ban before its next connection or message.
 */
import { logError } from "../../platform/log.ts";
import type { Schema } from "../../platform/migrations.ts";
import { withTimeout } from "../../platform/with-timeout.ts";
import type { BanKind } from "../../shared/operator.ts";
import type { BanChange, OperationsEnv } from "../operated-room.ts";
import type { RoomRegistry } from "../room-registry.ts";
import type { BanStore } from "./ban-store.ts";

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
  /** Bans that changed since {@link run} began with their rooms. In memory: an alarm that is interrupted runs again. */
  readonly #restarted = new Set<string>();

  constructor(private readonly deps: BanPusherDependencies) {}

  /** Begins to tell the rooms. @param first the room to tell before it returns */
  async start({ kind, value }: Subject, first?: string): Promise<void> {
    const { storage } = this.deps;
    this.#restarted.add(keyOf({ kind, value }));
    storage.sql.exec(
      "INSERT OR REPLACE INTO ban_pushes (kind, value, cursor) VALUES (?, ?, '')",
      kind,
      value,
    );
    await this.#wake();
    if (first !== undefined) await this.#tell([first], { kind, value });
  }

  /** Continues with the next rooms. An alarm that is interrupted runs again. */
  async run(): Promise<void> {
    const { schema, registry } = this.deps;
    const push = schema.exists ? this.#next : undefined;
    if (push === undefined) return;
    this.#restarted.delete(keyOf(push));
    const names = registry.names(push.cursor, PER_ALARM);
    await this.#tell(names, push);
    // A ban that changed meanwhile begins again.
    if (!this.#restarted.has(keyOf(push))) this.#advance(push, names.at(-1));
    if (this.#next !== undefined) await this.#wake();
  }

  /** @param last the last room that was told; undefined if all were */
  #advance({ kind, value }: Subject, last: string | undefined): void {
    const { sql } = this.deps.storage;
    if (last === undefined) sql.exec("DELETE FROM ban_pushes WHERE kind = ? AND value = ?", kind, value);
    else sql.exec("UPDATE ban_pushes SET cursor = ? WHERE kind = ? AND value = ?", last, kind, value);
  }

  /** Has {@link run} called at once. The alarm may be set for later: old reports share it. */
  async #wake(): Promise<void> {
    const { storage } = this.deps;
    const now = Date.now();
    const alarm = await storage.getAlarm();
    if (alarm === null || alarm > now) await storage.setAlarm(now);
  }

  get #next(): (Subject & { cursor: string }) | undefined {
    type Row = Record<string, SqlStorageValue> & Subject & { cursor: string };
    return this.deps.storage.sql.exec<Row>("SELECT * FROM ban_pushes LIMIT 1").toArray()[0];
  }

  #changeOf({ kind, value }: Subject): BanChange {
    const { bans } = this.deps;
    const ban = bans.find(kind, value, Date.now());
    const until = ban?.until === undefined ? {} : { until: ban.until };
    return { ban: { kind, value, ...until }, on: ban !== undefined, version: bans.version };
  }

  async #tell(names: readonly string[], subject: Subject): Promise<void> {
    for (let at = 0; at < names.length; at += CONCURRENT) {
      const change = this.#changeOf(subject);
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

const keyOf = ({ kind, value }: Subject): string => `${kind} ${value}`;
