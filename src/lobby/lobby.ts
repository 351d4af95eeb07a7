/** The lobby: one Durable Object that knows the public rooms, as far as they told it. */
import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env.ts";
import { toCursor } from "../protocol/cursor.ts";
import type { DirectoryPage, ListedRoom } from "../protocol/directory.ts";
import { limitsFrom } from "../protocol/limits.ts";
import { roomPath } from "../protocol/room-name.ts";
import type { DirectoryPlace, DirectoryQuery } from "../protocol/schemas.ts";

/**
 * How long a room's number of people is believed, in milliseconds. A room tells it when it changes, and its last person
 * leaves a room that is awake; only a server that dies with everybody in it leaves a number behind.
 */
const BELIEVED_MS = 24 * 3_600_000;

/** What a room tells of itself. */
export type RoomNews = Omit<ListedRoom, "path">;

type Row = { name: string; title: string; topic: string; people: number; told: number };

export class Lobby extends DurableObject<Env> {
  #exists = false;

  /** A public room says what strangers may know of it. */
  tell({ name, title = "", topic, people }: RoomNews): void {
    this.#make();
    this.ctx.storage.sql.exec(
      "INSERT OR REPLACE INTO rooms (name, title, topic, people, told) VALUES (?, ?, ?, ?, ?)",
      name,
      title,
      topic,
      people,
      Date.now(),
    );
    this.#makeRoom();
  }

  /** A room is public no more, or no more at all. */
  forget(name: string): void {
    this.#make();
    this.ctx.storage.sql.exec("DELETE FROM rooms WHERE name = ?", name);
  }

  /** A page of the directory. `query` is validated. */
  list({ query = "", cursor, limit }: DirectoryQuery): DirectoryPage {
    this.#make();
    const most = limit ?? limitsFrom(this.env).directoryPage;
    const [people, told, name] = cursor ?? [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, ""];
    const rows = this.ctx.storage.sql
      .exec<Row>(
        `SELECT * FROM (
            SELECT name, title, topic, told, iif(told > ?1, people, 0) AS people FROM rooms
              WHERE instr(lower(name), ?2) OR instr(lower(title), ?2) OR instr(lower(topic), ?2)
          )
          WHERE people < ?3 OR (people = ?3 AND (told < ?4 OR (told = ?4 AND name > ?5)))
          ORDER BY people DESC, told DESC, name LIMIT ?6`,
        Date.now() - BELIEVED_MS,
        query.toLowerCase(),
        people,
        told,
        name,
        most + 1,
      )
      .toArray();
    const rooms = rows.slice(0, most);
    const last = rooms.at(-1);
    const page: DirectoryPage = { rooms: rooms.map(toListedRoom) };
    if (rows.length > most && last !== undefined)
      page.cursor = toCursor([last.people, last.told, last.name] satisfies DirectoryPlace);
    return page;
  }

  /** The rooms that told nothing for the longest time give way. */
  #makeRoom(): void {
    const { sql } = this.ctx.storage;
    const { count } = sql.exec<{ count: number }>("SELECT count(*) AS count FROM rooms").one();
    const surplus = count - limitsFrom(this.env).directoryRooms;
    if (surplus > 0)
      sql.exec("DELETE FROM rooms WHERE name IN (SELECT name FROM rooms ORDER BY told LIMIT ?)", surplus);
  }

  #make(): void {
    if (this.#exists) return;
    this.#exists = true;
    this.ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS rooms (
        name TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        topic TEXT NOT NULL,
        people INTEGER NOT NULL,
        told INTEGER NOT NULL
      ) WITHOUT ROWID`,
    );
  }
}

function toListedRoom({ name, title, topic, people }: Row): ListedRoom {
  const room = { name, topic, people, path: roomPath(name) };
  return title === "" ? room : { ...room, title };
}
