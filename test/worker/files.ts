/** Uploads, and what is stored of them, for tests of files. */
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { UploadedFile } from "../../src/shared/contract/files.ts";
import { smallPng } from "../unit/files/bytes.ts";
import { bearer, send } from "./app.ts";
import type { SocketClient } from "./socket-client.ts";

/** The bytes of a text. */
export const text = (content: string) => Uint8Array.from(new TextEncoder().encode(content));

/** Uploads a file, by default a small PNG. */
export function upload(
  room: string,
  headers: Record<string, string>,
  body: Uint8Array<ArrayBuffer> = smallPng,
  name = "a.png",
) {
  return send(`/api/rooms/${room}/files?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { "Content-Length": String(body.length), ...headers },
    body,
  });
}

/** Uploads a file as a visitor. Returns it. */
export async function uploadFile(
  room: string,
  visitor: SocketClient,
  body?: Uint8Array<ArrayBuffer>,
  name?: string,
) {
  const response = await upload(room, bearer(visitor), body, name);
  expect(response.status).toBe(201);
  return ((await response.json()) as { file: UploadedFile }).file;
}

/** Uploads a file in the room's state, without content in R2. */
export async function reserveStored(room: string, id: string, size: number) {
  const stub = env.ROOMS.getByName(room);
  const reserved = await stub.startUpload({ kind: "visitor", id, name: id }, "a", size);
  return reserved.ok ? stub.finishUpload(reserved.id, { type: "text/plain" }) : reserved;
}

/** The keys of a room's files in R2. */
export const keysOf = async (room: string): Promise<string[]> => {
  const prefix = env.ROOMS.idFromName(room).toString();
  return ((await env.FILES?.list({ prefix }))?.objects ?? []).map(({ key }) => key);
};

/** Runs the room's alarm until no file is waiting to be deleted. */
export async function runCleanup(room: string): Promise<void> {
  const stub = env.ROOMS.getByName(room);
  await expect.poll(() => runDurableObjectAlarm(stub)).toBe(true);
}
