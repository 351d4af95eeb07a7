/** The tables of a Durable Object: numbered migrations, each run once per object. The object's storage records the version. */

/** One step from a version of the tables to the next. */
export type Migration = (sql: SqlStorage) => void;

/** The key under which an object's storage records how many migrations have run. */
export const VERSION_KEY = "schema:version";

type SchemaStorage = Pick<DurableObjectStorage, "sql" | "kv" | "transactionSync">;

export interface SchemaDefinition {
  /** In order. Append to the list; never change or remove a migration that was released. */
  migrations: readonly Migration[];
  /** Tables that identify an object that was stored before versions were recorded. The first migration accepts them. */
  unversionedTables: readonly string[];
}

export class Schema {
  /** The recorded version: 0 without tables, undefined until storage was read. */
  #version: number | undefined;

  constructor(
    private readonly storage: SchemaStorage,
    private readonly definition: SchemaDefinition,
  ) {}

  /**
   * Whether the object has tables. Tables of an older version are migrated first; an object without tables stays as it
   * is, so that reading creates nothing.
   */
  get exists(): boolean {
    this.#version ??= this.#readVersion();
    if (this.#version === 0 && this.#hasUnversionedTables()) this.#migrate();
    else if (this.#version > 0 && this.#version < this.#newest) this.#migrate();
    return this.#version > 0;
  }

  /** Creates the tables, or migrates those of an older version. Call it before a first write. */
  create(): void {
    if (this.#version !== undefined && this.#version >= this.#newest) return;
    this.#migrate();
  }

  /** Forgets the version. Call it when the storage was emptied. */
  forget(): void {
    this.#version = undefined;
  }

  get #newest(): number {
    return this.definition.migrations.length;
  }

  /** All missing migrations or none: an error leaves the tables as they were. */
  #migrate(): void {
    const from = this.#readVersion();
    if (from < this.#newest) {
      this.storage.transactionSync(() => {
        for (const migration of this.definition.migrations.slice(from)) migration(this.storage.sql);
        this.storage.kv.put(VERSION_KEY, this.#newest);
      });
    }
    this.#version = Math.max(from, this.#newest);
  }

  #readVersion(): number {
    return this.storage.kv.get<number>(VERSION_KEY) ?? 0;
  }

  #hasUnversionedTables(): boolean {
    const names = this.definition.unversionedTables;
    const tables = this.storage.sql.exec(
      `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name IN (${names.map(() => "?").join()})`,
      ...names,
    );
    // Read to the end: an unfinished statement locks the tables.
    return tables.toArray().length > 0;
  }
}

/** Adds a column to a table that may have it already. */
export function addColumnIfMissing(sql: SqlStorage, table: string, column: string, type: string): void {
  const columns = sql.exec<{ name: string }>(`SELECT name FROM pragma_table_info(?)`, table).toArray();
  if (!columns.some(({ name }) => name === column))
    sql.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
}
