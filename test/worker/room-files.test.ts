/** Files: permissions, types, limits, and deletion. */
import {
  createExecutionContext,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { fileTypeOf } from "../../src/http/files/file-type.ts";
import { imageSizeOf } from "../../src/http/files/image-size.ts";
import { uploads } from "../../src/http/files/upload.ts";
import { UNSENT_MS } from "../../src/room/files/file-cleanup.ts";
import { cleanFileName, type UploadedFile } from "../../src/shared/contract/files.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { cleanName } from "../../src/shared/text/clean-text.ts";
import { uniqueRoom } from "../support/rooms.ts";
import {
  gifFile,
  heicFile,
  jpegFile,
  mp4File,
  pngFile,
  SECRETS,
  tiffFile,
  webpFile,
} from "../unit/files/bytes.ts";
import { ORIGIN, send } from "./app.ts";
import { rowsWritten } from "./rows-written.ts";
import { SocketClient } from "./socket-client.ts";

/** The header of a PNG of 3 by 2 pixels, which is all that the worker reads. */
const png = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
  (character) => character.charCodeAt(0),
);
const text = (content: string) => Uint8Array.from(new TextEncoder().encode(content));
const bearer = (visitor: SocketClient) => ({ Authorization: `Bearer ${visitor.welcome.you.token}` });
const refusal = (code: string) => ({ ok: false, error: { code } });

/** The table of files in the first version. */
const FIRST_TABLE = `
  CREATE TABLE files (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size INTEGER NOT NULL,
    width INTEGER,
    height INTEGER,
    at INTEGER NOT NULL,
    state INTEGER NOT NULL,
    seq INTEGER
  ) WITHOUT ROWID`;

