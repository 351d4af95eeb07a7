/** Small files of many formats, with location, camera and date wherever a camera writes them. */

export type Bytes = Uint8Array<ArrayBuffer>;

export const latin = (text: string): Bytes => Uint8Array.from(text, (character) => character.charCodeAt(0));

export function joined(...parts: (readonly number[] | Uint8Array | string)[]): Bytes {
  return Uint8Array.from(parts.flatMap((part) => [...(typeof part === "string" ? latin(part) : part)]));
}

export const be16 = (n: number): number[] => [(n >> 8) & 255, n & 255];
export const be32 = (n: number): number[] => [...be16(n >>> 16), ...be16(n & 0xffff)];
export const le16 = (n: number): number[] => be16(n).reverse();
export const le32 = (n: number): number[] => be32(n).reverse();

/** A PNG of 3 by 2 pixels. */
export const smallPng: Bytes = latin(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
);

/** Values that no stored file may contain. */
export const SECRETS = ["48.858093", "PlaceCam X100", "2026:07:14", "SECRET"];

/** Exif with an orientation, a camera and a GPS directory, whose values are the secrets. */
export function exif(orientation: number): Bytes {
  const entry = (tag: number, type: number, count: number, value: number[]) => [
    ...le16(tag),
    ...le16(type),
    ...le32(count),
    ...value,
  ];
  const ascii = (text: string) => `${text}\0`;
  const [model, date, place] = [
    ascii("PlaceCam X100"),
    ascii("2026:07:14 10:00:00"),
    ascii("48.858093 SECRET"),
  ];
  const texts = 8 + 2 + 12 * 4 + 4 + 2 + 12 + 4;
  return joined(
    "II",
    le16(42),
    le32(8),
    le16(4),
    entry(0x0110, 2, model.length, le32(texts)),
    entry(0x0112, 3, 1, [...le16(orientation), 0, 0]),
    entry(0x0132, 2, date.length, le32(texts + model.length)),
    entry(0x8825, 4, 1, le32(8 + 2 + 12 * 4 + 4)),
    le32(0),
    le16(1),
    entry(0x001b, 2, place.length, le32(texts + model.length + date.length)),
    le32(0),
    model,
    date,
    place,
  );
}

export const xmp =
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>48.858093</exif:GPSLatitude> SECRET</x:xmpmeta>';

export const segment = (marker: number, ...content: Parameters<typeof joined>): Bytes => {
  const bytes = joined(...content);
  return joined([0xff, marker], be16(bytes.length + 2), bytes);
};

