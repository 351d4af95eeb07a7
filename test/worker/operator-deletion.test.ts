/** A room that is created again while an operator's deletion is answered. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { Operations } from "../../src/operator/operations.ts";
import { uniqueRoom } from "../support/rooms.ts";

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
