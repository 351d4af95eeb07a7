/**
 * Overwrites parts of a file in a stream. The length of the file stays the same, so that an announced length stays right, and no
 * more of the file is in memory than the format needs.
 *
 * A format is a generator: it yields steps that hold bytes to change them in place, pass them or blank them.
 */

/** The next step of a format. Counts are in bytes. */
export type Step =
  /** Gives the format these bytes, fewer at the end of the file. It may change them until the next step. */
  | { kind: "hold"; count: number }
  | { kind: "pass"; count: number }
  /** Overwrites with zeros. */
  | { kind: "blank"; count: number }
  /** Passes everything before the next byte with this value. */
  | { kind: "until"; value: number };

export type Format = Generator<Step, void, Uint8Array>;

export const hold = (count: number): Step => ({ kind: "hold", count });
export const pass = (count: number): Step => ({ kind: "pass", count });
export const blank = (count: number): Step => ({ kind: "blank", count });
export const until = (value: number): Step => ({ kind: "until", value });

/** How much of a file may be held at once, in bytes. */
export const MAX_HELD_BYTES = 16 * 1024 * 1024;

/** Removing the metadata of a file would need more memory than there is. */
export class TooLargeToScrub extends Error {
  constructor() {
    super("The metadata of this file cannot be removed: it is too large, or too far back in the file.");
  }
}

/** Other files use the memory at the moment. */
export class NoMemoryToScrub extends Error {
  constructor() {
    super("Too many files whose metadata is removed are held in memory.");
  }
}

export interface Memory {
  /** @throws NoMemoryToScrub */
  take(bytes: number): void;
  give(bytes: number): void;
}

/** Memory that several files share. */
export class SharedMemory {
  #taken = 0;

  /** @param most of all files together, in bytes */
  upTo(most: number): Memory {
    return {
      take: (bytes) => {
        if (this.#taken + bytes > most) throw new NoMemoryToScrub();
        this.#taken += bytes;
      },
      give: (bytes) => {
        this.#taken -= bytes;
      },
    };
  }
}

const NOTHING = new Uint8Array(0);

export class Scrubber {
  readonly #format: Format;
  #step: Step | undefined;
  #left = 0;
  #held: Uint8Array = NOTHING;
  #heldLength = 0;
  /** Taken from the memory and not given back, in bytes. */
  #taken = 0;

  /** @param memory for held bytes, until the call after they were passed on, or {@link release} */
  constructor(
    format: Format,
    private readonly memory?: Memory,
  ) {
    this.#format = format;
    this.#take(format.next());
  }

  /**
   * Processes the next bytes of the file, and may change them.
   *
   * @returns bytes to pass on, before the next call
   * @throws TooLargeToScrub, NoMemoryToScrub
   */
  push(chunk: Uint8Array): Uint8Array[] {
    if (this.#heldLength === 0) this.release();
    const out: Uint8Array[] = [];
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#step === undefined) {
        out.push(rest);
        break;
      }
      rest = this.#feed(this.#step, rest, out);
    }
    return out;
  }

  /** Ends the file. @returns the rest of its bytes */
  end(): Uint8Array[] {
    const last = this.#held.subarray(0, this.#heldLength);
    this.#held = NOTHING;
    this.#heldLength = 0;
    if (this.#step?.kind === "hold") this.#format.next(last);
    this.#step = undefined;
    return last.length > 0 ? [last] : [];
  }

  /** Gives the memory back. Call it at the end of the file, and when the file is abandoned. */
  release(): void {
    this.memory?.give(this.#taken);
    this.#taken = 0;
  }

  /** @returns the rest of `bytes` */
  #feed(step: Step, bytes: Uint8Array, out: Uint8Array[]): Uint8Array {
    if (step.kind === "until") {
      const found = bytes.indexOf(step.value);
      if (found !== 0) out.push(found < 0 ? bytes : bytes.subarray(0, found));
      if (found < 0) return NOTHING;
      this.#take(this.#format.next(NOTHING));
      return bytes.subarray(found);
    }
    const part = bytes.subarray(0, this.#left);
    this.#left -= part.length;
    if (step.kind === "hold") this.#hold(part, step.count);
    else {
      if (step.kind === "blank") part.fill(0);
      if (part.length > 0) out.push(part);
    }
    if (this.#left === 0) this.#complete(out);
    return bytes.subarray(part.length);
  }

  #hold(part: Uint8Array, count: number): void {
    // Usually all of it is in one chunk, and needs no copy.
    if (this.#heldLength === 0 && part.length === count) this.#held = part;
    else {
      if (this.#held.length < this.#heldLength + part.length) {
        const length = Math.min(count, Math.max(2 * this.#held.length, part.length, 65_536));
        const smaller = this.#held;
        this.#takeMemory(length);
        this.#held = new Uint8Array(length);
        this.#held.set(smaller.subarray(0, this.#heldLength));
        this.#giveMemory(smaller.length);
      }
      this.#held.set(part, this.#heldLength);
    }
    this.#heldLength += part.length;
  }

  #takeMemory(bytes: number): void {
    this.memory?.take(bytes);
    this.#taken += bytes;
  }

  #giveMemory(bytes: number): void {
    this.memory?.give(bytes);
    this.#taken -= bytes;
  }

  #complete(out: Uint8Array[]): void {
    const bytes = this.#held.subarray(0, this.#heldLength);
    this.#held = NOTHING;
    this.#heldLength = 0;
    this.#take(this.#format.next(bytes));
    if (bytes.length > 0) out.push(bytes);
  }

  #take({ done, value }: IteratorResult<Step, void>): void {
    let step = done ? undefined : value;
    while (step !== undefined && step.kind !== "until" && step.count <= 0) {
      const next = this.#format.next(NOTHING);
      step = next.done ? undefined : next.value;
    }
    if (step?.kind === "hold" && step.count > MAX_HELD_BYTES) throw new TooLargeToScrub();
    this.#step = step;
    this.#left = step === undefined || step.kind === "until" ? 0 : step.count;
  }
}

/** A view of `bytes`, wherever it is in its buffer. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** `length` bytes as Latin-1. */
export const ascii = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));
