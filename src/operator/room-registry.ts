/** The rooms of a deployment by name, those that are not public, too. A row for each. */
import type { Schema } from "../platform/migrations.ts";
import type { RegisteredRoom } from "../shared/operator.ts";
import { roomPath } from "../shared/room-name.ts";

export interface RegistryQuery {
  /** Rooms with this in their name. */
  query?: string | undefined;
  /** Rooms after this name. */
  after?: string | undefined;
  limit: number;
}

export class RoomRegistry {
  constructor(
    private readonly sql: SqlStorage,
    private readonly schema: Schema,
  ) {}

  /** Adds a room. Writes nothing for a known one. */
  add(name: string, now: number): void {
    this.schema.create();
    this.sql.exec("INSERT OR IGNORE INTO rooms (name, at) VALUES (?, ?)", name, now);
  }

  /** Removes a room that was deleted. */
  remove(name: string): void {
    if (this.schema.exists) this.sql.exec("DELETE FROM rooms WHERE name = ?", name);
  }

  /** A page of rooms, by name. */
  page({ query = "", after = "", limit }: RegistryQuery): RegisteredRoom[] {
    if (!this.schema.exists) return [];
    const rows = this.sql.exec<{ name: string; at: number }>(
      "SELECT name, at FROM rooms WHERE name > ? AND instr(name, ?) > 0 ORDER BY name LIMIT ?",
      after,
      query.toLowerCase(),
      limit,
    );
    return Array.from(rows, ({ name, at }) => ({ name, path: roomPath(name), at }));
  }

  /** Names after a name. */
  names(after: string, limit: number): string[] {
    return this.page({ after, limit }).map(({ name }) => name);
  }
}
