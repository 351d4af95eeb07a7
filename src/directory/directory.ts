/** The lobby: one Durable Object that knows the public rooms, as far as they told it. */
import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env.ts";
import type { Schema } from "../platform/migrations.ts";
import { withTimeout } from "../platform/with-timeout.ts";
import type { DirectoryPage, ListedRoom } from "../shared/contract/directory.ts";
import { limitsFrom } from "../shared/limits.ts";
import { roomPath } from "../shared/room-name.ts";
import { toCursor } from "../shared/validation/cursor.ts";
import type { DirectoryQuery } from "../shared/validation/schemas.ts";
import { directorySchema } from "./migrations.ts";
import { type KnownRoom, placeOf, Ranking } from "./ranking.ts";
import { toldEarlier, wakes } from "./stale-rooms.ts";

/** What a room tells of itself. */
export type RoomNews = Omit<ListedRoom, "path">;

/** How soon the same news is worth a row again, in milliseconds: only its time is new. */
const SAME_NEWS_MS = 600_000;

/** How long somebody who looks at the directory waits for rooms that are asked again, in milliseconds. */
const LONGEST_WAIT = 1_000;

/** A row for each room, written when it tells; pages are made from memory, which reads them once after a sleep. */
export class Directory extends DurableObject<Env> {
  readonly #schema: Schema;
  #known: Ranking | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#schema = directorySchema(ctx.storage);
    wakes(Date.now());
  }

  /** A public room says what strangers may know of it. */
  tell({ name, title = "", topic, people, ...news }: RoomNews): void {
    const lastAt = news.lastAt ?? null;
    const room: KnownRoom = { name, title, topic, people, lastAt, told: Date.now() };
    const known = this.#rooms.get(name);
    if (known !== undefined && isSame(known, room) && room.told - known.told < SAME_NEWS_MS) {
      // That somebody spoke is worth a place in memory, and a row when there is other news.
      known.lastAt = lastAt;
      return;
    }
    this.#rooms.set(room);
    this.#schema.create();
    this.ctx.storage.sql.exec(
      "INSERT OR REPLACE INTO rooms (name, title, topic, people, told, lastAt) VALUES (?, ?, ?, ?, ?, ?)",
      name,
      title,
      topic,
      people,
      room.told,
      lastAt,
    );
    this.#makeRoom(name);
  }

  /** A room is public no more, or no more at all. */
  forget(name: string): void {
    if (this.#rooms.get(name) === undefined) return;
    this.#rooms.delete(name);
    this.ctx.storage.sql.exec("DELETE FROM rooms WHERE name = ?", name);
  }

  /** A page of the directory. `query` is validated. */
  async list({ query = "", cursor, limit }: DirectoryQuery): Promise<DirectoryPage> {
    const find = () => this.#rooms.page(query, cursor, limit + 1, Date.now());
    const known = find();
    const found = (await this.#askAgain(known.slice(0, limit))) ? find() : known;
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    const page: DirectoryPage = { rooms: shown.map(toListedRoom) };
    if (found.length > limit && last !== undefined) page.cursor = toCursor(placeOf(last));
    return page;
  }

  /** Asks rooms whose numbers a lobby before this one was told. @returns whether there were any */
  async #askAgain(rooms: readonly KnownRoom[]): Promise<boolean> {
    const names = toldEarlier(rooms, this.ctx.storage.kv, Date.now());
    if (names.length === 0) return false;
    const asking = Promise.allSettled(
      names.map((name) => this.env.ROOMS.getByName(name).publishToDirectory()),
    );
    await withTimeout(LONGEST_WAIT, asking);
    this.#rooms.reorder();
    return true;
  }

  /** Empty rooms give way, the longest silent first; where people are in all of them, the newcomer does. */
  #makeRoom(newcomer: string): void {
    const { directoryRooms } = limitsFrom(this.env);
    while (this.#rooms.size > directoryRooms) this.forget(this.#rooms.oldestEmpty?.name ?? newcomer);
  }

  get #rooms(): Ranking {
    if (this.#known !== undefined) return this.#known;
    const rooms = new Ranking();
    if (this.#schema.exists)
      for (const row of this.ctx.storage.sql.exec<Row>("SELECT * FROM rooms")) rooms.set(row);
    this.#known = rooms;
    return rooms;
  }
}

type Row = KnownRoom & Record<string, SqlStorageValue>;

const isSame = (a: KnownRoom, b: KnownRoom): boolean =>
  a.people === b.people && a.title === b.title && a.topic === b.topic;

function toListedRoom({ name, title, topic, people, lastAt }: KnownRoom): ListedRoom {
  const room = { name, topic, people, path: roomPath(name) };
  return { ...room, ...(title !== "" && { title }), ...(typeof lastAt === "number" && { lastAt }) };
}
