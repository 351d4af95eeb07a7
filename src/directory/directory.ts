/** The directory: one Durable Object that lists the public rooms. */
import { DurableObject } from "cloudflare:workers";
import type { Schema } from "../platform/migrations.ts";
import { canRead } from "../platform/storage-check.ts";
import { withTimeout } from "../platform/with-timeout.ts";
import type { DirectoryPage, ListedRoom } from "../shared/contract/directory.ts";
import { limitsFrom } from "../shared/limits.ts";
import { roomPath } from "../shared/room-name.ts";
import { toCursor } from "../shared/validation/cursor.ts";
import type { DirectoryQuery } from "../shared/validation/schemas.ts";
import { directorySchema } from "./migrations.ts";
import { NewRoomLimiter } from "./new-room-limiter.ts";
import { positionOf, type RankedRoom, Ranking } from "./ranking.ts";
import { noteStart, roomsToRefresh } from "./stale-rooms.ts";

/** What a room publishes. */
export type PublishedRoom = Omit<ListedRoom, "path">;

/** The part of `Env` that the directory needs. */
export interface DirectoryEnv {
  ROOMS: { getByName(name: string): { publishToDirectory(): Promise<void> } };
}

/** How long unchanged data is not written again, in milliseconds: only the time would be new. */
const UNCHANGED_MS = 600_000;

/** How long a request waits for rooms that publish again, in milliseconds. */
const REFRESH_TIMEOUT = 1_000;

/** A row for each room, written when it publishes. Pages come from memory, which reads the rows once after a sleep. */
export class Directory extends DurableObject<DirectoryEnv> {
  readonly #schema: Schema;
  #ranking: Ranking | undefined;

  constructor(ctx: DurableObjectState, env: DirectoryEnv) {
    super(ctx, env);
    this.#schema = directorySchema(ctx.storage);
    noteStart(Date.now());
  }

  /** Lists a public room, or updates it. */
  publish({ name, title = "", topic, people, ...rest }: PublishedRoom): void {
    const lastAt = rest.lastAt ?? null;
    const featured = Number(rest.featured === true);
    const room: RankedRoom = { name, title, topic, people, featured, lastAt, publishedAt: Date.now() };
    const known = this.#rooms.get(name);
    if (known !== undefined && isSame(known, room) && room.publishedAt - known.publishedAt < UNCHANGED_MS) {
      // The time of the last message alone is not worth a row.
      known.lastAt = lastAt;
      return;
    }
    this.#rooms.set(room);
    this.#schema.create();
    this.ctx.storage.sql.exec(
      "INSERT OR REPLACE INTO rooms (name, title, topic, people, told, lastAt, featured) VALUES (?, ?, ?, ?, ?, ?, ?)",
      name,
      title,
      topic,
      people,
      room.publishedAt,
      lastAt,
      featured,
    );
    this.#evict(name);
  }

  /** Removes a room that is no longer public, or was deleted. */
  remove(name: string): void {
    if (this.#rooms.get(name) === undefined) return;
    this.#rooms.delete(name);
    this.ctx.storage.sql.exec("DELETE FROM rooms WHERE name = ?", name);
  }

  /** Counts a new room. @see NewRoomLimiter.take */
  mayCreateRoom(network: string): boolean {
    const { storage, id } = this.ctx;
    const limiter = new NewRoomLimiter(storage.sql, this.#schema, id.toString(), limitsFrom(this.env));
    return limiter.take(network, Date.now());
  }

  /** For `GET /api/ready`. Stores nothing. @throws if the storage cannot be read */
  isReady(): boolean {
    return canRead(this.ctx.storage);
  }

  /** A page of the directory. `query` is validated. */
  async list({ query = "", cursor, limit }: DirectoryQuery): Promise<DirectoryPage> {
    const find = () => this.#rooms.page(query, cursor, limit + 1, Date.now());
    const known = find();
    const found = (await this.#refresh(known.slice(0, limit))) ? find() : known;
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    const page: DirectoryPage = { rooms: shown.map(toListedRoom) };
    if (found.length > limit && last !== undefined) page.cursor = toCursor(positionOf(last));
    return page;
  }

  /** Has rooms publish again whose member count may be stale. @returns whether there were any */
  async #refresh(rooms: readonly RankedRoom[]): Promise<boolean> {
    const names = roomsToRefresh(rooms, this.ctx.storage.kv, Date.now());
    if (names.length === 0) return false;
    const publishing = names.map((name) => this.env.ROOMS.getByName(name).publishToDirectory());
    await withTimeout(REFRESH_TIMEOUT, Promise.allSettled(publishing));
    this.#rooms.invalidateOrder();
    return true;
  }

  /** Makes space: removes the empty room that published the longest ago; if all have people, the new one. */
  #evict(newRoom: string): void {
    const { directoryRooms } = limitsFrom(this.env);
    while (this.#rooms.size > directoryRooms)
      this.remove(this.#rooms.oldestEmpty(Date.now())?.name ?? newRoom);
  }

  get #rooms(): Ranking {
    if (this.#ranking !== undefined) return this.#ranking;
    const ranking = new Ranking();
    if (this.#schema.exists) for (const row of this.ctx.storage.sql.exec<Row>(SELECT)) ranking.set(row);
    this.#ranking = ranking;
    return ranking;
  }
}

type Row = RankedRoom & Record<string, SqlStorageValue>;

const SELECT = "SELECT name, title, topic, people, told AS publishedAt, lastAt, featured FROM rooms";

const isSame = (a: RankedRoom, b: RankedRoom): boolean =>
  a.people === b.people && a.featured === b.featured && a.title === b.title && a.topic === b.topic;

function toListedRoom({ name, title, topic, people, featured, lastAt }: RankedRoom): ListedRoom {
  const room: ListedRoom = { name, topic, people, path: roomPath(name) };
  if (title !== "") room.title = title;
  if (featured === 1) room.featured = true;
  if (typeof lastAt === "number") room.lastAt = lastAt;
  return room;
}
