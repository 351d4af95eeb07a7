/** A whole room as NDJSON, which can be imported again: everything but credentials, files with their content. */
import { Buffer } from "node:buffer";
import type { Principal } from "../../auth/principal.ts";
import type { Signer } from "../../auth/session.ts";
import type { ChatRoom } from "../../room/chat-room.ts";
import type { ExportHead } from "../../room/storage/export.ts";
import type { Attachment } from "../../shared/contract/message.ts";
import { CHUNK_BYTES, EXPORT_FORMAT } from "./line-schemas.ts";
import { signLine } from "./line-signature.ts";

export interface LineExport {
  room: DurableObjectStub<ChatRoom>;
  owner: Principal;
  head: ExportHead;
  signer: Signer;
  /** Missing in a deployment without files. */
  bucket: R2Bucket | undefined;
}

/** Lines in memory at once. */
const BATCH = 200;

/**
 * The lines of an export, in signed batches of text.
 *
 * The room, its bots, its muted, banned and admitted people, then each message after its files and their content, and an end.
 */
export async function* exportLines(source: LineExport): AsyncGenerator<string> {
  const exported = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("hex");
  let number = 0;
  let batch: Promise<string>[] = [];
  for await (const line of linesOf(source, exported)) {
    number++;
    batch.push(signLine(source.signer, exported, number, line));
    if (batch.length < BATCH && !("data" in line)) continue;
    yield `${(await Promise.all(batch)).join("\n")}\n`;
    batch = [];
  }
  if (batch.length > 0) yield `${(await Promise.all(batch)).join("\n")}\n`;
}

async function* linesOf(source: LineExport, exported: string): AsyncGenerator<object> {
  const { room, owner, head } = source;
  const { v, room: name, exportedAt, settings, bots, sanctions } = head;
  const { lastSeq, rev } = succeeded(await room.overview(owner));
  yield {
    kind: "room",
    format: EXPORT_FORMAT,
    v,
    room: name,
    export: exported,
    exportedAt,
    settings,
    lastSeq,
    rev,
  };
  for (const bot of bots) yield { kind: "bot", ...bot };
  for (const { id, name } of sanctions.muted) yield { kind: "muted", id, name };
  for (const { id, name } of sanctions.banned) yield { kind: "banned", id, name };
  for (let cursor = ""; ; ) {
    const { guests } = succeeded(await room.exportPage(owner, { guest: cursor }));
    const last = guests.at(-1);
    if (last === undefined) break;
    for (const { id, name } of guests) yield { kind: "guest", id, name };
    cursor = last.id;
  }
  let messages = 0;
  let files = 0;
  for (let after = 0; ; ) {
    const page = succeeded(await room.exportPage(owner, { message: after }));
    const last = page.messages.at(-1);
    if (last === undefined) break;
    for (const message of page.messages) {
      // Sent while the export ran: it is in the next one.
      if (message.seq > lastSeq) continue;
      for (const file of message.attachments ?? []) {
        files++;
        yield* fileLines(source, file, message.from.id);
      }
      messages++;
      yield { kind: "message", ...message };
    }
    after = last.seq;
  }
  yield { kind: "end", messages, files };
}

async function* fileLines(
  { room, owner, bucket }: LineExport,
  { path: _, ...file }: Attachment,
  by: string,
): AsyncGenerator<object> {
  const found = await room.readFile(owner, file.id);
  const content = found.ok ? await bucket?.get(found.key) : undefined;
  if (content === undefined || content === null) {
    yield { kind: "file", ...file, by, missing: true };
    return;
  }
  yield { kind: "file", ...file, by };
  for await (const data of chunksOf(content.body)) yield { kind: "chunk", data };
}

/** The content of a file in base64, in pieces of {@link CHUNK_BYTES}. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = new Uint8Array();
  for await (const bytes of body) {
    rest = Buffer.concat([rest, bytes]);
    for (; rest.length >= CHUNK_BYTES; rest = rest.subarray(CHUNK_BYTES))
      yield Buffer.from(rest.subarray(0, CHUNK_BYTES)).toString("base64");
  }
  if (rest.length > 0) yield Buffer.from(rest).toString("base64");
}

/** @throws Error where the user is no longer the owner: the file ends early, without its last line */
function succeeded<Result extends object>(
  answer: Result | { ok: false; error: { code: string } },
): Exclude<Result, { ok: false }> {
  if ("ok" in answer && answer.ok === false)
    throw new Error((answer as { error: { code: string } }).error.code);
  return answer as Exclude<Result, { ok: false }>;
}
