/** Rooms that are deleted while operators act: what the operators' list has of them. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { Operations } from "../../src/operator/operations.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { uploadFile } from "./files.ts";
import { operate } from "./operator-client.ts";
import { ownedRoom } from "./owned-room.ts";

const OLGA = { id: "operator", name: "Olga", role: "operator" } as const;

it.each([
  ["keeps a room listed that is created again before the answer", true],
  ["removes what is left in the list of a room that is gone already", false],
])("a deletion by an operator %s", async (_, isCreated) => {
  const room = uniqueRoom("deleted");
  const stub = env.OPERATIONS?.getByName(uniqueRoom("operations"));
  if (stub === undefined) throw new Error("no operations object");
  const names = await runInDurableObject(stub, async (_, state) => {
    const held = Promise.withResolvers<{ ok: true; changed: boolean }>();
    const ROOMS = { getByName: () => ({ operate: () => held.promise }) };
    const operations = new Operations(state, { ROOMS });
    operations.registerRoom(room);
    const deleted = operations.actInRoom(OLGA, { room, act: { act: "delete" }, reason: "spam" });
    if (isCreated) operations.registerRoom(room);
    held.resolve({ ok: true, changed: isCreated });
    expect(await deleted).toMatchObject({ ok: true });
    return operations.rooms({ limit: 9 }).map(({ name }) => name);
  });
  expect(names).toEqual(isCreated ? [room] : []);
});

it("a room that an operator looks at while its owner deletes it is not listed after that", async () => {
  const room = uniqueRoom("looked-at");
  const { owner } = await ownedRoom(room);
  const listed = () => operate("GET", `/rooms?query=${room}`);
  await expect.poll(listed).toMatchObject({ rooms: [{ name: room }] });
  const { id } = await uploadFile(room, owner);
  await owner.request("message:send", { nonce: "file", text: "", attachments: [id] });
  // The deletion is on its way for as long as R2 does not answer.
  const held = Promise.withResolvers<void>();
  const deleting = await runInDurableObject(env.ROOMS.getByName(room), (object) => {
    const bucket = (object as unknown as { env: typeof env }).env.FILES as R2Bucket;
    return vi.spyOn(bucket, "delete").mockReturnValue(held.promise);
  });
  await owner.request("room:delete", {});
  await owner.disconnected();
  await expect.poll(() => deleting.mock.calls.length).toBeGreaterThan(0);
  expect(await operate("GET", `/rooms/${room}`)).toMatchObject({ room: { exists: false } });
  deleting.mockRestore();
  held.resolve();
  await expect
    .poll(() =>
      runInDurableObject(env.ROOMS.getByName(room), (_, { storage }) => [...storage.kv.list()].length),
    )
    .toBe(0);
  expect(await listed()).toMatchObject({ rooms: [] });
});

it("a name that an operator opens, and that is no room, is not listed any more", async () => {
  const room = uniqueRoom("opened");
  const listed = () => operate("GET", `/rooms?query=${room}`);
  await operate("POST", `/rooms/${room}/close`, { on: true });
  expect(await listed()).toMatchObject({ rooms: [{ name: room }] });
  await operate("POST", `/rooms/${room}/close`, { on: false });
  expect(await listed()).toMatchObject({ rooms: [] });
});
