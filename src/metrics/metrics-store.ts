/** The sums of all that isolates count: one Durable Object for a deployment. */
import { DurableObject } from "cloudflare:workers";
import { logError } from "../platform/log.ts";
import type { MetricsDelta } from "../platform/metrics.ts";
import { type Migration, Schema } from "../platform/migrations.ts";
import { canRead } from "../platform/storage-check.ts";

/** How long sums stay in memory only, in milliseconds: a crash loses what was counted since, which Prometheus takes for a reset. */
const SAVE_MS = 30_000;

/**
 * How long after the last push they are stored before that, in milliseconds. The runtime removes an object from memory that has had nothing
 * to do for ten seconds, also before its alarm, but not while it has a timer.
 */
const QUIET_MS = 5_000;

/** How long the connections of a room count that has not reported since, in milliseconds. It may have crashed. */
const STALE_MS = 86_400_000;

/** Series at most: their labels come from fixed sets, so more would be an error of ours. */
const MOST_SERIES = 2_000;

/** Rooms at most whose connections are known. */
const MOST_ROOMS = 100_000;

interface OpenConnections {
  count: number;
  /** When the room said so, in milliseconds since the epoch. */
  at: number;
}

export interface MetricsSnapshot {
  /** By series. */
  counters: Record<string, number>;
  connections: number;
  roomsConnected: number;
}

/** 1: the sums. */
const initialTables: Migration = (sql) => {
  sql.exec("CREATE TABLE counters (series TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID");
  sql.exec(
    "CREATE TABLE connections (room TEXT PRIMARY KEY, count INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID",
  );
};

export class MetricsStore extends DurableObject {
  readonly #schema: Schema;
  #counters: Map<string, number> | undefined;
  readonly #connections = new Map<string, OpenConnections>();
  /** What changed since it was stored. */
  readonly #changed = { counters: new Set<string>(), rooms: new Set<string>() };
  #quietTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#schema = new Schema(ctx.storage, { migrations: [initialTables], unversionedTables: [] });
  }

  /** Adds what an isolate counted. @returns true */
  async add({ counters, connections }: MetricsDelta): Promise<boolean> {
    const sums = this.#load();
    for (const [series, value] of Object.entries(counters)) {
      if (!sums.has(series) && sums.size >= MOST_SERIES) continue;
      sums.set(series, (sums.get(series) ?? 0) + value);
      this.#changed.counters.add(series);
    }
    const at = Date.now();
    for (const [room, count] of Object.entries(connections)) {
      if (count <= 0) this.#connections.delete(room);
      else if (this.#connections.has(room) || this.#connections.size < MOST_ROOMS)
        this.#connections.set(room, { count, at });
      this.#changed.rooms.add(room);
    }
    clearTimeout(this.#quietTimer);
    this.#quietTimer = setTimeout(() => this.#saveWhileQuiet(), QUIET_MS);
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(at + SAVE_MS);
    return true;
  }

  /** For `GET /api/ready`. Stores nothing. @throws if the storage cannot be read */
  isReady(): boolean {
    return canRead(this.ctx.storage);
  }

  /** The sums as they are now. */
  snapshot(): MetricsSnapshot {
    const sums = this.#load();
    const fresh = [...this.#connections.values()].filter(({ at }) => Date.now() - at < STALE_MS);
    return {
      counters: Object.fromEntries(sums),
      connections: fresh.reduce((sum, { count }) => sum + count, 0),
      roomsConnected: fresh.length,
    };
  }

  /** Stores what changed. */
  override alarm(): void {
    clearTimeout(this.#quietTimer);
    const sums = this.#load();
    const { counters, rooms } = this.#changed;
    this.#schema.create();
    this.ctx.storage.transactionSync(() => {
      const { sql } = this.ctx.storage;
      for (const series of counters)
        sql.exec(
          "INSERT OR REPLACE INTO counters (series, value) VALUES (?, ?)",
          series,
          sums.get(series) ?? 0,
        );
      for (const room of rooms) {
        const open = this.#connections.get(room);
        if (open === undefined) sql.exec("DELETE FROM connections WHERE room = ?", room);
        else
          sql.exec(
            "INSERT OR REPLACE INTO connections (room, count, at) VALUES (?, ?, ?)",
            room,
            open.count,
            open.at,
          );
      }
      sql.exec("DELETE FROM connections WHERE at < ?", Date.now() - STALE_MS);
    });
    counters.clear();
    rooms.clear();
  }

  #saveWhileQuiet(): void {
    try {
      this.alarm();
    } catch (error) {
      // The alarm tries again.
      logError("metrics.save", error);
    }
  }

  #load(): Map<string, number> {
    if (this.#counters !== undefined) return this.#counters;
    const sums = new Map<string, number>();
    if (this.#schema.exists) {
      const { sql } = this.ctx.storage;
      for (const { series, value } of sql.exec<{ series: string; value: number }>("SELECT * FROM counters"))
        sums.set(series, value);
      for (const { room, count, at } of sql.exec<{ room: string; count: number; at: number }>(
        "SELECT * FROM connections",
      ))
        this.#connections.set(room, { count, at });
    }
    this.#counters = sums;
    return sums;
  }
}
