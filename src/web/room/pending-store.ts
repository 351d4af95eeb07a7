/**
 * Where messages wait across reloads until the room has them: IndexedDB, a record each, shared by all tabs.
 *
 * Where the browser grants no database, or no space in it, they wait in memory, as long as the page does.
 */
import { createStore, del, entries, get, set, type UseStore } from "idb-keyval";
import { readJson, type Store } from "../device/storage.ts";
import { isPendingMessage, type PendingMessage } from "./pending-message.ts";

/** How long the browser may take to open the database before the page goes on without, in milliseconds. */
const OPEN_WITHIN = 3_000;

/** How long a tab may have had a message in memory that another one has sent, in milliseconds. */
const MARK_MS = 24 * 3_600_000;

/** Stands in the place of a message that was sent or given up. */
interface Done {
  doneAt: number;
}

const isDone = (value: unknown): value is Done =>
  typeof (value as Partial<Done> | undefined)?.doneAt === "number";

export class PendingStore {
  readonly #prefix: string;
  #store: UseStore | undefined;
  /** Messages that were written by this page, and could not be kept. */
  readonly #unkept = new Set<string>();
  /** Every write follows the one before. */
  #writing: Promise<void> = Promise.resolve();

  /** @param older where messages waited before there was a database */
  constructor(
    private readonly older: Store,
    private readonly room: string,
  ) {
    this.#prefix = `${room}:`;
    try {
      this.#store = createStore("socket-rocket", "outbox");
    } catch {
      // No database at all.
    }
  }

  /** All of this room, oldest first. Never rejects. */
  async read(): Promise<PendingMessage[]> {
    const moved = await this.#moveOlder();
    const store = this.#store;
    if (store === undefined) return moved;
    try {
      const kept = await within(OPEN_WITHIN, entries<string, unknown>(store));
      this.#tidy(kept);
      return kept
        .filter(([key]) => key.startsWith(this.#prefix))
        .map(([, message]) => message)
        .filter(isPendingMessage)
        .sort((a, b) => a.at - b.at);
    } catch {
      this.#store = undefined;
      return moved;
    }
  }

  /** Keeps a message. It is on its way to the disk when this returns, in its turn. */
  write(message: PendingMessage): void {
    this.#inTurn(async (store) => {
      await set(this.#prefix + message.nonce, message, store);
      this.#unkept.delete(message.nonce);
    }, message.nonce);
  }

  /** Whether a message is on the disk, or on its way there. */
  keeps(nonce: string): boolean {
    return this.#store !== undefined && !this.#unkept.has(nonce);
  }

  /** Forgets a message. A mark stays for a while, which tells other tabs that it is done, and not merely gone. */
  remove(nonce: string): void {
    this.#inTurn((store) => set(this.#prefix + nonce, { doneAt: Date.now() } satisfies Done, store), nonce);
  }

  /**
   * A message as it now stands: another tab may have begun to send it, or be done.
   *
   * @returns undefined where another tab is done with it
   */
  async latest(message: PendingMessage): Promise<PendingMessage | undefined> {
    await this.#writing;
    if (this.#store === undefined || this.#unkept.has(message.nonce)) return message;
    try {
      const kept = await get<unknown>(this.#prefix + message.nonce, this.#store);
      if (isDone(kept)) return undefined;
      return isPendingMessage(kept) ? kept : message;
    } catch {
      return message;
    }
  }

  /** Runs `task` while no other tab of this browser sends in this room. */
  exclusively<Result>(task: () => Promise<Result>): Promise<Result> {
    // Only secure pages have locks: elsewhere the room's own memory of nonces has to do.
    const locks = navigator.locks as LockManager | undefined;
    return locks === undefined ? task() : locks.request(`outbox:${this.room}`, task);
  }

  /** Takes old marks away, of all rooms. */
  #tidy(kept: readonly (readonly [string, unknown])[]): void {
    for (const [key, value] of kept) {
      if (isDone(value) && value.doneAt < Date.now() - MARK_MS) this.#inTurn((store) => del(key, store), key);
    }
  }

  #inTurn(task: (store: UseStore) => Promise<void>, nonce: string): void {
    this.#writing = this.#writing.then(async () => {
      if (this.#store === undefined) return;
      try {
        await task(this.#store);
      } catch {
        // A full disk, a database that was deleted meanwhile: the page itself still has it.
        this.#unkept.add(nonce);
      }
    });
  }

  /** What waits from before there was a database. */
  async #moveOlder(): Promise<PendingMessage[]> {
    const prefix = `outbox:${this.room}:`;
    const messages: PendingMessage[] = [];
    for (const key of this.older.keys(prefix)) {
      const message = readJson(this.older, key, isPendingMessage);
      if (message !== undefined) {
        messages.push(message);
        this.write(message);
        await this.#writing;
      }
      if (message === undefined || !this.#unkept.has(message.nonce)) this.older.remove(key);
    }
    return messages.sort((a, b) => a.at - b.at);
  }
}

function within<Result>(ms: number, task: Promise<Result>): Promise<Result> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error("too late")), ms));
  return Promise.race([task, late]);
}
