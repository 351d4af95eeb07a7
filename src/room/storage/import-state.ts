/** How far an import of the room is, if there was one. */

const KEY = "room:import";

/** An import that began. */
export interface ImportState {
  /** The id of the export. */
  exported: string;
  /** Whether this deployment has signed its lines: otherwise people have other ids than in the export. */
  isSigned: boolean;
  /** The last line that was accepted. */
  line: number;
  /** How many messages and files were accepted. */
  messages: number;
  files: number;
  /** The newest numbers of the room that was exported. */
  lastSeq: number;
  rev: number;
  /** Whether the last line was accepted: the import is complete. */
  isDone: boolean;
}

export class ImportStateStore {
  #stored: ImportState | undefined | null = null;

  constructor(private readonly kv: SyncKvStorage) {}

  /** Undefined for a room that was not imported. */
  get current(): ImportState | undefined {
    if (this.#stored === null) this.#stored = this.kv.get<ImportState>(KEY);
    return this.#stored;
  }

  /** Whether an import began that is not complete: no one may write meanwhile. */
  get isRunning(): boolean {
    return this.current?.isDone === false;
  }

  set(state: ImportState): void {
    this.kv.put(KEY, state);
    this.#stored = state;
  }

  /** Clears the cache after the storage was emptied. */
  forget(): void {
    this.#stored = null;
  }
}
