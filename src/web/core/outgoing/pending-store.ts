/**
 * Stores messages across reloads until the room has them: in IndexedDB, one record for each, shared by all tabs.
 *
 * Until they are there, and without a database or space in it, they are in `localStorage`; without that, only in memory.
 * Every operation of the browser has a deadline: a message never waits for the disk.
 */
import { createStore, del, entries, get, promisifyRequest, type UseStore } from "idb-keyval";
import { readJson, type Store, writeJson } from "../../storage/device-storage.ts";
import { TIMED_OUT, withTimeout } from "../lazy-module.ts";
import { isPendingMessage, type PendingMessage } from "./pending-message.ts";

/** How long the browser may take to open the database, in milliseconds; then the page goes on without it. */
const OPEN_TIMEOUT = 3_000;

/** How long it may take to read or write one record, in milliseconds. */
const RECORD_TIMEOUT = 5_000;

/** How long another tab may hold the lock before this tab sends without it, in milliseconds. */
const LOCK_TIMEOUT = 30_000;

/** How long the mark of a removed message stays for other tabs, which may have it in memory, in milliseconds. */
const MARK_LIFETIME = 24 * 3_600_000;

/** Replaces a message that was sent or discarded. */
interface Done {
  doneAt: number;
}

const isDone = (value: unknown): value is Done =>
  typeof (value as Partial<Done> | undefined)?.doneAt === "number";

/** Shared by all rooms that the page opens: each connection to the database stays open. */
let database: UseStore | undefined;

export class PendingStore {
  readonly #prefix: string;
  #store: UseStore | undefined;
  /** The nonces of messages that this page wrote and that are not in the database. */
  readonly #notInDatabase = new Set<string>();
  /** The nonces of messages that this page removed: a write that ends late does not bring them back. */
  readonly #removed = new Set<string>();
  /** Writes are done one after the other. */
  #writing: Promise<void> = Promise.resolve();

  /** @param local stores the messages that the database does not take */
  constructor(
    private readonly local: Store,
    private readonly room: string,
  ) {
    this.#prefix = `${room}:`;
    try {
      database ??= createStore("socket-rocket", "outbox");
      this.#store = database;
    } catch {
      // There is no database.
    }
  }

  /**
   * All of this room, oldest first. Never rejects.
   *
   * @param late called with all of them if the database opens after the deadline
   */
  async read(late: (messages: PendingMessage[]) => void): Promise<PendingMessage[]> {
    const store = this.#store;
    if (store === undefined) return this.#merge([]);
    // Without a database it throws.
    const reading = (async () => entries<string, unknown>(store))();
    try {
      return this.#merge(await withTimeout(reading, OPEN_TIMEOUT));
    } catch {
      this.#store = undefined;
      reading.then(
        (records) => {
          this.#store = store;
          late(this.#merge(records));
        },
        () => undefined,
      );
      return this.#merge([]);
    }
  }

  /** The messages in the database and in `localStorage`. */
  #merge(records: readonly [string, unknown][]): PendingMessage[] {
    this.#removeOldMarks(records);
    const done = new Set(records.filter(([, value]) => isDone(value)).map(([key]) => key));
    const messages = new Map<string, PendingMessage>();
    for (const message of this.#readLocal()) {
      if (done.has(this.#prefix + message.nonce)) this.local.remove(this.#localKey(message.nonce));
      else messages.set(message.nonce, message);
    }
    // There is a database now: messages in `localStorage` move into it.
    if (this.#store !== undefined) for (const message of messages.values()) this.write(message);
    for (const [key, value] of records) {
      if (key.startsWith(this.#prefix) && isPendingMessage(value)) messages.set(value.nonce, value);
    }
    return [...messages.values()].sort((a, b) => a.at - b.at);
  }

  /** Stores a message: at once in `localStorage`, because the page may close before the database has it. */
  write(message: PendingMessage): void {
    const { nonce } = message;
    writeJson(this.local, this.#localKey(nonce), message);
    this.#enqueue(
      async (store) => {
        // Another tab may be done with it.
        await this.#update(nonce, (old) => (isDone(old) ? old : message), store);
        if (!this.#notInDatabase.delete(nonce)) return this.local.remove(this.#localKey(nonce));
        // Its deadline had passed: the message may have changed since, be done, or be taken over by another tab.
        this.#store = store;
        const now = readJson(this.local, this.#localKey(nonce), isPendingMessage);
        if (this.#removed.has(nonce)) this.remove(nonce);
        else if (now !== undefined) this.write(now);
      },
      () => void this.#notInDatabase.add(nonce),
    );
  }

  /** Reads and writes a record in one transaction. */
  #update(nonce: string, change: (old: unknown) => unknown, store: UseStore): Promise<void> {
    const key = this.#prefix + nonce;
    return store("readwrite", (records) => {
      const reading = records.get(key);
      reading.onsuccess = () => records.put(change(reading.result), key);
      return promisifyRequest(records.transaction);
    });
  }

  /** Whether a message is on the disk, or will be. */
  isStored(nonce: string): boolean {
    if (this.#store !== undefined && !this.#notInDatabase.has(nonce)) return true;
    return this.local.isDurable && this.local.isSaved(this.#localKey(nonce));
  }

  /** Removes a message. A mark stays for a while, from which other tabs know that it is done. */
  remove(nonce: string): void {
    this.#removed.add(nonce);
    this.local.remove(this.#localKey(nonce));
    this.#enqueue((store) => this.#update(nonce, (): Done => ({ doneAt: Date.now() }), store));
  }

  /**
   * The stored version of a message: another tab may have started to send it, or be done with it.
   *
   * @returns undefined if another tab is done with it
   */
  async latest(message: PendingMessage): Promise<PendingMessage | undefined> {
    await this.#writing;
    if (this.#store === undefined || this.#notInDatabase.has(message.nonce)) return message;
    try {
      const record = await withTimeout(
        get<unknown>(this.#prefix + message.nonce, this.#store),
        RECORD_TIMEOUT,
      );
      if (isDone(record)) return undefined;
      return isPendingMessage(record) ? record : message;
    } catch {
      return message;
    }
  }

  /**
   * Runs `task` while no other tab of this browser sends in this room. Without locks, or if a frozen tab never releases one,
   * it runs all the same: the room then recognizes a repeated nonce.
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
      const timer = setTimeout(run, LOCK_TIMEOUT);
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

  /** Removes old marks, of all rooms. */
  #removeOldMarks(records: readonly (readonly [string, unknown])[]): void {
    for (const [key, value] of records) {
      if (isDone(value) && value.doneAt < Date.now() - MARK_LIFETIME)
        this.#enqueue((store) => del(key, store));
    }
  }

  /** @param otherwise does it without a database: there is none, it is full, or it was deleted */
  #enqueue(task: (store: UseStore) => Promise<void>, otherwise: () => void = () => undefined): void {
    if (this.#store === undefined) {
      otherwise();
      return;
    }
    this.#writing = this.#writing.then(async () => {
      const store = this.#store;
      try {
        if (store === undefined) throw TIMED_OUT;
        await withTimeout(task(store), RECORD_TIMEOUT);
      } catch (error) {
        // A database that hangs once would block every later message.
        if (error === TIMED_OUT) this.#store = undefined;
        otherwise();
      }
    });
  }
}
