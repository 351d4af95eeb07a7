/** Removing metadata keeps the picture. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ascii, Scrubber, viewOf } from "../../../src/shared/media/blanking.ts";
import { boxesOf } from "../../../src/shared/media/isobmff-boxes.ts";
import {
  NoMemoryToScrub,
  SharedMemory,
  scrubbed,
  scrubberFor,
  TooLargeToScrub,
} from "../../../src/shared/media/strip-metadata.ts";
import {
  type Bytes,
  be32,
  box,
  crc32,
  exif,
  gifFile,
  heicFile,
  joined,
  jpegFile,
  latin,
  mp4File,
  pngFile,
  SECRETS,
  segment,
  tiffFile,
  webpFile,
  xmp,
} from "./bytes.ts";

const textOf = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);

/** A file as it is stored. Its length never changes. */
function stored(file: Bytes): Uint8Array {
  const parts = scrubbed(Uint8Array.from(file));
  const whole = joined(...(parts ?? []));
  expect(whole.length).toBe(file.length);
  return whole;
}

function scrubbedOrRefused(file: Bytes): Uint8Array[] | undefined {
  try {
    return scrubbed(file);
  } catch (error) {
    expect(error).toBeInstanceOf(TooLargeToScrub);
    return undefined;
  }
}

const FILES: Readonly<Record<string, Bytes>> = {
  JPEG: jpegFile(),
  "JPEG the right way up": jpegFile(1),
  PNG: pngFile(),
  WebP: webpFile(),
  GIF: gifFile(),
  TIFF: tiffFile(),
  HEIC: heicFile(),
  "HEIC with its items first": heicFile("mif1", false),
  AVIF: heicFile("avif"),
  MP4: mp4File(),
  "MP4 with its index last": mp4File("avc1", false),
  MOV: mp4File("qt  "),
  M4A: mp4File("M4A "),
  "MOV without a brand": mp4File("qt  ").slice(20),
};

