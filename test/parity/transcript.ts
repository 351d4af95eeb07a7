/** What the clients of a scenario saw, in a form that does not depend on the server or the run. */

/** What happened, and its values. */
export type Line = readonly unknown[];

/** What each client saw, in order. */
export type Transcript = Record<string, Line[]>;

/** Records a transcript. */
export class Recorder {
  readonly #lines = new Map<string, Line[]>();
  readonly #names = new Map<string, string>();
  readonly #ignored = new Set<string>();

  /** Records nothing of `client`: the scenario adds what counts, under another name. */
  ignore(client: string): void {
    this.#ignored.add(client);
  }

  /** Adds a line to what `client` saw. */
  add(client: string, ...line: unknown[]): void {
    if (this.#ignored.has(client)) return;
    const lines = this.#lines.get(client) ?? [];
    lines.push(line);
    this.#lines.set(client, lines);
  }

  /** Replaces `id` by `name` in the transcript. */
  name(id: string | undefined, name: string): void {
    if (id !== undefined) this.#names.set(id, `<${name}>`);
  }

  /** The transcript, with ids, timestamps and ports replaced. */
  transcript(): Transcript {
    return Object.fromEntries(
      [...this.#lines].map(([client, lines]) => [client, lines.map((line) => this.#normalise(line) as Line)]),
    );
  }

  #normalise(value: unknown): unknown {
    if (typeof value === "string") return this.#normaliseText(value);
    if (ArrayBuffer.isView(value))
      return { binary: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex") };
    if (value instanceof ArrayBuffer) return { binary: Buffer.from(value).toString("hex") };
    if (Array.isArray(value)) return value.map((item) => this.#normalise(item));
    if (typeof value !== "object" || value === null) return value;
    if ("unordered" in value && Array.isArray(value.unordered))
      return { unordered: value.unordered.map((item) => this.#normalise(item)).sort(byText) };
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !["t", "sid"].includes(key))
        .map(([key, item]) => [this.#normaliseText(key), this.#normalise(item)]),
    );
  }

  #normaliseText(text: string): string {
    if (!this.#names.has(text) && sessionId.test(text)) return "<id>";
    let result = text;
    for (const [id, name] of this.#names) result = result.replaceAll(id, name);
    return result
      .replace(/(\\?")[\w-]{20}(\\?")/g, "$1<id>$2")
      .replace(/([?&])(?:t|sid)=[^&]*/g, "$1")
      .replace(/&+/g, "&")
      .replace(/127\.0\.0\.1:\d+/g, "<host>");
  }
}

/** An id of Engine.IO or Socket.IO without a name: 15 random bytes in base64. */
const sessionId = /^[\w-]{20}$/;

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
