/**
 * TIFF and raw photos with its structure: removes entries about location and camera from the directories, with their values.
 * Directories may be anywhere, so the whole file is held.
 */
import { type Format, hold, viewOf } from "./blanking.ts";

const EXIF = 0x8769;
const GPS = 0x8825;
const SUB_DIRECTORIES = 0x014a;
const DNG_VERSION = 0xc612;

/** GPS, XMP, IPTC, Photoshop's resources, ImageDescription, Artist, HostComputer. */
const ALWAYS = new Set([GPS, 0x02bc, 0x83bb, 0x8649, 0x010e, 0x013b, 0x013c]);
/** Make, Model, Software, DateTime, and Exif: without these a raw photo cannot be developed. */
const UNLESS_RAW = new Set([0x010f, 0x0110, 0x0131, 0x0132, EXIF]);

/** The size of a value by its type, in bytes (TIFF 6.0, 2). */
const SIZES: readonly number[] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

/** More directories are ignored. */
const MAX_DIRECTORIES = 200;

interface Entry {
  tag: number;
  /** The place and the length of its value. */
  from: number;
  length: number;
}

/** @param size of the file, in bytes */
export function* tiff(size: number): Format {
  const bytes = yield hold(size);
  if (bytes.length >= 8) new TiffFile(bytes).scrub();
}

class TiffFile {
  readonly #view: DataView;
  readonly #little: boolean;
  readonly #seen = new Set<number>();

  constructor(private readonly bytes: Uint8Array) {
    this.#view = viewOf(bytes);
    this.#little = this.#view.getUint16(0) === 0x4949;
  }

  scrub(): void {
    const directories: number[] = [];
    const found: number[] = [this.#uint32(4)];
    for (let at = found.shift(); at !== undefined; at = found.shift()) {
      if (at === 0 || this.#seen.has(at) || this.#seen.size > MAX_DIRECTORIES) continue;
      this.#seen.add(at);
      const entries = this.#entries(at);
      if (entries === undefined) continue;
      directories.push(at);
      found.push(this.#uint32(at + 2 + 12 * entries.length));
      for (const { tag, from, length } of entries) {
        if (tag !== SUB_DIRECTORIES) continue;
        for (let sub = from; sub + 4 <= from + length; sub += 4) found.push(this.#uint32(sub));
      }
    }
    const isRaw = directories.some((at) =>
      this.#entries(at)?.some(({ tag }) => tag === SUB_DIRECTORIES || tag === DNG_VERSION),
    );
    const isCanonRaw = this.#view.byteLength > 10 && this.#view.getUint16(8) === 0x4352;
    for (const at of directories) {
      this.#remove(at, (tag) => ALWAYS.has(tag) || (!isRaw && !isCanonRaw && UNLESS_RAW.has(tag)));
    }
  }

  /** Removes entries. The others move up: they must be in order and without gaps. */
  #remove(at: number, isUnwanted: (tag: number) => boolean): void {
    const entries = this.#entries(at);
    if (entries === undefined) return;
    const end = at + 2 + 12 * entries.length;
    let kept = 0;
    for (const [place, entry] of entries.entries()) {
      const from = at + 2 + 12 * place;
      if (isUnwanted(entry.tag)) this.#blank(entry);
      else this.bytes.copyWithin(at + 2 + 12 * kept++, from, from + 12);
    }
    this.bytes.copyWithin(at + 2 + 12 * kept, end, end + 4);
    this.bytes.fill(0, at + 2 + 12 * kept + 4, end + 4);
    this.#view.setUint16(at, kept, this.#little);
  }

  #blank({ tag, from, length }: Entry): void {
    if (tag === GPS || tag === EXIF) {
      const directory = this.#uint32(from);
      const entries = this.#seen.has(directory) ? undefined : this.#entries(directory);
      if (entries !== undefined) {
        this.#seen.add(directory);
        for (const entry of entries) this.#blank(entry);
        this.bytes.fill(0, directory, directory + 2 + 12 * entries.length + 4);
      }
    }
    this.bytes.fill(0, from, from + length);
  }

  #entries(at: number): Entry[] | undefined {
    if (at + 2 > this.bytes.length) return undefined;
    const count = this.#view.getUint16(at, this.#little);
    if (count === 0 || at + 2 + 12 * count + 4 > this.bytes.length) return undefined;
    return Array.from({ length: count }, (_, place) => {
      const entry = at + 2 + 12 * place;
      const size = SIZES[this.#view.getUint16(entry + 2, this.#little)] ?? 0;
      const length = size * this.#uint32(entry + 4);
      const from = length <= 4 ? entry + 8 : this.#uint32(entry + 8);
      return { tag: this.#view.getUint16(entry, this.#little), from, length };
    });
  }

  #uint32(at: number): number {
    return at + 4 <= this.bytes.length ? this.#view.getUint32(at, this.#little) : 0;
  }
}
