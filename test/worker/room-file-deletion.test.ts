/** Deletion of files: with their message, their person or their room, or because they were never sent. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { UNSENT_MS } from "../../src/room/files/file-cleanup.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, failure, send } from "./app.ts";
import { keysOf, runCleanup, uploadFile } from "./files.ts";
import { SocketClient } from "./socket-client.ts";

describe("no file is left behind", () => {
  it("of a deleted message, or of a person whose messages were erased", async () => {
    const filesGone = uniqueRoom("files-gone");
    const [ada, bob] = [await SocketClient.join(filesGone), await SocketClient.join(filesGone)];
    const send = async (visitor: SocketClient) => {
      const { id } = await uploadFile(filesGone, visitor);
      await visitor.request("message:send", { nonce: id, text: "", attachments: [id] });
      return id;
    };
    const [first, second, third] = [await send(ada), await send(ada), await send(bob)];
    expect(await ada.request("message:delete", { seq: 1 })).toMatchObject({ ok: true });
    const { messages } = (await ada.request("history:get", {})) as unknown as { messages: object[] };
    expect(messages[0]).not.toHaveProperty("attachments");
    await runCleanup(filesGone);
    expect((await keysOf(filesGone)).some((key) => key.includes(first))).toBe(false);
    expect(await keysOf(filesGone)).toHaveLength(2);
    await ada.request("member:erase", { id: bob.welcome.you.id });
    await runCleanup(filesGone);
    expect(await keysOf(filesGone)).toEqual([expect.stringContaining(second)]);
    expect(third).not.toBe(second);
  });

  it("that was never sent", async () => {
    const filesUnsent = uniqueRoom("files-unsent");
    const ada = await SocketClient.join(filesUnsent);
    await uploadFile(filesUnsent, ada);
    const late = Date.now() + UNSENT_MS + 1;
    const clock = vi.spyOn(Date, "now").mockReturnValue(late);
    await runCleanup(filesUnsent);
    clock.mockRestore();
    expect(await keysOf(filesUnsent)).toEqual([]);
  });

  it("of a room that was deleted, or whose reservation expired, while it was uploaded", async () => {
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
      expect(await (await response).json()).toMatchObject(failure("not_found"));
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
      await runCleanup(filesLate);
      clock.mockRestore();
    });
    await late(async () => {
      await expect.poll(rows).toBe(1);
      await ada.request("room:delete", {});
      await ada.disconnected();
      await expect.poll(async () => (await SocketClient.connect(filesLate)).rejection).toBeUndefined();
    });
  });

  it("of a deleted room whose object is killed while R2 deletes: the alarm deletes the rest", async () => {
    const filesKilled = uniqueRoom("files-killed");
    const ada = await SocketClient.join(filesKilled);
    const { id } = await uploadFile(filesKilled, ada);
    await ada.request("message:send", { nonce: "1", text: "", attachments: [id] });
    // A new one after the crash: the stub of an object that was killed is broken.
    const stub = () => env.ROOMS.getByName(filesKilled);
    const hanging = await runInDurableObject(stub(), (object) => {
      const bucket = (object as unknown as { env: typeof env }).env.FILES as R2Bucket;
      return vi.spyOn(bucket, "delete").mockReturnValue(new Promise(() => {}));
    });
    await ada.request("room:delete", {});
    await ada.disconnected();
    await expect.poll(() => hanging.mock.calls.length).toBeGreaterThan(0);
    await runInDurableObject(stub(), (_, { storage }) => {
      expect(storage.kv.get("socketio:schedule")).toBeDefined();
    });
    hanging.mockRestore();
    await runInDurableObject(stub(), (_, state) => state.abort("a crash")).catch(() => {});
    await expect
      .poll(async () => {
        await runDurableObjectAlarm(stub());
        return keysOf(filesKilled);
      })
      .toEqual([]);
    await expect
      .poll(() => runInDurableObject(stub(), (_, { storage }) => [...storage.kv.list()].map(([key]) => key)))
      .toEqual([]);
  });

  it("of a deleted room whose object is killed once its storage is empty, while R2 fails: the alarm deletes the rest", async () => {
    const filesEmptied = uniqueRoom("files-emptied");
    const ada = await SocketClient.join(filesEmptied);
    const { id } = await uploadFile(filesEmptied, ada);
    await ada.request("message:send", { nonce: "1", text: "", attachments: [id] });
    // A new one after the crash: the stub of an object that was killed is broken.
    const stub = () => env.ROOMS.getByName(filesEmptied);
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const { failing, emptied } = await runInDurableObject(stub(), (object, { storage }) => {
      const bucket = (object as unknown as { env: typeof env }).env.FILES as R2Bucket;
      const deleteAll = storage.deleteAll.bind(storage);
      return {
        failing: vi.spyOn(bucket, "delete").mockRejectedValue(new Error("down")),
        // It does its work, and nothing after it runs: that is when the object is killed.
        emptied: vi.spyOn(storage, "deleteAll").mockImplementation(() => {
          void deleteAll();
          return new Promise(() => {});
        }),
      };
    });
    await ada.request("room:delete", {});
    await ada.disconnected();
    await expect.poll(() => emptied.mock.calls.length).toBeGreaterThan(0);
    await expect
      .poll(() => runInDurableObject(stub(), (_, { storage }) => storage.getAlarm()))
      .not.toBeNull();
    emptied.mockRestore();
    await runInDurableObject(stub(), (_, state) => state.abort("a crash")).catch(() => {});
    expect(await keysOf(filesEmptied)).toHaveLength(1);
    failing.mockRestore();
    const later = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 120_000);
    await expect
      .poll(async () => {
        await runDurableObjectAlarm(stub());
        return keysOf(filesEmptied);
      })
      .toEqual([]);
    later.mockRestore();
    errors.mockRestore();
  });

  it("of a deleted room, also if R2 fails for a while", async () => {
    const filesRoom = uniqueRoom("files-room");
    const ada = await SocketClient.join(filesRoom);
    for (const nonce of ["1", "2"]) {
      const { id } = await uploadFile(filesRoom, ada);
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
    await runCleanup(filesRoom);
    later.mockRestore();
    errors.mockRestore();
    await expect.poll(() => keysOf(filesRoom)).toEqual([]);
  });
});
