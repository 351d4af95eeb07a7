/**
 * Where messages wait across reloads until the room has them: IndexedDB, a record each, shared by all tabs.
 *
 * Where the browser grants no database, or no space in it, they wait in `localStorage`; where it grants neither, in memory,
 * as long as the page does. Every wait for the browser has a deadline: a message never waits for the disk.
 */
import { createStore, del, entries, get, set, type UseStore } from "idb-keyval";
import { readJson, type Store, writeJson } from "../../storage/device-storage.ts";
import { isPendingMessage, type PendingMessage } from "./pending-message.ts";

/** How long the browser may take to open the database before the page goes on without, in milliseconds. */
const OPEN_WITHIN = 3_000;

/** How long it may take to read or write one record, in milliseconds. */
const DONE_WITHIN = 5_000;

/** How long another tab may hold the lock before this one sends all the same, in milliseconds. */
const LOCKED_WITHIN = 30_000;

/** How long a tab may have had a message in memory that another one has sent, in milliseconds. */
const MARK_MS = 24 * 3_600_000;

/** Stands in the place of a message that was sent or given up. */
interface Done {
  doneAt: number;
}

const isDone = (value: unknown): value is Done =>
  typeof (value as Partial<Done> | undefined)?.doneAt === "number";

/** One for all rooms that the page opens: each would be a connection to the database that is never closed. */
let database: UseStore | undefined;

function openDatabase(): UseStore {
  database ??= createStore("socket-rocket", "outbox");
  return database;
}

export class PendingStore {
  readonly #prefix: string;
  #store: UseStore | undefined;
  /** Messages that were written by this page, and are not in the database. */
  readonly #outside = new Set<string>();
  /** Every write follows the one before. */
  #writing: Promise<void> = Promise.resolve();

  /** @param local where messages wait that the database does not take */
  constructor(
    private readonly local: Store,
    private readonly room: string,
  ) {
    this.#prefix = `${room}:`;
    try {
      this.#store = openDatabase();
    } catch {
      // No database at all.
    }
  }

  /** All of this room, oldest first. Never rejects. */
  async read(): Promise<PendingMessage[]> {
    const store = this.#store;
    let kept: [string, unknown][] = [];
    if (store !== undefined) {
      try {
        kept = await within(OPEN_WITHIN, entries<string, unknown>(store));
        this.#tidy(kept);
      } catch {
        this.#store = undefined;
      }
    }
    const done = new Set(kept.filter(([, value]) => isDone(value)).map(([key]) => key));
    const messages = new Map<string, PendingMessage>();
    for (const message of this.#readLocal()) {
      if (done.has(this.#prefix + message.nonce)) this.local.remove(this.#localKey(message.nonce));
      else messages.set(message.nonce, message);
    }
    // There is a database now, so what waited outside moves into it.
    if (this.#store !== undefined) for (const message of messages.values()) this.write(message);
    for (const [key, value] of kept) {
      if (key.startsWith(this.#prefix) && isPendingMessage(value)) messages.set(value.nonce, value);
    }
    return [...messages.values()].sort((a, b) => a.at - b.at);
  }

  /** Keeps a message. It is on its way to the disk when this returns, in its turn. */
  write(message: PendingMessage): void {
    this.#inTurn(
      async (store) => {
        await set(this.#prefix + message.nonce, message, store);
        this.#outside.delete(message.nonce);
        this.local.remove(this.#localKey(message.nonce));
      },
      () => {
        this.#outside.add(message.nonce);
        writeJson(this.local, this.#localKey(message.nonce), message);
      },
    );
  }

  /** Whether a message is on the disk, or on its way there. */
  keeps(nonce: string): boolean {
    if (this.#store !== undefined && !this.#outside.has(nonce)) return true;
    return this.local.isDurable && this.local.lasts(this.#localKey(nonce));
  }

  /** Forgets a message. A mark stays for a while, which tells other tabs that it is done, and not merely gone. */
  remove(nonce: string): void {
    this.local.remove(this.#localKey(nonce));
    this.#inTurn(
      (store) => set(this.#prefix + nonce, { doneAt: Date.now() } satisfies Done, store),
      () => this.local.remove(this.#localKey(nonce)),
    );
  }

  /**
   * A message as it now stands: another tab may have begun to send it, or be done.
   *
   * @returns undefined where another tab is done with it
   */
  async latest(message: PendingMessage): Promise<PendingMessage | undefined> {
    await this.#writing;
    if (this.#store === undefined || this.#outside.has(message.nonce)) return message;
    try {
      const kept = await within(DONE_WITHIN, get<unknown>(this.#prefix + message.nonce, this.#store));
      if (isDone(kept)) return undefined;
      return isPendingMessage(kept) ? kept : message;
    } catch {
      return message;
    }
  }

  /**
   * Runs `task` while no other tab of this browser sends in this room. Where there are no locks, where they are denied, or
   * where a tab that was frozen holds one for ever, it runs all the same: the room's own memory of nonces has to do there.
   */
  exclusively(task: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      let running: Promise<void> | undefined;
      const run = (): Promise<void> => {
        if (running === undefined) {
          clearTimeout(timer);
          running = task();
          running.then(resolve, reject);
        }
        return running;
      };
      const timer = setTimeout(run, LOCKED_WITHIN);
      try {
        navigator.locks.request(`outbox:${this.room}`, run).catch(run);
      } catch {
        void run();
      }
    });
  }

  readonly #localKey = (nonce: string): string => `outbox:${this.room}:${nonce}`;

  #readLocal(): PendingMessage[] {
    const messages: PendingMessage[] = [];
    for (const key of this.local.keys(this.#localKey(""))) {
      const message = readJson(this.local, key, isPendingMessage);
      if (message === undefined) this.local.remove(key);
      else messages.push(message);
    }
    return messages;
  }

  /** Takes old marks away, of all rooms. */
  #tidy(kept: readonly (readonly [string, unknown])[]): void {
    for (const [key, value] of kept) {
      if (isDone(value) && value.doneAt < Date.now() - MARK_MS) this.#inTurn((store) => del(key, store));
    }
  }

  /** @param otherwise does it without a database: there is none, it is full, or it was deleted meanwhile */
  #inTurn(task: (store: UseStore) => Promise<void>, otherwise: () => void = () => undefined): void {
    if (this.#store === undefined) {
      otherwise();
      return;
    }
    this.#writing = this.#writing.then(async () => {
      const store = this.#store;
      try {
        if (store === undefined) throw TOO_LATE;
        await within(DONE_WITHIN, task(store));
      } catch (error) {
        // What hangs once would hold up every message after it.
        if (error === TOO_LATE) this.#store = undefined;
        otherwise();
      }
    });
  }
}

const TOO_LATE = new Error("too late");

async function within<Result>(ms: number, task: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(TOO_LATE), ms);
  });
  try {
    return await Promise.race([task, late]);
  } finally {
    clearTimeout(timer);
  }
}
