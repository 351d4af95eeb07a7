/** Types of files, and removal of their metadata. */
import { describe, expect, it } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import {
  gifFile,
  heicFile,
  jpegFile,
  mp4File,
  pngFile,
  SECRETS,
  smallPng,
  tiffFile,
  webpFile,
} from "../unit/files/bytes.ts";
import { bearer, failure, send } from "./app.ts";
import { keysOf, runCleanup, text, upload, uploadFile } from "./files.ts";
import { SocketClient } from "./socket-client.ts";

describe("a file", () => {
  it("has the type of its content, never HTML, whatever its name", async () => {
    const filesTypes = uniqueRoom("files-types");
    const ada = await SocketClient.join(filesTypes);
    const page = "<!doctype html><script>alert(1)</script>";
    for (const [content, name] of [
      [page, "page.html"],
      [page, "picture.png"],
      ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "picture.svg"],
    ] as const) {
      const file = await uploadFile(filesTypes, ada, text(content), name);
      expect(file.type).toBe("text/plain");
      await ada.request("message:send", { nonce: file.id, text: "", attachments: [file.id] });
      const { headers } = await send(`/rooms/${filesTypes}/files/${file.id}`);
      expect(headers.get("Content-Type")).toBe("application/octet-stream");
      expect(headers.get("Content-Disposition")).toMatch(/^attachment/);
    }
    // A picture that is also valid HTML is served as a picture.
    const polyglot = await uploadFile(
      filesTypes,
      ada,
      Uint8Array.from([...smallPng, ...text(page)]),
      "x.html",
    );
    expect(polyglot.type).toBe("image/png");
    expect((await upload(filesTypes, bearer(ada), new Uint8Array(0))).status).toBe(400);
  });

  it("can be of any kind: types that browsers cannot show safely are downloads", async () => {
    const filesKinds = uniqueRoom("files-kinds");
    const ada = await SocketClient.join(filesKinds);
    for (const [content, type] of [
      [Uint8Array.of(0, 1, 2, 3), "application/octet-stream"],
      [text("MZ\0\0"), "application/octet-stream"],
      [text("\u0000\u0000\u0000\u0010ftypqt  \0\0\0\0"), "video/quicktime"],
      [text("\u0000\u0000\u0000\u0010ftypheic\0\0\0\0"), "image/heic"],
      [text("name;caf\u00e9"), "text/plain"],
      [text("PK\u0003\u0004word/document.xml"), "application/zip"],
    ] as const) {
      const file = await uploadFile(filesKinds, ada, content, "file.bin");
      expect(file.type).toBe(type);
      const { headers } = await send(`/rooms/${filesKinds}/files/${file.id}`, { headers: bearer(ada) });
      expect(Object.fromEntries(headers), type).toMatchObject({
        "content-type": "application/octet-stream",
        "content-disposition": expect.stringMatching(/^attachment/),
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
      });
    }
  });

  it.each([
    ["JPEG", jpegFile(), "image/jpeg"],
    ["PNG", pngFile(), "image/png"],
    ["WebP", webpFile(), "image/webp"],
    ["GIF", gifFile(), "image/gif"],
    ["TIFF", tiffFile(), "image/tiff"],
    ["HEIC", heicFile(), "image/heic"],
    ["AVIF", heicFile("avif", false), "image/avif"],
    ["MP4", mp4File("avc1"), "video/mp4"],
    ["MOV", mp4File("qt  ", false), "video/quicktime"],
    ["M4A", mp4File("M4A "), "audio/mp4"],
  ])(
    "from a camera, %s, is stored without location and camera data, whatever client sends it",
    async (_, content, type) => {
      const filesPlace = uniqueRoom("files-place");
      const ada = await SocketClient.join(filesPlace);
      // With another declared type, as a program might send.
      const file = await uploadFile(filesPlace, ada, content, "data.bin");
      expect(file).toMatchObject({ type, size: content.length });
      const response = await send(`/rooms/${filesPlace}/files/${file.id}`, { headers: bearer(ada) });
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect(bytes.length).toBe(content.length);
      const stored = new TextDecoder("latin1").decode(bytes);
      for (const secret of SECRETS) expect(stored).not.toContain(secret);
    },
  );

  it("whose location cannot be removed is rejected with that reason, and not stored", async () => {
    const filesStuck = uniqueRoom("files-stuck");
    const ada = await SocketClient.join(filesStuck);
    // Exif in a box that precedes the one that references it.
    const misplaced = heicFile();
    const at = new TextDecoder("latin1").decode(misplaced).indexOf("iloc");
    misplaced.fill(0, at + 12 + 16 + 8, at + 12 + 16 + 12);
    const refused = await upload(filesStuck, bearer(ada), misplaced, "photo.heic");
    expect([refused.status, await refused.json()]).toMatchObject([400, failure("invalid")]);
    await runCleanup(filesStuck);
    expect(await keysOf(filesStuck)).toEqual([]);
  });
});