/** A JPEG with metadata in every kind of segment, and after its end. */
export function jpegFile(orientation = 6): Bytes {
  const inner = joined([0xff, 0xd8], segment(0xe1, "Exif\0\0", exif(1)), [0xff, 0xd9]);
  return joined(
    [0xff, 0xd8],
    segment(0xe0, "JFIF\0", [1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xe1, "Exif\0\0", exif(orientation)),
    segment(0xe1, "http://ns.adobe.com/xap/1.0/\0", xmp),
    [0xff, 0xff, 0xff],
    segment(0xed, "Photoshop 3.0\0", "8BIM SECRET 48.858093").subarray(1),
    segment(0xe2, "ICC_PROFILE\0", [1, 1], "the colours"),
    segment(0xe2, "MPF\0", "SECRET"),
    segment(0xee, "Adobe", [0, 100, 0, 0, 0, 0, 1]),
    segment(0xeb, "JP SECRET"),
    segment(0xfe, "SECRET PlaceCam X100"),
    segment(0xc0, [8, 0, 5, 0, 7, 1, 1, 17, 0]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    [1, 2, 0xff, 0, 3, 0xff, 0xd0, 4],
    segment(0xfe, "SECRET between scans"),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    [9, 9],
    [0xff, 0xd9],
    inner,
    "MotionPhoto_Data SECRET",
  );
}

export function crc32(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

export const chunk = (type: string, ...content: Parameters<typeof joined>): Bytes => {
  const bytes = joined(...content);
  const body = joined(type, bytes);
  return joined(be32(bytes.length), body, be32(crc32(body)));
};

export const pngFile = (orientation = 3): Bytes =>
  joined(
    "\x89PNG\r\n\x1a\n",
    chunk("IHDR", be32(1), be32(1), [8, 0, 0, 0, 0]),
    chunk("iCCP", "profile\0\0..."),
    chunk("eXIf", exif(orientation)),
    chunk("tEXt", "Comment\0SECRET 48.858093"),
    chunk("zTXt", "Comment\0\0SECRET"),
    chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0\0", xmp),
    chunk("tIME", be16(2026), [7, 14, 10, 0, 0]),
    chunk("caBX", "SECRET"),
    chunk("IDAT", [0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1]),
    chunk("tEXt", `Raw profile type exif\0${"SECRET ".repeat(9_500)}`),
    chunk("IEND"),
    "SECRET behind the end",
  );

const riffChunk = (type: string, ...content: Parameters<typeof joined>): Bytes => {
  const bytes = joined(...content);
  return joined(type, le32(bytes.length), bytes, bytes.length % 2 ? [0] : []);
};

export function webpFile(): Bytes {
  const chunks = joined(
    riffChunk("VP8X", [0x2c, 0, 0, 0, 1, 0, 0, 1, 0, 0]),
    riffChunk("ICCP", "the colours"),
    riffChunk("VP8L", [0x2f, 1, 2, 3, 4]),
    riffChunk("EXIF", exif(1)),
    riffChunk("XMP ", xmp),
    riffChunk("abcd", "SECRET"),
  );
  return joined("RIFF", le32(chunks.length + 4), "WEBP", chunks, "SECRET");
}

const blocks = (text: string): Bytes =>
  joined(...(text.match(/.{1,255}/gs) ?? []).map((part) => joined([part.length], part)), [0]);

export const gifFile = (): Bytes =>
  joined(
    "GIF89a",
    le16(1),
    le16(1),
    [0x80, 0, 0],
    [0, 0, 0, 255, 255, 255],
    [0x21, 0xff, 11],
    "NETSCAPE2.0",
    [3, 1, 0, 0, 0],
    [0x21, 0xfe],
    blocks(`SECRET 48.858093 ${"PlaceCam X100 ".repeat(30)}`),
    [0x21, 0xff, 11],
    "XMP DataXMP",
    blocks(xmp),
    [0x21, 0xf9, 4, 0, 0, 0, 0, 0],
    [0x2c],
    le16(0),
    le16(0),
    le16(1),
    le16(1),
    [0, 2, 2, 0x44, 1, 0],
    [0x3b],
    "SECRET",
  );

export const box = (type: string, ...content: Parameters<typeof joined>): Bytes => {
  const bytes = joined(...content);
  return joined(be32(bytes.length + 8), type, bytes);
};

const track = (handler: string, ...more: Bytes[]): Bytes =>
  box(
    "trak",
    box("tkhd", be32(0), be32(0xe2f3a1), be32(0xe2f3a2), be32(1)),
    box("mdia", box("hdlr", be32(0), be32(0), handler, be32(0)), box("minf", "samples")),
    ...more,
  );

export const moov = (): Bytes =>
  box(
    "moov",
    box("mvhd", be32(0), be32(0xe2f3a1), be32(0xe2f3a2), be32(600)),
    track("vide", box("udta", box("\xa9xyz", "SECRET"))),
    track("meta", box("gps ", "SECRET 48.858093")),
    box("udta", box("\xa9xyz", be16(18), be16(0x15c7), "+48.858093+002.2945/"), box("loci", "SECRET")),
    box("meta", box("keys", "com.apple.quicktime.location.ISO6709"), box("ilst", "+48.858093 SECRET")),
  );

const XMP_BOX = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";

export const mp4File = (brand = "isom", moovFirst = true): Bytes =>
  joined(
    box("ftyp", brand, be32(512), brand),
    ...(moovFirst ? [moov()] : []),
    box("free", "SECRET left over"),
    box("uuid", XMP_BOX, xmp),
    // A length of 64 bits.
    joined(be32(1), "mdat", be32(0), be32(16 + 7), "pixels!"),
    ...(moovFirst ? [] : [moov()]),
    box("meta", be32(0), box("hdlr", "SECRET"), box("ilst", "SECRET")),
    box("skip", "SECRET"),
  );

/** A HEIC or AVIF file: a picture, Exif and XMP as items in `mdat`, and XMP in the `meta` box itself. */
export function heicFile(brand = "heic", metaFirst = true): Bytes {
  const payload = joined(be32(6), "Exif\0\0", exif(1));
  const infe = (id: number, type: string, more = "") =>
    box("infe", [2, 0, 0, 0], be16(id), be16(0), `${type}name\0${more}`);
  const meta = (offset: number) => {
    const extent = (id: number, method: number, at: number, length: number) =>
      joined(be16(id), be16(method), be16(0), be16(1), be32(at), be32(length));
    return box(
      "meta",
      be32(0),
      box("hdlr", be32(0), be32(0), "pict", be32(0)),
      box(
        "iinf",
        be32(0),
        be16(4),
        infe(1, "hvc1"),
        infe(2, "Exif"),
        infe(3, "mime", "application/rdf+xml\0"),
        infe(4, "mime", "application/rdf+xml\0"),
      ),
      box(
        "iloc",
        [1, 0, 0, 0],
        [0x44, 0],
        be16(4),
        extent(1, 0, offset, 7),
        extent(2, 0, offset + 7, payload.length),
        extent(3, 0, offset + 7 + payload.length, xmp.length),
        extent(4, 1, 0, 6),
      ),
      box("idat", "SECRET"),
    );
  };
  const data = box("mdat", "pixels!", payload, xmp, "more pixels");
  const ftyp = box("ftyp", brand, be32(0), "mif1");
  if (!metaFirst) return joined(ftyp, data, meta(ftyp.length + 8));
  return joined(ftyp, meta(ftyp.length + meta(0).length + 8), data);
}

/** A TIFF with the same directories as {@link exif}, XMP, and rows of pixels. */
export function tiffFile(): Bytes {
  const bytes = exif(6);
  // Exif uses the directories of TIFF.
  return joined(bytes, "pixels!");
}
