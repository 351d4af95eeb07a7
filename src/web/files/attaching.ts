/** The files that the next message brings: being uploaded, uploaded, or refused. What does the work loads with the first. */
import { computed, signal } from "@preact/signals";
import type { Attachment } from "../../protocol/message.ts";
import { randomId } from "../device/random-id.ts";
import { readJson, type Store, writeJson } from "../device/storage.ts";

export type UploadState =
  | { kind: "uploading"; progress: number }
  | { kind: "done"; attachment: Attachment }
  | { kind: "failed"; reason: string };

/** One file beside the composer. */
export interface Upload {
  /** Of this page alone. */
  key: string;
  name: string;
  size: number;
  /** Missing for one that was uploaded before the page was loaded anew. */
  file?: File;
  state: UploadState;
}

/** Uploads a file. Rejects with half a sentence that says why not. */
export type Uploader = (
  file: File,
  progress: (share: number) => void,
  signal: AbortSignal,
) => Promise<Attachment>;

/** How long the room keeps a file that is not sent, less what a slow network takes, in milliseconds. */
const KEPT_MS = 3_300_000;

interface Kept {
  at: number;
  attachment: Attachment;
}

export class Attaching {
  readonly uploads = signal<readonly Upload[]>([]);
  /** Whether one is on its way, or did not arrive: the message waits for it. */
  readonly unsettled = computed(() => this.uploads.value.some(({ state }) => state.kind !== "done"));
  readonly #aborts = new Map<string, AbortController>();
  readonly #key: string;

  /** @param load the uploader, when there is something to upload */
  constructor(
    private readonly store: Store,
    room: string,
    private readonly most: () => number,
    private readonly load: () => Promise<Uploader>,
  ) {
    this.#key = `files:${room}`;
    const kept = readJson(store, this.#key, isKept) ?? [];
    this.uploads.value = kept
      .filter(({ at }) => at > Date.now() - KEPT_MS)
      .map(({ attachment }) => doneUpload(attachment));
  }

  /** Begins to upload files. Returns how many there was no room for. */
  add(files: Iterable<File>): number {
    const all = [...files];
    const taken = all.slice(0, this.most() - this.uploads.peek().length);
    for (const file of taken) {
      const upload: Upload = {
        key: randomId(),
        name: file.name,
        size: file.size,
        file,
        state: { kind: "uploading", progress: 0 },
      };
      this.uploads.value = [...this.uploads.peek(), upload];
      void this.#run(upload.key, file);
    }
    return all.length - taken.length;
  }

  /** Tries again what failed. */
  retry({ key, file }: Upload): void {
    if (file !== undefined) void this.#run(key, file);
  }

  /** Takes a file away, wherever it stands. The room forgets what is not sent. */
  remove({ key }: Upload): void {
    this.#aborts.get(key)?.abort();
    this.#replace(this.uploads.peek().filter((upload) => upload.key !== key));
  }

  /** What goes with the message that is being sent. Nothing is beside the composer afterwards. */
  take(): Attachment[] {
    const attachments = this.#done();
    this.#replace([]);
    return attachments;
  }

  async #run(key: string, file: File): Promise<void> {
    const abort = new AbortController();
    this.#aborts.set(key, abort);
    this.#set(key, { kind: "uploading", progress: 0 });
    try {
      const upload = await this.load();
      const progress = (share: number) => this.#set(key, { kind: "uploading", progress: share });
      const attachment = await upload(file, progress, abort.signal);
      this.#set(key, { kind: "done", attachment });
    } catch (reason) {
      if (!abort.signal.aborted) this.#set(key, { kind: "failed", reason: String(reason) });
    } finally {
      this.#aborts.delete(key);
    }
  }

  #set(key: string, state: UploadState): void {
    this.#replace(this.uploads.peek().map((upload) => (upload.key === key ? { ...upload, state } : upload)));
  }

  #replace(uploads: readonly Upload[]): void {
    this.uploads.value = uploads;
    const kept = this.#done().map((attachment): Kept => ({ at: Date.now(), attachment }));
    if (kept.length > 0) writeJson(this.store, this.#key, kept);
    else this.store.remove(this.#key);
  }

  #done(): Attachment[] {
    return this.uploads.peek().flatMap(({ state }) => (state.kind === "done" ? [state.attachment] : []));
  }
}

const doneUpload = (attachment: Attachment): Upload => ({
  key: attachment.id,
  name: attachment.name,
  size: attachment.size,
  state: { kind: "done", attachment },
});

const isKept = (value: unknown): value is Kept[] =>
  Array.isArray(value) &&
  value.every(
    (one: Partial<Kept> | null) => typeof one?.at === "number" && typeof one.attachment?.id === "string",
  );
