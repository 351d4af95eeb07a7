/** Exports, imports, and exports that no server has written. */
import { expect } from "vitest";
import { uniqueRoom } from "../support/rooms.ts";
import { bearer, send } from "./app.ts";
import { createRoom } from "./owned-room.ts";
import type { SocketClient } from "./socket-client.ts";

export type Lines = { kind: string; [field: string]: unknown }[];

export const NDJSON = { "Content-Type": "application/x-ndjson" };

export const exportOf = async (room: string, owner: SocketClient): Promise<string> => {
  const response = await send(`/api/rooms/${room}/export?format=ndjson`, { headers: bearer(owner) });
  expect(response.headers.get("Content-Type")).toBe("application/x-ndjson");
  // `text()` warns about a type that does not begin with "text/".
  return new TextDecoder().decode(await response.arrayBuffer());
};

export const parse = (exported: string): Lines =>
  exported
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** What two exports of the same content have in common: all but the room's name, the export's own id and time, and signatures. */
export const contentOf = (exported: string, room: string) =>
  parse(exported.replaceAll(`/rooms/${room}/`, "/rooms/x/")).map((line) => ({
    ...line,
    mac: undefined,
    ...(line.kind === "room" && { room: undefined, export: undefined, exportedAt: undefined }),
  }));

export async function importInto(
  room: string,
  owner: SocketClient | string,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
  query = "",
) {
  const response = await send(`/api/rooms/${room}/import${query}`, {
    method: "POST",
    headers: { ...bearer(owner), ...NDJSON },
    body,
  });
  const answer = (await response.json()) as {
    ok: boolean;
    line?: number;
    done?: boolean;
    error?: { code: string; message: string };
  };
  return { status: response.status, answer };
}

export const stateOf = async (room: string, owner: SocketClient) =>
  (await send(`/api/rooms/${room}/import`, { headers: bearer(owner) })).json();

/** An empty room of a person. */
export async function emptyRoom(owner: SocketClient): Promise<string> {
  const room = uniqueRoom("imported");
  expect((await createRoom({ name: room }, bearer(owner))).status).toBe(201);
  return room;
}

/** An export that this server has not signed. */
export const unsigned = (lines: Lines): string => lines.map((line) => JSON.stringify(line)).join("\n");

export const head = (fields: object = {}) => ({
  kind: "room",
  format: 1,
  export: "0123456789abcdef0123456789abcdef",
  settings: { topic: "<b>bold</b>" },
  lastSeq: 10,
  rev: 0,
  ...fields,
});

export const message = (seq: number, id: string, fields: object = {}) => ({
  kind: "message",
  seq,
  from: { id, name: "Ada" },
  at: 1_700_000_000_000 + seq,
  text: `text ${seq}`,
  nonce: `n${seq}`,
  ...fields,
});

export const file = (size: number) => ({
  kind: "file",
  id: "0".repeat(32),
  name: "../../a.txt",
  type: "text/plain",
  size,
  by: "a",
});
