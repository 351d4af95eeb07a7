/** What follows a person to all their devices: their name, the list of rooms, read marks and notification settings. */
import type { AccountChange, AccountItem } from "../shared/account.ts";
import type { NotificationLevel } from "../shared/push.ts";

/** How many rooms of each kind are kept, those changed last. A page lists 50. */
const MAX_ROOMS = 100;

const REVISION_KEY = "state:rev";

/** What changes of a device did. */
export interface Applied {
  /** Whether anything is different. */
  isChanged: boolean;
  /** Whether a change was too late: another device has made a later one. */
  isLate: boolean;
  /** The rooms in which the person has chosen another notification setting than before, and the setting. */
  levels: Map<string, NotificationLevel>;
}

type Row = { kind: AccountItem["kind"]; room: string; value: string };

/** Only for an account that has tables. */
export class StateStore {
  constructor(private readonly storage: DurableObjectStorage) {}

  /** The number of the newest change. */
  get rev(): number {
    return this.storage.kv.get<number>(REVISION_KEY) ?? 0;
  }

  get items(): AccountItem[] {
    return this.storage.sql
      .exec<Row>("SELECT kind, room, value FROM items ORDER BY kind, room")
      .toArray()
      .map(({ kind, room, value }) => ({ kind, room, value: JSON.parse(value) }) as AccountItem);
  }

  get name(): string | undefined {
    const [row] = this.storage.sql
      .exec<{ value: string }>("SELECT value FROM items WHERE kind = 'name'")
      .toArray();
    return row && (JSON.parse(row.value) as string);
  }

  /**
   * Applies changes of a device. Of several changes of one item the latest counts, whatever arrives first.
   *
   * @param now milliseconds since the epoch
   */
  apply(changes: readonly AccountChange[], now: number): Applied {
    let isChanged = false;
    let isLate = false;
    const levels: Applied["levels"] = new Map();
    const kinds = new Set<string>();
    for (const change of changes) {
      const { kind, room, value, age } = change;
      const text = JSON.stringify(value);
      const [before] = this.storage.sql
        .exec<{ value: string; at: number }>(
          "SELECT value, at FROM items WHERE kind = ? AND room = ?",
          kind,
          room,
        )
        .toArray();
      const at = now - age;
      if (before !== undefined && before.at > at) {
        isLate = true;
        continue;
      }
      this.storage.sql.exec(
        "INSERT OR REPLACE INTO items (kind, room, value, at) VALUES (?, ?, ?, ?)",
        kind,
        room,
        text,
        at,
      );
      if (before === undefined) kinds.add(kind);
      if (before?.value === text) continue;
      isChanged = true;
      if (change.kind === "notifications") levels.set(room, change.value ?? "nothing");
    }
    for (const kind of kinds) this.#deleteSurplus(kind);
    if (isChanged) this.storage.kv.put(REVISION_KEY, this.rev + 1);
    return { isChanged, isLate, levels };
  }

  /** Removes everything. */
  clear(): void {
    this.storage.sql.exec("DELETE FROM items");
    this.storage.kv.delete(REVISION_KEY);
  }

  #deleteSurplus(kind: string): void {
    this.storage.sql.exec(
      `DELETE FROM items WHERE kind = ?1 AND room IN (
         SELECT room FROM items WHERE kind = ?1 ORDER BY at DESC, room LIMIT -1 OFFSET ?2)`,
      kind,
      MAX_ROOMS,
    );
  }
}
