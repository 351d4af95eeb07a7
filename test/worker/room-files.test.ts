/** Files: uploading, sending and reading them, and the permissions for that. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { smallPng } from "../unit/files/bytes.ts";
import { bearer, failure, ORIGIN, send } from "./app.ts";
import { keysOf, runCleanup, text, upload, uploadFile } from "./files.ts";
import { rowsWritten } from "./rows-written.ts";
import { SocketClient } from "./socket-client.ts";

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

describe("a file", () => {
  it("is uploaded, sent with a message, and read by everyone, in a way that cannot run scripts", async () => {
    const files = uniqueRoom("files");
    const [ada, bob] = [await SocketClient.join(files), await SocketClient.join(files)];
    const file = await uploadFile(files, ada, smallPng, "holiday.png");
    expect(file).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: "holiday.png",
      type: "image/png",
      size: smallPng.length,
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
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(smallPng);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "image/png",
      "content-disposition": "inline; filename*=UTF-8''holiday.png",
      "content-security-policy": expect.stringContaining("sandbox"),
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": expect.stringContaining("private"),
    });
  });

  it("supports ranges and conditional requests as in RFC 9110", async () => {
    const filesParts = uniqueRoom("files-parts");
    const ada = await SocketClient.join(filesParts);
    const { id } = await uploadFile(filesParts, ada, text("0123456789"), "digits.txt");
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

  it("is revalidated each time, so that no one sees a deleted file, or one of a room that became private", async () => {
    const filesKept = uniqueRoom("files-kept");
    const ada = await SocketClient.join(filesKept);
    const { id } = await uploadFile(filesKept, ada);
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

  it("that does not exist is answered with JSON, or with an HTML page that cannot be framed", async () => {
    const filesNone = uniqueRoom("files-none");
    const path = `/rooms/${filesNone}/files/${"0".repeat(32)}`;
    expect(await (await send(path)).json()).toMatchObject(failure("not_found"));
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

  it("belongs to its sender until it is sent: no one else can read, send or delete it", async () => {
    const filesOwn = uniqueRoom("files-own");
    const filesOther = uniqueRoom("files-other");
    const [ada, bob] = [await SocketClient.join(filesOwn), await SocketClient.join(filesOwn)];
    const { id } = await uploadFile(filesOwn, ada);
    const path = `/rooms/${filesOwn}/files/${id}`;
    expect((await send(path)).status).toBe(404);
    expect((await send(path, { headers: bearer(bob) })).status).toBe(404);
    expect((await send(path, { headers: bearer(ada) })).status).toBe(200);
    const payload = { nonce: "1", text: "", attachments: [id] };
    expect(await bob.request("message:send", payload)).toMatchObject(failure("not_found"));
    expect(await ada.request("message:send", { ...payload, attachments: [id, id] })).toMatchObject(
      failure("invalid"),
    );
    expect(await ada.request("message:send", payload)).toMatchObject({ ok: true });
    expect(await ada.request("message:send", { ...payload, nonce: "2" })).toMatchObject(failure("not_found"));
    expect((await send(`/rooms/${filesOther}/files/${id}`, { headers: bearer(ada) })).status).toBe(404);
    for (const bad of ["x", "%2e%2e%2fx", `${id}0`, id.toUpperCase()]) {
      expect((await send(`/rooms/${filesOwn}/files/${bad}`)).status, bad).toBe(404);
    }
    for (const attachments of ["x", [7], ["nope"], Array(9).fill(id), {}]) {
      const answer = await ada.request("message:send", { nonce: "3", text: "x", attachments });
      expect(answer).toMatchObject({ ok: false });
    }
  });

  it("cannot be uploaded without authentication, from another origin, or by a person who may not write", async () => {
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
    expect(await (await upload(filesRights, bearer(bob))).json()).toMatchObject(failure("muted"));
    await ada.request("member:mute", { id, on: false });
    await ada.request("room:update", { locked: true });
    expect(await (await upload(filesRights, bearer(bob))).json()).toMatchObject(failure("locked"));
    await ada.request("room:update", { locked: false });
    await ada.request("member:ban", { id, on: true });
    expect(await (await upload(filesRights, bearer(bob))).json()).toMatchObject(failure("banned"));
    expect(await keysOf(filesRights)).toHaveLength(1);
  });

  it("of a room with a table from before it had indexes can be read, sent and deleted, beside new ones", async () => {
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
    const { id } = await uploadFile(room, again);
    const message = { nonce: "1", text: "", attachments: [old, id] };
    expect(await again.request("message:send", message)).toMatchObject({ ok: true });
    expect(await again.request("message:delete", { seq: 1 })).toMatchObject({ ok: true });
    await runCleanup(room);
    expect(await keysOf(room)).toEqual([]);
  });

  it("costs a plain message no row", async () => {
    const filesRows = uniqueRoom("files-rows");
    const ada = await SocketClient.join(filesRows);
    await uploadFile(filesRows, ada);
    await ada.request("message:send", { nonce: "0", text: "x" });
    expect(await rowsWritten(filesRows, () => ada.request("message:send", { nonce: "1", text: "x" }))).toBe(
      1,
    );
  });
});