function upload(
  room: string,
  headers: Record<string, string>,
  body: Uint8Array<ArrayBuffer> = png,
  name = "a.png",
) {
  return send(`/api/rooms/${room}/files?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { "Content-Length": String(body.length), ...headers },
    body,
  });
}

async function uploaded(room: string, visitor: SocketClient, body?: Uint8Array<ArrayBuffer>, name?: string) {
  const response = await upload(room, bearer(visitor), body, name);
  expect(response.status).toBe(201);
  return ((await response.json()) as { file: UploadedFile }).file;
}

/** Uploads a file in the room's state, without content in R2. */
async function stored(room: string, id: string, size: number) {
  const stub = env.ROOMS.getByName(room);
  const reserved = await stub.startUpload({ kind: "visitor", id, name: id }, "a", size);
  return reserved.ok ? stub.finishUpload(reserved.id, { type: "text/plain" }) : reserved;
}

const keysOf = async (room: string): Promise<string[]> => {
  const prefix = env.ROOMS.idFromName(room).toString();
  return ((await env.FILES?.list({ prefix }))?.objects ?? []).map(({ key }) => key);
};

/** Runs the room's alarm until no file is waiting to be deleted. */
async function sweep(room: string): Promise<void> {
  const stub = env.ROOMS.getByName(room);
  await expect.poll(() => runDurableObjectAlarm(stub)).toBe(true);
}

describe("a file", () => {
  it("is uploaded, sent with a message, and read by everybody in a way that cannot run", async () => {
    const files = uniqueRoom("files");
    const [ada, bob] = [await SocketClient.join(files), await SocketClient.join(files)];
    const file = await uploaded(files, ada, png, "holiday.png");
    expect(file).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: "holiday.png",
      type: "image/png",
      size: png.length,
      width: 3,
      height: 2,
    });
    const attachment = { ...file, path: `/rooms/${files}/files/${file.id}` };
    const payload = { nonce: "1", text: "", attachments: [file.id] };
    const sent = await ada.request("message:send", payload);
    expect(sent).toMatchObject({ ok: true, message: { text: "", attachments: [attachment] } });
    expect(await ada.request("message:send", payload)).toEqual(sent);
    expect(await bob.waitFor("messages")).toMatchObject([{ attachments: [attachment] }]);

    const response = await send(attachment.path, { headers: bearer(bob) });
    expect(response.status).toBe(200);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(png);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "image/png",
      "content-disposition": "inline; filename*=UTF-8''holiday.png",
      "content-security-policy": expect.stringContaining("sandbox"),
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": expect.stringContaining("private"),
    });
  });

  it("is sent in parts, and not again to a client that has it, as RFC 9110 says", async () => {
    const filesParts = uniqueRoom("files-parts");
    const ada = await SocketClient.join(filesParts);
    const { id } = await uploaded(filesParts, ada, text("0123456789"), "digits.txt");
    await ada.request("message:send", { nonce: "1", text: "", attachments: [id] });
    const read = async (headers: HeadersInit, method = "GET") => {
      const response = await send(`/rooms/${filesParts}/files/${id}`, { method, headers });
      const range = response.headers.get("Content-Range");
      const body = new TextDecoder().decode(await response.arrayBuffer());
      return response.status === 416 ? [416, range] : [response.status, range, body];
    };
    const whole = [200, null, "0123456789"];
    expect(await read({ Range: "bytes=1-3" })).toEqual([206, "bytes 1-3/10", "123"]);
    expect(await read({ Range: "bytes=8-" })).toEqual([206, "bytes 8-9/10", "89"]);
    expect(await read({ Range: "bytes=-2" })).toEqual([206, "bytes 8-9/10", "89"]);
    expect(await read({ Range: "bytes=-99" })).toEqual([206, "bytes 0-9/10", "0123456789"]);
    expect(await read({ Range: "bytes=5-99" })).toEqual([206, "bytes 5-9/10", "56789"]);
    for (const beyond of ["bytes=10-", "bytes=20-30", "bytes=-0"]) {
      expect(await read({ Range: beyond }), beyond).toEqual([416, "bytes */10"]);
    }
    for (const other of ["bytes=3-1", "bytes=0-1,3-4", "bytes=x", "bytes=-", "lines=0-1", ""]) {
      expect(await read({ Range: other }), other).toEqual(whole);
    }
    const { headers } = await send(`/rooms/${filesParts}/files/${id}`, { method: "HEAD" });
    const tag = headers.get("ETag") ?? "";
    expect(headers.get("Content-Length")).toBe("10");
    expect(await read({ "If-None-Match": `"other", W/${tag}` })).toEqual([304, null, ""]);
    expect(await read({ "If-None-Match": "*" })).toEqual([304, null, ""]);
    expect(await read({ "If-None-Match": '"other"' })).toEqual(whole);
    expect(await read({ "If-Match": '"other"' })).toEqual([412, null, ""]);
    expect(await read({ "If-Match": tag })).toEqual(whole);
    expect(await read({ "If-Range": tag, Range: "bytes=0-0" })).toEqual([206, "bytes 0-0/10", "0"]);
    expect(await read({ "If-Range": '"other"', Range: "bytes=0-0" })).toEqual(whole);
  });

  it("is asked for again each time, so that nobody is shown what is gone or not for them any more", async () => {
    const filesKept = uniqueRoom("files-kept");
    const ada = await SocketClient.join(filesKept);
    const { id } = await uploaded(filesKept, ada);
    await ada.request("message:send", { nonce: "1", text: "", attachments: [id] });
    const path = `/rooms/${filesKept}/files/${id}`;
    const { headers } = await send(path);
    expect(headers.get("Cache-Control")).toBe("private, no-cache");
    const again = { "If-None-Match": headers.get("ETag") ?? "" };
    expect((await send(path, { headers: again })).status).toBe(304);
    await ada.request("room:update", { visibility: "private" });
    expect((await send(path, { headers: again })).status).toBe(401);
    await ada.request("message:delete", { seq: 1 });
    expect((await send(path, { headers: { ...again, ...bearer(ada) } })).status).toBe(404);
  });

  it("that is not there is told to programs in JSON, and to people on a page that nobody frames", async () => {
    const filesNone = uniqueRoom("files-none");
    const path = `/rooms/${filesNone}/files/${"0".repeat(32)}`;
    expect(await (await send(path)).json()).toMatchObject(refusal("not_found"));
    const page = await send(path, { headers: { Accept: "text/html" } });
    expect([page.status, page.headers.get("X-Frame-Options")]).toEqual([404, "DENY"]);
    expect(page.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
    const owner = await SocketClient.join(filesNone);
    await owner.request("message:send", { nonce: "1", text: "mine" });
    await owner.request("room:update", { visibility: "private" });
    const stranger = await send(path, { headers: { Accept: "text/html" } });
    expect([stranger.status, await stranger.text()]).toEqual([
      401,
      expect.stringContaining("Join the room first"),
    ]);
  });

  it("is what its content says, and no page, whatever it is called", async () => {
    const filesTypes = uniqueRoom("files-types");
    const ada = await SocketClient.join(filesTypes);
    const page = "<!doctype html><script>alert(1)</script>";
    for (const [content, name] of [
      [page, "page.html"],
      [page, "picture.png"],
      ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "picture.svg"],
    ] as const) {
      const file = await uploaded(filesTypes, ada, text(content), name);
      expect(file.type).toBe("text/plain");
      await ada.request("message:send", { nonce: file.id, text: "", attachments: [file.id] });
      const { headers } = await send(`/rooms/${filesTypes}/files/${file.id}`);
      expect(headers.get("Content-Type")).toBe("application/octet-stream");
      expect(headers.get("Content-Disposition")).toMatch(/^attachment/);
    }
    // A picture that is also valid HTML is served as a picture.
    const polyglot = await uploaded(filesTypes, ada, Uint8Array.from([...png, ...text(page)]), "x.html");
    expect(polyglot.type).toBe("image/png");
    expect((await upload(filesTypes, bearer(ada), new Uint8Array(0))).status).toBe(400);
  });

  it("may be of any kind: what no browser shows safely is bytes to download", async () => {
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
      const file = await uploaded(filesKinds, ada, content, "file.bin");
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
  ])("of a camera, a %s, is stored without place and camera, whatever sends it", async (_, content, type) => {
    const filesPlace = uniqueRoom("files-place");
    const ada = await SocketClient.join(filesPlace);
    // With another declared type, as a program might send.
    const file = await uploaded(filesPlace, ada, content, "data.bin");
    expect(file).toMatchObject({ type, size: content.length });
    const response = await send(`/rooms/${filesPlace}/files/${file.id}`, { headers: bearer(ada) });
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(bytes.length).toBe(content.length);
    const stored = new TextDecoder("latin1").decode(bytes);
    for (const secret of SECRETS) expect(stored).not.toContain(secret);
  });

  it("whose place cannot be removed is refused with that reason, and nothing of it is stored", async () => {
    const filesStuck = uniqueRoom("files-stuck");
    const ada = await SocketClient.join(filesStuck);
    // Exif in a box that precedes the one that references it.
    const misplaced = heicFile();
    const at = new TextDecoder("latin1").decode(misplaced).indexOf("iloc");
    misplaced.fill(0, at + 12 + 16 + 8, at + 12 + 16 + 12);
    const refused = await upload(filesStuck, bearer(ada), misplaced, "photo.heic");
    expect([refused.status, await refused.json()]).toMatchObject([400, refusal("invalid")]);
    await sweep(filesStuck);
    expect(await keysOf(filesStuck)).toEqual([]);
  });

  it("is its sender's until it is sent: nobody else reads, sends or takes it away", async () => {
    const filesOwn = uniqueRoom("files-own");
    const filesOther = uniqueRoom("files-other");
    const [ada, bob] = [await SocketClient.join(filesOwn), await SocketClient.join(filesOwn)];
    const { id } = await uploaded(filesOwn, ada);
    const path = `/rooms/${filesOwn}/files/${id}`;
    expect((await send(path)).status).toBe(404);
    expect((await send(path, { headers: bearer(bob) })).status).toBe(404);
    expect((await send(path, { headers: bearer(ada) })).status).toBe(200);
    const payload = { nonce: "1", text: "", attachments: [id] };
    expect(await bob.request("message:send", payload)).toMatchObject(refusal("not_found"));
    expect(await ada.request("message:send", { ...payload, attachments: [id, id] })).toMatchObject(
      refusal("invalid"),
    );
    expect(await ada.request("message:send", payload)).toMatchObject({ ok: true });
    expect(await ada.request("message:send", { ...payload, nonce: "2" })).toMatchObject(refusal("not_found"));
    expect((await send(`/rooms/${filesOther}/files/${id}`, { headers: bearer(ada) })).status).toBe(404);
    for (const bad of ["x", "%2e%2e%2fx", `${id}0`, id.toUpperCase()]) {
      expect((await send(`/rooms/${filesOwn}/files/${bad}`)).status, bad).toBe(404);
    }
    for (const attachments of ["x", [7], ["nope"], Array(9).fill(id), {}]) {
      const answer = await ada.request("message:send", { nonce: "3", text: "x", attachments });
      expect(answer).toMatchObject({ ok: false });
    }
  });

  it("is taken from nobody without a name, from no foreign page, and from nobody who may not write", async () => {
    const filesRights = uniqueRoom("files-rights");
    const ada = await SocketClient.join(filesRights);
    await ada.request("message:send", { nonce: "1", text: "mine" });
    const bob = await SocketClient.join(filesRights);
    expect((await upload(filesRights, {})).status).toBe(401);
    expect((await upload(filesRights, { Authorization: "Bearer junk" })).status).toBe(401);
    const foreign = await upload(filesRights, { ...bearer(bob), Origin: "https://evil.example" });
    expect(foreign.status).toBe(403);
    expect((await upload(filesRights, { ...bearer(bob), Origin: ORIGIN })).status).toBe(201);
    const { id } = bob.welcome.you;
    await ada.request("member:mute", { id, on: true });
    expect(await (await upload(filesRights, bearer(bob))).json()).toMatchObject(refusal("muted"));
    await ada.request("member:mute", { id, on: false });
    await ada.request("room:update", { locked: true });
    expect(await (await upload(filesRights, bearer(bob))).json()).toMatchObject(refusal("locked"));
    await ada.request("room:update", { locked: false });
    await ada.request("member:ban", { id, on: true });
    expect(await (await upload(filesRights, bearer(bob))).json()).toMatchObject(refusal("banned"));
    expect(await keysOf(filesRights)).toHaveLength(1);
  });

  it("that is too large, or one too many, is refused before it is stored", async () => {
    const filesLimits = uniqueRoom("files-limits");
    const ada = await SocketClient.join(filesLimits);
    const large = await upload(filesLimits, { ...bearer(ada), "Content-Length": "99999999999" });
    expect(await large.json()).toMatchObject(refusal("too_large"));
    const streamed = (length?: number) =>
      send(`/api/rooms/${filesLimits}/files?name=a`, {
        method: "POST",
        headers: { ...bearer(ada), ...(length === undefined ? {} : { "Content-Length": String(length) }) },
        body: new Blob([png]).stream().pipeThrough(new TransformStream()),
      });
    for (const length of [undefined, png.length + 10, 20]) {
      const lying = await streamed(length);
      expect([lying.status, await lying.json()], String(length)).toMatchObject([400, refusal("invalid")]);
    }
    await sweep(filesLimits);
    expect(await keysOf(filesLimits)).toEqual([]);

    const many = [];
    for (let i = 0; i < 25; i++) many.push(await stored(filesLimits, "someone", 10_000_000));
    expect(many.filter(({ ok }) => ok)).toHaveLength(20);
    expect(many.find(({ ok }) => !ok)).toMatchObject(refusal("too_large"));
  });

  it("leaves room for others: nobody fills a room with small ones that are not sent", async () => {
    const filesSmall = uniqueRoom("files-small");
    const store = (id: string) => stored(filesSmall, id, 1);
    for (let i = 0; i < LIMITS.unsentFiles; i++) expect(await store("ada")).toMatchObject({ ok: true });
    expect(await store("ada")).toMatchObject(refusal("too_large"));
    expect(await store("bob")).toMatchObject({ ok: true });
  });

  it("that is announced and does not come takes nothing from others, and few of them can be on their way", async () => {
    const filesAnnounced = uniqueRoom("files-announced");
    const stub = env.ROOMS.getByName(filesAnnounced);
    const reserve = (n: number) =>
      stub.startUpload(
        { kind: "visitor", id: `flooder-${n % 11}`, name: "Flooder" },
        "a",
        LIMITS.fileBytes,
        "203.0.113.66",
      );
    const announced = await Promise.all(Array.from({ length: 220 }, (_, n) => reserve(n)));
    expect(announced.filter(({ ok }) => ok)).toHaveLength(LIMITS.uploadsPerAddress);
    expect(announced.find(({ ok }) => !ok)).toMatchObject(refusal("rate_limited"));
    expect(await stored(filesAnnounced, "owner", 1_200)).toMatchObject({ ok: true });
  });

  it("that stalls, at its beginning or later, is ended soon and frees its place and its bytes", async () => {
    const room = uniqueRoom("files-stalled");
    const ada = await SocketClient.join(room);
    const stalled = Array.from({ length: LIMITS.uploadsPerPerson }, async (_, n) => {
      const { readable, writable } = new IdentityTransformStream();
      const response = uploads.request(
        `${ORIGIN}/api/rooms/${room}/files?name=a`,
        { method: "POST", headers: { ...bearer(ada), "Content-Length": "100000" }, body: readable },
        { ...env, LIMIT_UPLOAD_IDLE_MS: "300" },
        createExecutionContext(),
      );
      await writable.getWriter().write(new Uint8Array(n % 2 === 0 ? 100 : 80_000).fill(97));
      return response;
    });
    for (const response of await Promise.all(stalled))
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { ok: false, error: { code: "invalid", message: expect.stringContaining("stalled") } },
      ]);
    const { id } = await uploaded(room, ada);
    await sweep(room);
    expect(await keysOf(room)).toEqual([expect.stringContaining(id)]);
  });

  it("is refused for a moment where others take the memory for removing metadata, and taken when they are done", async () => {
    const room = uniqueRoom("files-held");
    const ada = await SocketClient.join(room);
    const whole = new Uint8Array(500_000);
    whole.set(tiffFile());
    const begin = () => {
      const { readable, writable } = new IdentityTransformStream();
      const response = uploads.request(
        `${ORIGIN}/api/rooms/${room}/files?name=a.tif`,
        { method: "POST", headers: { ...bearer(ada), "Content-Length": "500000" }, body: readable },
        { ...env, LIMIT_HELD_FILE_BYTES: "800000" },
        createExecutionContext(),
      );
      const writer = writable.getWriter();
      /** Sends a body in pieces, as a network does. */
      const write = async (until: number) => {
        for (let at = 0; at < until; at += 50_000) await writer.write(whole.slice(at, at + 50_000));
      };
      return { response, writer, write };
    };
    const send = async () => {
      const { response, writer, write } = begin();
      await write(whole.length);
      await writer.close();
      return response;
    };
    const others = [begin(), begin()];
    for (const { write } of others) await write(200_000);
    const refusedNow = await send();
    expect([refusedNow.status, refusedNow.headers.get("Retry-After"), await refusedNow.json()]).toMatchObject(
      [429, "5", { ok: false, error: { code: "rate_limited", retryAfter: 5_000 } }],
    );
    for (const { writer, response } of others) {
      await writer.abort();
      expect((await response).status).toBe(400);
    }
    expect((await send()).status).toBe(201);
    // A stored file releases its memory, too.
    expect((await send()).status).toBe(201);
    expect(await keysOf(room)).toHaveLength(2);
  });

  it("of a room whose table was made before it had indexes is read, sent and removed, and new ones come", async () => {
    const room = uniqueRoom("files-old-table");
    const ada = await SocketClient.join(room);
    const old = "0123456789abcdef".repeat(2);
    await runInDurableObject(env.ROOMS.getByName(room), async (_, { storage }) => {
      storage.sql.exec(FIRST_TABLE);
      storage.sql.exec(
        "INSERT INTO files (id, owner, name, type, size, at, state) VALUES (?, ?, 'old.txt', 'text/plain', 3, ?, 1)",
        old,
        ada.welcome.you.id,
        Date.now(),
      );
    });
    await env.FILES?.put(`${env.ROOMS.idFromName(room).toString()}/${old}`, "old");
    await evictDurableObject(env.ROOMS.getByName(room));
    const again = await SocketClient.join(room, { token: ada.welcome.you.token });
    expect(await (await send(`/rooms/${room}/files/${old}`, { headers: bearer(ada) })).text()).toBe("old");
    const { id } = await uploaded(room, again);
    const message = { nonce: "1", text: "", attachments: [old, id] };
    expect(await again.request("message:send", message)).toMatchObject({ ok: true });
    expect(await again.request("message:delete", { seq: 1 })).toMatchObject({ ok: true });
    await sweep(room);
    expect(await keysOf(room)).toEqual([]);
  });

  it("does not count any more once its message is deleted, also before it has left storage", async () => {
    const filesBack = uniqueRoom("files-back");
    const ada = await SocketClient.join(filesBack);
    const { id } = await uploaded(filesBack, ada);
    await ada.request("message:send", { nonce: "1", text: "", attachments: [id] });
    const left = LIMITS.personFileBytes - png.length;
    const reserve = (size: number) => stored(filesBack, ada.welcome.you.id, size);
    for (let size = left; size > 0; size -= LIMITS.fileBytes)
      expect(await reserve(Math.min(size, LIMITS.fileBytes))).toMatchObject({ ok: true });
    expect(await reserve(1)).toMatchObject(refusal("too_large"));
    await ada.request("message:delete", { seq: 1 });
    expect(await reserve(png.length)).toMatchObject({ ok: true });
  });

  it("costs a plain message no row", async () => {
    const filesRows = uniqueRoom("files-rows");
    const ada = await SocketClient.join(filesRows);
    await uploaded(filesRows, ada);
    await ada.request("message:send", { nonce: "0", text: "x" });
    expect(await rowsWritten(filesRows, () => ada.request("message:send", { nonce: "1", text: "x" }))).toBe(
      1,
    );
  });
});

describe("no file is left behind", () => {
  it("of a message that was deleted, or of a person who was erased", async () => {
    const filesGone = uniqueRoom("files-gone");
    const [ada, bob] = [await SocketClient.join(filesGone), await SocketClient.join(filesGone)];
    const send = async (visitor: SocketClient) => {
      const { id } = await uploaded(filesGone, visitor);
      await visitor.request("message:send", { nonce: id, text: "", attachments: [id] });
      return id;
    };
    const [first, second, third] = [await send(ada), await send(ada), await send(bob)];
    expect(await ada.request("message:delete", { seq: 1 })).toMatchObject({ ok: true });
    const { messages } = (await ada.request("history:get", {})) as unknown as { messages: object[] };
    expect(messages[0]).not.toHaveProperty("attachments");
    await sweep(filesGone);
    expect((await keysOf(filesGone)).some((key) => key.includes(first))).toBe(false);
    expect(await keysOf(filesGone)).toHaveLength(2);
    await ada.request("member:erase", { id: bob.welcome.you.id });
    await sweep(filesGone);
    expect(await keysOf(filesGone)).toEqual([expect.stringContaining(second)]);
    expect(third).not.toBe(second);
  });

  it("that was never sent", async () => {
    const filesUnsent = uniqueRoom("files-unsent");
    const ada = await SocketClient.join(filesUnsent);
    await uploaded(filesUnsent, ada);
    const late = Date.now() + UNSENT_MS + 1;
    const clock = vi.spyOn(Date, "now").mockReturnValue(late);
    await sweep(filesUnsent);
    clock.mockRestore();
    expect(await keysOf(filesUnsent)).toEqual([]);
  });

  it("of a room that was deleted, or that gave it up, while it was on its way", async () => {
    const filesLate = uniqueRoom("files-late");
    const ada = await SocketClient.join(filesLate);
    await ada.request("message:send", { nonce: "1", text: "mine" });
    const late = async (meanwhile: () => Promise<unknown>) => {
      const { readable, writable } = new IdentityTransformStream();
      const response = send(`/api/rooms/${filesLate}/files?name=a`, {
        method: "POST",
        headers: { ...bearer(ada), "Content-Length": "100000" },
        body: readable,
      });
      const writer = writable.getWriter();
      await writer.write(new Uint8Array(70_000).fill(97));
      await meanwhile();
      await writer.write(new Uint8Array(30_000).fill(97));
      await writer.close();
      expect(await (await response).json()).toMatchObject(refusal("not_found"));
      expect(await keysOf(filesLate)).toEqual([]);
    };
    const rows = () =>
      runInDurableObject(
        env.ROOMS.getByName(filesLate),
        (_, { storage }) => storage.sql.exec("SELECT 1 FROM files WHERE state = 0").toArray().length,
      );
    await late(async () => {
      await expect.poll(rows).toBe(1);
      const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + UNSENT_MS + 1);
      await sweep(filesLate);
      clock.mockRestore();
    });
    await late(async () => {
      await expect.poll(rows).toBe(1);
      await ada.request("room:delete", {});
      await ada.disconnected();
      await expect.poll(async () => (await SocketClient.connect(filesLate)).rejection).toBeUndefined();
    });
  });

  it("of a room that was deleted, and none is lost sight of where storage fails", async () => {
    const filesRoom = uniqueRoom("files-room");
    const ada = await SocketClient.join(filesRoom);
    for (const nonce of ["1", "2"]) {
      const { id } = await uploaded(filesRoom, ada);
      await ada.request("message:send", { nonce, text: "", attachments: [id] });
    }
    const failing = await runInDurableObject(env.ROOMS.getByName(filesRoom), (object) => {
      const bucket = (object as unknown as { env: typeof env }).env.FILES as R2Bucket;
      return vi.spyOn(bucket, "delete").mockRejectedValue(new Error("down"));
    });
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    await ada.request("room:delete", {});
    await ada.disconnected();
    await expect.poll(() => failing.mock.calls.length).toBeGreaterThan(0);
    expect(await keysOf(filesRoom)).toHaveLength(2);
    failing.mockRestore();
    const later = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 120_000);
    await sweep(filesRoom);
    later.mockRestore();
    errors.mockRestore();
    await expect.poll(() => keysOf(filesRoom)).toEqual([]);
  });
});

describe("what a file is", () => {
  it("is told by its first bytes", () => {
    const typeOf = (...bytes: (number | string)[]) =>
      fileTypeOf(
        new Uint8Array(bytes.flatMap((one) => (typeof one === "number" ? [one] : [...text(one)]))),
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

  it("has a picture's size, where its header is whole", () => {
    expect(imageSizeOf("image/png", png)).toEqual({ width: 3, height: 2 });
    for (let length = 0; length < 24; length++) {
      expect(imageSizeOf("image/png", png.slice(0, length))).toBeUndefined();
    }
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, 4, 9, 9, 0xff, 0xc0, 0, 17, 8, 0, 5, 0, 7, 3);
    expect(imageSizeOf("image/jpeg", jpeg)).toEqual({ width: 7, height: 5 });
    expect(imageSizeOf("image/jpeg", Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, 0))).toBeUndefined();
  });

  it("has a name that is one line and no path", () => {
    const clean = (name: string) => cleanFileName(name, cleanName, 20);
    expect(clean("../../etc/passwd")).toBe("etc passwd");
    expect(clean("a\u202egnp.exe")).toBe("agnp.exe");
    expect(clean("\u0000\n")).toBe("file");
    expect(clean("a very long name of a file.jpeg")).toBe("a very long nam.jpeg");
    expect(clean("...")).toBe("file");
  });
});
