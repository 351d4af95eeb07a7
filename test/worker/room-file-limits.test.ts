/** Limits of files: size, number, and uploads in progress. */
import { createExecutionContext, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { uploads } from "../../src/http/files/upload.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { smallPng, tiffFile } from "../unit/files/bytes.ts";
import { bearer, failure, ORIGIN, send } from "./app.ts";
import { keysOf, reserveStored, runCleanup, upload, uploadFile } from "./files.ts";
import { SocketClient } from "./socket-client.ts";

describe("a file", () => {
  it("that is too large, or one too many, is rejected before it is stored", async () => {
    const filesLimits = uniqueRoom("files-limits");
    const ada = await SocketClient.join(filesLimits);
    const large = await upload(filesLimits, { ...bearer(ada), "Content-Length": "99999999999" });
    expect(await large.json()).toMatchObject(failure("too_large"));
    const streamed = (length?: number) =>
      send(`/api/rooms/${filesLimits}/files?name=a`, {
        method: "POST",
        headers: { ...bearer(ada), ...(length === undefined ? {} : { "Content-Length": String(length) }) },
        body: new Blob([smallPng]).stream().pipeThrough(new TransformStream()),
      });
    for (const length of [undefined, smallPng.length + 10, 20]) {
      const lying = await streamed(length);
      expect([lying.status, await lying.json()], String(length)).toMatchObject([400, failure("invalid")]);
    }
    await runCleanup(filesLimits);
    expect(await keysOf(filesLimits)).toEqual([]);

    const many = [];
    for (let i = 0; i < 25; i++) many.push(await reserveStored(filesLimits, "someone", 10_000_000));
    expect(many.filter(({ ok }) => ok)).toHaveLength(20);
    expect(many.find(({ ok }) => !ok)).toMatchObject(failure("too_large"));
  });

  it("leaves space for others: no one can fill a room with small unsent files", async () => {
    const filesSmall = uniqueRoom("files-small");
    const store = (id: string) => reserveStored(filesSmall, id, 1);
    for (let i = 0; i < LIMITS.unsentFiles; i++) expect(await store("ada")).toMatchObject({ ok: true });
    expect(await store("ada")).toMatchObject(failure("too_large"));
    expect(await store("bob")).toMatchObject({ ok: true });
  });

  it("that is not sent makes space in a full room: no one can keep it full with files that its owner does not see", async () => {
    const room = uniqueRoom("files-full");
    const flooders = Math.ceil(LIMITS.roomFileBytes / LIMITS.personFileBytes) + 1;
    const perPerson = Math.floor(LIMITS.personFileBytes / LIMITS.fileBytes);
    const flood: string[] = [];
    for (let n = 0; n < flooders * perPerson; n++) {
      const stored = await reserveStored(room, `flooder-${n % flooders}`, LIMITS.fileBytes);
      if (stored.ok) flood.push(stored.file.id);
    }
    expect(flood.length * LIMITS.fileBytes).toBeGreaterThan(LIMITS.roomFileBytes - LIMITS.fileBytes);
    expect(await reserveStored(room, "owner", LIMITS.fileBytes)).toMatchObject({ ok: true });
    // The files of people who have no more than the sender stay: so does the one of the owner.
    const stub = env.ROOMS.getByName(room);
    await runInDurableObject(stub, (_, { storage }) => {
      const states = storage.sql.exec<{ owner: string; state: number; bytes: number }>(
        "SELECT owner, state, sum(size) AS bytes FROM files GROUP BY owner, state",
      );
      const kept = states.toArray().filter(({ state }) => state === 1);
      expect(kept.find(({ owner }) => owner === "owner")?.bytes).toBe(LIMITS.fileBytes);
      expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(LIMITS.roomFileBytes);
    });
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE files SET state = 2, seq = 1 WHERE state = 1");
    });
    expect(await reserveStored(room, "another", LIMITS.fileBytes)).toMatchObject(failure("too_large"));
  });

  it("that is announced and does not arrive takes no quota from others, and few uploads can be in progress", async () => {
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
    expect(announced.find(({ ok }) => !ok)).toMatchObject(failure("rate_limited"));
    expect(await reserveStored(filesAnnounced, "owner", 1_200)).toMatchObject({ ok: true });
  });

  it("that stalls, at its beginning or later, is aborted soon and releases its reservation", async () => {
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
    const { id } = await uploadFile(room, ada);
    await runCleanup(room);
    expect(await keysOf(room)).toEqual([expect.stringContaining(id)]);
  });

  it("is rejected while others use the memory for removing metadata, and accepted afterwards", async () => {
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

  it("does not count any more once its message is deleted, also while its content is still stored", async () => {
    const filesBack = uniqueRoom("files-back");
    const ada = await SocketClient.join(filesBack);
    const { id } = await uploadFile(filesBack, ada);
    await ada.request("message:send", { nonce: "1", text: "", attachments: [id] });
    const left = LIMITS.personFileBytes - smallPng.length;
    const reserve = (size: number) => reserveStored(filesBack, ada.welcome.you.id, size);
    for (let size = left; size > 0; size -= LIMITS.fileBytes)
      expect(await reserve(Math.min(size, LIMITS.fileBytes))).toMatchObject({ ok: true });
    expect(await reserve(1)).toMatchObject(failure("too_large"));
    await ada.request("message:delete", { seq: 1 });
    expect(await reserve(smallPng.length)).toMatchObject({ ok: true });
  });
});
