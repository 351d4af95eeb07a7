/** The type, the picture size and the name of a file. */
import { describe, expect, it } from "vitest";
import { fileTypeOf } from "../../../src/http/files/file-type.ts";
import { imageSizeOf } from "../../../src/http/files/image-size.ts";
import { cleanFileName } from "../../../src/shared/contract/files.ts";
import { cleanName } from "../../../src/shared/text/clean-text.ts";
import { smallPng } from "./bytes.ts";

describe("a file", () => {
  it("has the type of its first bytes", () => {
    const typeOf = (...bytes: (number | string)[]) =>
      fileTypeOf(
        new Uint8Array(
          bytes.flatMap((part) => (typeof part === "number" ? [part] : [...new TextEncoder().encode(part)])),
        ),
        true,
      );
    expect(typeOf(0xff, 0xd8, 0xff, 0xe0)).toBe("image/jpeg");
    expect(typeOf("GIF89a")).toBe("image/gif");
    expect(typeOf("RIFF", 1, 2, 3, 4, "WEBP")).toBe("image/webp");
    expect(typeOf(0, 0, 0, 32, "ftypavif")).toBe("image/avif");
    expect(typeOf("%PDF-1.7")).toBe("application/pdf");
    expect(typeOf("PK", 3, 4)).toBe("application/zip");
    expect(typeOf("plain")).toBe("text/plain");
    expect(typeOf("plain", 0)).toBe("application/octet-stream");
    expect(fileTypeOf(Uint8Array.of(0x61, 0xc3), false)).toBe("text/plain");
    for (const brand of ["isom", "iso4", "avc1", "mp42", "M4V ", "dash", "3gp5"])
      expect(typeOf(0, 0, 0, 16, `ftyp${brand}`, 0, 0, 0, 0), brand).toBe("video/mp4");
    expect(typeOf(0, 0, 0, 20, "ftypXYZ ", 0, 0, 0, 0, "iso6")).toBe("video/mp4");
    expect(typeOf(0, 0, 0, 20, "ftypXYZ ", 0, 0, 0, 0, "mif1")).toBe("image/heic");
    expect(typeOf(0, 0, 0, 16, "ftypqt  ", 0, 0, 0, 0)).toBe("video/quicktime");
    expect(typeOf(0, 0, 0, 8, "wide", 0, 0, 0, 0, "mdat")).toBe("video/quicktime");
    expect(typeOf(0, 0, 0, 16, "ftypcrx ", 0, 0, 0, 0)).toBe("application/octet-stream");
    expect(typeOf("fLaC")).toBe("audio/flac");
    expect(typeOf(0xff, 0xf1, 0x50, 0x80)).toBe("audio/aac");
    expect(typeOf(0xff, 0xfb, 0x90, 0)).toBe("audio/mpeg");
    expect(typeOf(0xff, 0xe3, 0x90, 0)).toBe("audio/mpeg");
    expect(typeOf(0xff, 0xfe, 0x61, 0, 0x62, 0)).toBe("text/plain");
    expect(typeOf(0xfe, 0xff, 0, 0x61, 0, 0x62)).toBe("text/plain");
    expect(typeOf("Caf", 0xe9, ";", 0xfc)).toBe("text/plain");
    expect(typeOf("II*", 0)).toBe("image/tiff");
    expect(typeOf()).toBe("application/octet-stream");
  });

  it("of a picture has its size, if its header is complete", () => {
    expect(imageSizeOf("image/png", smallPng)).toEqual({ width: 3, height: 2 });
    for (let length = 0; length < 24; length++) {
      expect(imageSizeOf("image/png", smallPng.slice(0, length))).toBeUndefined();
    }
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, 4, 9, 9, 0xff, 0xc0, 0, 17, 8, 0, 5, 0, 7, 3);
    expect(imageSizeOf("image/jpeg", jpeg)).toEqual({ width: 7, height: 5 });
    expect(imageSizeOf("image/jpeg", Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, 0))).toBeUndefined();
  });

  it("has a name of one line without a path", () => {
    const clean = (name: string) => cleanFileName(name, cleanName, 20);
    expect(clean("../../etc/passwd")).toBe("etc passwd");
    expect(clean("a\u202egnp.exe")).toBe("agnp.exe");
    expect(clean("\u0000\n")).toBe("file");
    expect(clean("a very long name of a file.jpeg")).toBe("a very long nam.jpeg");
    expect(clean("...")).toBe("file");
  });
});
