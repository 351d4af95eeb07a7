/** Uploads the files of the next message, and remembers them until they are sent. Loads with the first file. */
import { type Signal, signal } from "@preact/signals";
import type { Attachment } from "../../../shared/contract/message.ts";
import { isUploadFresh, type PendingAttachment } from "../../core/outgoing/pending-message.ts";
import { UploadFailure } from "../../core/outgoing/upload-error.ts";
import { randomId } from "../../core/random-id.ts";
import { readJson, type Store, writeJson } from "../../storage/device-storage.ts";
import type { Upload, UploadState } from "../context/attachments.ts";
import { isSendable, type LoadedUploads, storeKeyOf } from "./attachments-draft.ts";

/** The operations on files. */
export interface FileTools {
  /** Rejects with an {@link UploadFailure}. */
  upload(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<Attachment>;
  /** @returns whether the file survives a reload */
  save(key: string, file: File): Promise<boolean>;
  load(key: string): Promise<File | undefined>;
  forget(key: string): Promise<void>;
  /** The failure for a file that is not stored any more. */
  missing(): UploadFailure;
}

interface RunningUpload {
  abort: AbortController;
  done: Promise<Attachment>;
}

/** The part of an upload that survives a reload. */
type StoredUpload = Omit<Upload, "file" | "state"> & { at: number; attachment?: Attachment };

/** Files chosen in this page, whether the device stores them or not: also of rooms that were left, for when they are opened again. */
const chosenFiles = new Map<string, File>();

export class Uploads implements LoadedUploads {
  readonly #running = new Map<string, RunningUpload>();
  /** The keys of files that are neither stored nor uploaded: they would be lost with the page. */
  readonly unsaved = signal<ReadonlySet<string>>(new Set());
  /** When each file was uploaded, in milliseconds since the epoch. */
  readonly #uploadedAt = new Map<string, number>();
  readonly #storeKey: string;