describe.each(Object.entries(FILES))("%s", (_, file) => {
  it("keeps no location, camera or date", () => {
    expect(textOf(file)).toContain("48.858093");
    const text = textOf(stored(file));
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  it("is the same for any chunk sizes", () => {
    const whole = stored(file);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 50 }), (sizes) => {
        const scrubber = scrubberFor(file, file.length);
        const out: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < file.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          out.push(...(scrubber?.push(file.slice(at, at + size)) ?? []));
          at += size;
        }
        expect(Buffer.concat([...out, ...(scrubber?.end() ?? [])]).equals(whole)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it("is not changed further by a second pass", () => {
    const once = stored(file);
    expect(stored(Uint8Array.from(once))).toEqual(once);
  });

  it("that was truncated or damaged keeps its length", () => {
    fc.assert(
      fc.property(
        fc.nat(file.length),
        fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255))),
        (length, damage) => {
          const broken = Uint8Array.from(file);
          for (const [at, value] of damage) broken[at] = value;
          const parts = scrubbedOrRefused(broken.slice(0, length));
          if (parts !== undefined) expect(joined(...parts).length).toBe(length);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("the content without metadata", () => {
  it("of a JPEG is its picture, colours and orientation", () => {
    const text = textOf(stored(jpegFile(6)));
    for (const kept of [
      "JFIF",
      "ICC_PROFILE\0\x01\x01the colours",
      "Adobe",
      "\x01\x02\xff\0\x03\xff\xd0\x04",
    ])
      expect(text).toContain(kept);
    const tiff = text.slice(text.indexOf("Exif\0\0") + 6);
    expect(tiff.slice(0, 26)).toBe("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
    expect(textOf(stored(jpegFile(1)))).not.toContain("Exif");
  });

  it("of a PNG is its picture, with valid checksums", () => {
    const bytes = stored(pngFile(3));
    const types: string[] = [];
    for (let at = 8; at + 8 <= bytes.length; ) {
      const length = viewOf(bytes).getUint32(at);
      types.push(ascii(bytes, at + 4, 4));
      expect(viewOf(bytes).getUint32(at + 8 + length)).toBe(crc32(bytes.subarray(at + 4, at + 8 + length)));
      at += length + 12;
      if (types.at(-1) === "IEND") break;
    }
    expect(types.filter((type) => type !== "vpAd")).toEqual(["IHDR", "iCCP", "eXIf", "IDAT", "IEND"]);
  });

  it("of a WebP says that there is no metadata", () => {
    const bytes = stored(webpFile());
    expect(bytes[20]).toBe(0x20);
    expect(textOf(bytes)).not.toMatch(/EXIF|XMP /);
    expect(textOf(bytes)).toContain("the colours");
  });

  it("of a GIF is its animation", () => {
    const text = textOf(stored(gifFile()));
    expect(text).toContain("NETSCAPE2.0\x03\x01\0\0\0");
    expect(text).not.toContain("XMP");
    expect(text).toContain("\x02\x02\x44\x01\0\x3b");
  });

  it("of an MP4 is its tracks, in valid boxes", () => {
    for (const file of [mp4File(), mp4File("qt  ", false)]) {
      const bytes = stored(file);
      const types = [...boxesOf(bytes)].map(({ type }) => type);
      expect(types.filter((type) => type !== "free").sort()).toEqual(["ftyp", "mdat", "moov"]);
      expect(textOf(bytes)).toContain("pixels!");
      expect(textOf(bytes).match(/trak/g)).toHaveLength(1);
    }
  });

  it("of a HEIC is its picture", () => {
    for (const file of [heicFile(), heicFile("heic", false)]) {
      const text = textOf(stored(file));
      expect(text).toContain("pixels!");
      expect(text).toContain("more pixels");
      expect(text).not.toContain("Exif");
    }
  });

  it("of a TIFF is its pixels, and an ordered directory", () => {
    const bytes = stored(tiffFile());
    expect(textOf(bytes)).toContain("pixels!");
    expect(viewOf(bytes).getUint16(8, true)).toBe(1);
    expect(viewOf(bytes).getUint16(10, true)).toBe(0x0112);
  });

  it("of a text that begins like a media file is all of it", () => {
    for (const text of [
      "are free to go",
      "GIF8 is no GIF",
      "too wide a box",
      "II* as well",
      "RIFF over WEBS",
    ])
      expect(scrubbed(latin(text))).toBeUndefined();
  });
});

describe("a file whose metadata cannot be removed", () => {
  it("is rejected before it is stored", () => {
    const size = 64 * 1024 * 1024;
    expect(() => scrubberFor(tiffFile(), size)).toThrow(TooLargeToScrub);
    const late = joined(box("ftyp", "heic", be32(0)), be32(size), "mdat");
    expect(() => scrubberFor(late, size)?.push(late)).toThrow(TooLargeToScrub);
  });

  it("is rejected without memory for it, and takes none afterwards", () => {
    const memory = new SharedMemory();
    const size = 200_000;
    const begin = () => scrubberFor(tiffFile(), size, memory.upTo(250_000));
    const [first, second] = [begin(), begin()];
    first?.push(new Uint8Array(100_000));
    expect(() => second?.push(new Uint8Array(160_000))).toThrow(NoMemoryToScrub);
    second?.release();
    first?.release();
    expect(begin()?.push(new Uint8Array(150_000))).toEqual([]);
  });

  it("never takes more memory than its length, whatever its header says", () => {
    const huge = joined([0xff, 0xd8], segment(0xe1, "Exif\0\0", exif(6)), "\xff\xe1\xff\xff", xmp);
    const scrubber = scrubberFor(huge, huge.length) ?? expect.fail();
    expect(scrubber).toBeInstanceOf(Scrubber);
    expect(joined(...scrubber.push(huge), ...scrubber.end()).length).toBe(huge.length);
  });
});
