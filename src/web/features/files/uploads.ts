/** Uploads the files that the next message brings, and remembers them until they are sent. Loads with the first of them. */
import { type Signal, signal } from "@preact/signals";
import type { Attachment } from "../../../shared/contract/message.ts";
import { isUploadFresh, type PendingAttachment } from "../../core/outgoing/pending-message.ts";
import { UploadFailure } from "../../core/outgoing/upload-error.ts";
import { randomId } from "../../core/random-id.ts";
import { readJson, type Store, writeJson } from "../../storage/device-storage.ts";
import type { Upload, UploadState } from "../context/attachments.ts";
import { isSendable, type LoadedUploads, storeKeyOf } from "./attachments-draft.ts";

/** What is done with a file. */
export interface FileTools {
  /** Rejects with an {@link UploadFailure}. */
  upload(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<Attachment>;
  /** @returns whether the file outlives the page */
  save(key: string, file: File): Promise<boolean>;
  load(key: string): Promise<File | undefined>;
  forget(key: string): Promise<void>;
  /** Why there is nothing to upload. */
  missing(): UploadFailure;
}

interface RunningUpload {
  abort: AbortController;
  done: Promise<Attachment>;
}

/** What of an upload outlives the page. */
type StoredUpload = Omit<Upload, "file" | "state"> & { at: number; attachment?: Attachment };

export class Uploads implements LoadedUploads {
  readonly #running = new Map<string, RunningUpload>();
  /** What was chosen in this page, whatever the device keeps. */
  readonly #files = new Map<string, File>();
  /** Files that the device could not keep, and the room does not have: they would be lost with the page. */
  readonly unsaved = signal<ReadonlySet<string>>(new Set());
  /** When each was uploaded. */
  readonly #uploadedAt = new Map<string, number>();
  readonly #storeKey: string;

  constructor(
    private readonly uploads: Signal<readonly Upload[]>,
    private readonly store: Store,
    room: string,
    private readonly limit: () => number,
    private readonly tools: FileTools,
  ) {
    this.#storeKey = storeKeyOf(room);
    for (const { at, attachment, ...listed } of readJson(store, this.#storeKey, isStoredList) ?? []) {
      const isFresh = attachment !== undefined && isUploadFresh(at);
      if (isFresh) this.#uploadedAt.set(listed.key, at);
      const state: UploadState = isFresh ? { kind: "done", attachment } : { kind: "uploading", progress: 0 };
      this.uploads.value = [...this.uploads.peek(), { ...listed, state }];
      if (!isFresh) void this.#start(listed.key).catch(() => undefined);
    }
  }

  /** Begins to upload files. Returns how many there was no room for. */
  add(files: Iterable<File>): number {
    const all = [...files];
    const taken = all.slice(0, Math.max(0, this.limit() - this.uploads.peek().length));
    for (const file of taken) {
      const key = randomId();
      const { name, size, type } = file;
      this.#files.set(key, file);
      const state: UploadState = { kind: "uploading", progress: 0 };
      this.#replace([...this.uploads.peek(), { key, name, size, type, file, state }]);
      void this.#save(key, file);
      void this.#start(key).catch(() => undefined);
    }
    return all.length - taken.length;
  }

  /** Tries again what failed. */
  retry({ key }: Upload): void {
    void this.#start(key).catch(() => undefined);
  }

  /** Takes a file away, wherever it stands. The room forgets what is not sent. */
  remove({ key }: Upload): void {
    this.#running.get(key)?.abort.abort();
    this.#replace(this.uploads.peek().filter((upload) => upload.key !== key));
    this.removeContent(key);
  }

  /**
   * What goes with the message that is being sent, uploaded or not. What the room will never take stays beside the
   * composer, with its reason: no text waits for it.
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
   * Has a file of a message uploaded.
   *
   * @throws UploadFailure
   */
  upload({ key }: PendingAttachment): Promise<Attachment> {
    return this.#running.get(key ?? "")?.done ?? this.#start(key ?? "");
  }

  /** The room has it, or it is not wanted any more. */
  removeContent(key: string): void {
    this.#files.delete(key);
    this.#uploadedAt.delete(key);
    this.#markSaved(key);
    void this.tools.forget(key);
  }

  async #save(key: string, file: File): Promise<void> {
    const isSaved = await this.tools.save(key, file);
    if (!isSaved && this.#files.has(key) && !this.#uploadedAt.has(key))
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
      const file = this.#files.get(key) ?? (await this.tools.load(key));
      if (file === undefined) throw this.tools.missing();
      const progress = (share: number) => this.#set(key, { kind: "uploading", progress: share });
      const attachment = await this.tools.upload(file, progress, signal);
      this.#uploadedAt.set(key, Date.now());
      this.#markSaved(key);
      this.#set(key, { kind: "done", attachment });
      return attachment;
    } catch (error) {
      const failure = error instanceof UploadFailure ? error : new UploadFailure(String(error), "refused");
      if (!signal.aborted) this.#set(key, { kind: "failed", failure });
      throw failure;
    }
  }

  #set(key: string, state: UploadState): void {
    if (!this.uploads.peek().some((upload) => upload.key === key)) return;
    const uploads = this.uploads.peek().map((upload) => (upload.key === key ? { ...upload, state } : upload));
    // How far it has come is nothing to remember.
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
