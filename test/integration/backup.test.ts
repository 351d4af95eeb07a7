/** `npm run backup` while people talk, and a server that is started with the copy. */
import { spawn } from "node:child_process";
import { once as onceOf } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Socket } from "socket.io-client";
import { expect, onTestFinished, test } from "vitest";
import type { Message, Welcome } from "../../src/shared/contract/index.ts";
import { repository } from "../support/build.ts";
import { createClient, once } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { type RunningServer, startServer } from "../support/server.ts";

const ROOMS = 3;

interface Talker {
  room: string;
  socket: Socket;
  token: string;
  /** Texts that the server has acknowledged. */
  acknowledged: string[];
}

async function enter({ url }: RunningServer, room: string, auth: object = {}): Promise<[Socket, Welcome]> {
  const socket = createClient(url, { path: `/rooms/${room}/socket.io/`, auth });
  const [welcome] = await once<[Welcome]>(socket, "welcome");
  return [socket, welcome];
}

test("a backup while people talk has all that was acknowledged before, and a server continues with it", async () => {
  const server = await startServer();
  const talkers = await Promise.all(
    Array.from({ length: ROOMS }, async (): Promise<Talker> => {
      const room = uniqueRoom("backup");
      const [socket, { you }] = await enter(server, room);
      return { room, socket, token: you.token as string, acknowledged: [] };
    }),
  );
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  const [first] = talkers as [Talker];
  const uploaded = await fetch(`${server.url}/api/rooms/${first.room}/files?name=a.txt`, {
    method: "POST",
    headers: bearer(first.token),
    body: "plain text",
  });
  const { file } = (await uploaded.json()) as { file: { id: string } };
  await first.socket.emitWithAck("message:send", { nonce: "file", text: "", attachments: [file.id] });
  await first.socket.emitWithAck("room:update", { visibility: "private", title: "Kept" });

  let isTalking = true;
  const talking = talkers.map(async ({ socket, acknowledged }) => {
    for (let number = 1; isTalking; number++) {
      const text = `text ${number}`;
      const answer = await socket.emitWithAck("message:send", { nonce: `n${number}`, text });
      expect(answer).toMatchObject({ ok: true });
      acknowledged.push(text);
    }
  });
  await expect
    .poll(() => Math.min(...talkers.map(({ acknowledged }) => acknowledged.length)))
    .toBeGreaterThan(20);
  const before = talkers.map(({ acknowledged }) => [...acknowledged]);

  const folder = await mkdtemp(join(tmpdir(), "socket-rocket-backup-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const backup = spawn(process.execPath, ["scripts/backup.ts", folder, "--persist-to", server.persistTo], {
    cwd: repository,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [code] = await onceOf(backup, "exit");
  expect(code).toBe(0);
  isTalking = false;
  await Promise.all(talking);

  const copy = await startServer({ persistTo: folder });
  const historyOf = async ({ url }: RunningServer, { room, token }: Talker): Promise<Message[]> => {
    const all: Message[] = [];
    for (let after = 0; ; ) {
      const path = `/api/rooms/${room}/messages?limit=100&after=${after}`;
      const answer = await fetch(`${url}${path}`, { headers: bearer(token) });
      const { messages } = (await answer.json()) as { messages: Message[] };
      if (messages.length === 0) return all;
      all.push(...messages);
      after = messages.at(-1)?.seq ?? after;
    }
  };
  for (const [index, talker] of talkers.entries()) {
    const [original, copied] = [await historyOf(server, talker), await historyOf(copy, talker)];
    expect(copied).toEqual(original.slice(0, copied.length));
    const texts = copied.map(({ text }) => text).filter((text) => text !== "");
    expect(texts.slice(0, before[index]?.length)).toEqual(before[index]);
  }
  // Its sessions are valid, its owners own, its files are there, and rooms go on.
  const [owner, { settings, you }] = await enter(copy, first.room, { token: first.token });
  expect(settings).toMatchObject({ owner: you.id, title: "Kept", visibility: "private" });
  const content = await fetch(`${copy.url}/rooms/${first.room}/files/${file.id}`, {
    headers: bearer(first.token),
  });
  expect(await content.text()).toBe("plain text");
  expect(await owner.emitWithAck("message:send", { nonce: "later", text: "later" })).toMatchObject({
    ok: true,
  });
});
