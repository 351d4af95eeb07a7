/** A server that is killed right after an acknowledgement: the change is durable. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Socket } from "socket.io-client";
import { expect, it } from "vitest";
import type { Ack, Message, Welcome } from "../../src/shared/contract/index.ts";
import { socketPath } from "../../src/shared/room-name.ts";
import { createClient, once } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { type RunningServer, startServer } from "../support/server.ts";

async function enter({ url }: RunningServer, room: string): Promise<{ socket: Socket; token: string }> {
  const socket = createClient(url, { path: socketPath(room) });
  const [{ you }] = await once<[Welcome]>(socket, "welcome");
  return { socket, token: you.token as string };
}

const ask = (socket: Socket, event: string, payload: object) =>
  socket.timeout(60_000).emitWithAck(event, payload) as Promise<Ack<{ message: Message }>>;

/** Sends a message with a file. */
async function sendFile({ url }: RunningServer, room: string, nonce: string, person: Person): Promise<void> {
  const response = await fetch(`${url}/api/rooms/${room}/files?name=a.txt`, {
    method: "POST",
    headers: { Authorization: `Bearer ${person.token}` },
    body: "plain text",
  });
  const { file } = (await response.json()) as { file: { id: string } };
  const payload = { nonce, text: nonce, attachments: [file.id] };
  expect(await ask(person.socket, "message:send", payload)).toMatchObject({ ok: true });
}

type Person = Awaited<ReturnType<typeof enter>>;

/**
 * How many objects R2 has, by Miniflare's list of objects: a killed server may leave content
 * behind that is not on the list.
 */
async function filesIn({ persistTo }: RunningServer): Promise<number> {
  const folder = join(persistTo, "v3/r2/miniflare-R2BucketObject");
  const databases = (await readdir(folder)).filter((file) => /^[0-9a-f]+\.sqlite$/.test(file));
  const counts = databases.map((file) => {
    const database = new DatabaseSync(join(folder, file), { readOnly: true, timeout: 10_000 });
    try {
      return Number(database.prepare("SELECT count(*) AS count FROM _mf_objects").get()?.count);
    } finally {
      database.close();
    }
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

const historyOf = async ({ url }: RunningServer, room: string): Promise<unknown> =>
  (await fetch(`${url}/api/rooms/${room}/messages`)).json();

it("after a crash the directory counts no one who was connected, and lists no deleted room", async () => {
  const server = await startServer({ vars: { LIMIT_DIRECTORY_MS: "1" } });
  const listed = async () => {
    const { rooms } = (await (await fetch(`${server.url}/api/rooms`)).json()) as {
      rooms: { name: string; people: number }[];
    };
    return rooms.map(({ name, people }) => `${name}: ${people}`).sort();
  };
  const [deserted, gone] = [uniqueRoom("deserted"), uniqueRoom("gone")];
  const people = [await enter(server, deserted), await enter(server, deserted), await enter(server, gone)];
  for (const { socket } of people.slice(1)) await ask(socket, "message:send", { nonce: "1", text: "here" });
  await expect.poll(listed, { timeout: 60_000 }).toEqual([`${deserted}: 2`, `${gone}: 1`]);
  await ask((people[2] as Person).socket, "room:delete", {});
  await server.kill();
  for (const { socket } of people) socket.disconnect();
  await server.restart();
  await expect.poll(listed, { timeout: 60_000 }).toEqual([`${deserted}: 0`]);
  const back = await enter(server, deserted);
  await expect.poll(listed, { timeout: 60_000 }).toEqual([`${deserted}: 1`]);
  back.socket.disconnect();
});

it("an acknowledged deletion survives a crash, and its files are deleted too", async () => {
  const server = await startServer();
  const [keptRoom, lostRoom] = [uniqueRoom("kept"), uniqueRoom("lost")];
  const [kept, lost] = [await enter(server, keptRoom), await enter(server, lostRoom)];
  for (const nonce of ["1", "2"]) {
    await sendFile(server, keptRoom, nonce, kept);
    await sendFile(server, lostRoom, nonce, lost);
  }
  expect(await filesIn(server)).toBe(4);
  expect(await ask(kept.socket, "message:delete", { seq: 1 })).toMatchObject({ ok: true });
  expect(await ask(lost.socket, "room:delete", {})).toEqual({ ok: true });
  await server.kill();
  await server.restart();

  await expect
    .poll(() => historyOf(server, lostRoom), { timeout: 60_000 })
    .toEqual({ ok: true, messages: [], hasMore: false });
  await expect.poll(() => filesIn(server), { timeout: 60_000 }).toBe(1);
  expect(await historyOf(server, keptRoom)).toMatchObject({
    messages: [{ deleted: true }, { text: "2", attachments: [{ name: "a.txt" }] }],
  });
});