  /** @param left aborts when the room is left: uploads end then, and nothing is stored any more */
  constructor(
    private readonly uploads: Signal<readonly Upload[]>,
    private readonly store: Store,
    room: string,
    private readonly limit: () => number,
    private readonly tools: FileTools,
    private readonly left: AbortSignal,
  ) {
    this.#storeKey = storeKeyOf(room);
    left.addEventListener("abort", () => {
      for (const { abort } of this.#running.values()) abort.abort();
    });
    for (const { at, attachment, ...listed } of readJson(store, this.#storeKey, isStoredList) ?? []) {
      const isFresh = attachment !== undefined && isUploadFresh(at);
      if (isFresh) this.#uploadedAt.set(listed.key, at);
      const state: UploadState = isFresh ? { kind: "done", attachment } : { kind: "uploading", progress: 0 };
      this.uploads.value = [...this.uploads.peek(), { ...listed, state }];
      if (isFresh) continue;
      const file = chosenFiles.get(listed.key);
      if (file !== undefined) void this.#save(listed.key, file);
      void this.#start(listed.key).catch(() => undefined);
    }
  }

  /** Starts to upload files. Returns how many exceeded the limit. */
  add(files: Iterable<File>): number {
    const all = [...files];
    const taken = all.slice(0, Math.max(0, this.limit() - this.uploads.peek().length));
    for (const file of taken) {
      const key = randomId();
      const { name, size, type } = file;
      chosenFiles.set(key, file);
      const state: UploadState = { kind: "uploading", progress: 0 };
      this.#replace([...this.uploads.peek(), { key, name, size, type, file, state }]);
      void this.#save(key, file);
      void this.#start(key).catch(() => undefined);
    }
    return all.length - taken.length;
  }

  /** Retries a failed upload. */
  retry({ key }: Upload): void {
    void this.#start(key).catch(() => undefined);
  }

  /** Removes a file at any stage. The room deletes unsent files. */
  remove({ key }: Upload): void {
    this.#running.get(key)?.abort.abort();
    this.#replace(this.uploads.peek().filter((upload) => upload.key !== key));
    this.removeContent(key);
  }

  /**
   * The files that go with the message that is being sent, uploaded or not. Files that the room rejects for good stay
   * above the composer, with the reason: no message waits for them.
   */
  take(): PendingAttachment[] {
    const taken = this.uploads.peek().filter(isSendable);
    this.#replace(this.uploads.peek().filter((upload) => !isSendable(upload)));
    return taken.map(({ key, name, size, type, state }) =>
      state.kind === "done" && isUploadFresh(this.#uploadedAt.get(key) ?? 0)
        ? { ...state.attachment, key }
        : { id: "", path: "", name, size, type, key },
    );
  }

  /**
   * Uploads a file of a message.
   *
   * @throws UploadFailure
   */
  upload({ key }: PendingAttachment): Promise<Attachment> {
    return this.#running.get(key ?? "")?.done ?? this.#start(key ?? "");
  }

  /** Removes a file that the room has, or that is not needed any more. */
  removeContent(key: string): void {
    chosenFiles.delete(key);
    this.#uploadedAt.delete(key);
    this.#markSaved(key);
    void this.tools.forget(key);
  }

  async #save(key: string, file: File): Promise<void> {
    const isSaved = await this.tools.save(key, file);
    if (!isSaved && chosenFiles.has(key) && !this.#uploadedAt.has(key))
      this.unsaved.value = new Set([...this.unsaved.peek(), key]);
  }

  #markSaved(key: string): void {
    if (this.unsaved.peek().has(key))
      this.unsaved.value = new Set([...this.unsaved.peek()].filter((other) => other !== key));
  }

  #start(key: string): Promise<Attachment> {
    const abort = new AbortController();
    const done = this.#run(key, abort.signal).finally(() => this.#running.delete(key));
    this.#running.set(key, { abort, done });
    return done;
  }

  async #run(key: string, signal: AbortSignal): Promise<Attachment> {
    this.#set(key, { kind: "uploading", progress: 0 });
    try {
      const file = chosenFiles.get(key) ?? (await this.tools.load(key));
      if (file === undefined) throw this.tools.missing();
      const progress = (share: number) => this.#set(key, { kind: "uploading", progress: share });
      this.left.throwIfAborted();
      const attachment = await this.tools.upload(file, progress, signal);
      this.left.throwIfAborted();
      this.#uploadedAt.set(key, Date.now());
      this.#markSaved(key);
      this.#set(key, { kind: "done", attachment });
      return attachment;
    } catch (error) {
      // The message is sent when its room is open again, or by another tab.
      if (this.left.aborted) throw new UploadFailure("", "network");
      const failure = error instanceof UploadFailure ? error : new UploadFailure(String(error), "refused");
      if (!signal.aborted) this.#set(key, { kind: "failed", failure });
      throw failure;
    }
  }

  #set(key: string, state: UploadState): void {
    if (this.left.aborted || !this.uploads.peek().some((upload) => upload.key === key)) return;
    const uploads = this.uploads.peek().map((upload) => (upload.key === key ? { ...upload, state } : upload));
    // Progress is not stored.
    if (state.kind === "uploading" && state.progress > 0) this.uploads.value = uploads;
    else this.#replace(uploads);
  }

  #replace(uploads: readonly Upload[]): void {
    this.uploads.value = uploads;
    const stored = uploads.map(({ key, name, size, type, state }): StoredUpload => {
      const at = this.#uploadedAt.get(key) ?? 0;
      return state.kind === "done"
        ? { key, name, size, type, at, attachment: state.attachment }
        : { key, name, size, type, at };
    });
    if (stored.length > 0) writeJson(this.store, this.#storeKey, stored);
    else this.store.remove(this.#storeKey);
  }
}

const isStoredList = (value: unknown): value is StoredUpload[] =>
  Array.isArray(value) &&
  value.every(
    (one: Partial<StoredUpload> | null) =>
      typeof one?.key === "string" && typeof one.name === "string" && typeof one.at === "number",
  );
