/** A whole room as JSON, or as lines of JSON that can be imported again, for its owner. */
import { Hono } from "hono";
import type { Principal } from "../../auth/principal.ts";
import { sessionSigner } from "../../auth/session-signer.ts";
import type { ChatRoom } from "../../room/chat-room.ts";
import type { ExportHead } from "../../room/storage/export.ts";
import { failure } from "../../shared/contract/errors.ts";
import { roomPath } from "../../shared/room-name.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { sendFailure } from "../middleware/errors.ts";
import { requireVisitor } from "../middleware/principal.ts";
import { limitRequests } from "../middleware/rate-limit.ts";
import { roomName } from "../middleware/room-name.ts";
import { exportLines } from "../transfer/export-lines.ts";
import { NDJSON } from "../transfer/import-room.ts";

const UNKNOWN_FORMAT = failure("invalid", "format: must be json or ndjson");

/**
 * `GET /api/rooms/:room/export` streams `{ ok, v, room, exportedAt, settings, bots, sanctions, messages }`. With `?format=ndjson` it
 * streams lines that can be imported again, files included.
 */
export const exports = new Hono<AppEnv>().get(
  "/api/rooms/:room/export",
  roomName((name) => `/api${roomPath(name)}/export`),
  limitRequests,
  requireVisitor,
  exportRoom,
);

async function exportRoom(c: RouteContext<Principal>): Promise<Response> {
  const { room: name, principal } = c.var;
  const format = c.req.query("format") ?? "json";
  if (format !== "json" && format !== "ndjson") return sendFailure(c, UNKNOWN_FORMAT);
  const room = c.env.ROOMS.getByName(name);
  const head = await room.exportHead(principal, format === "ndjson");
  if (!head.ok) return sendFailure(c, head);

  const headers = {
    "Content-Type": format === "json" ? "application/json" : NDJSON,
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}.${format}`,
    "Cache-Control": "private, no-store",
  };
  if (c.req.method === "HEAD") return new Response(null, { headers });
  const texts =
    format === "ndjson"
      ? exportLines({
          room,
          owner: principal,
          head,
          signer: await sessionSigner(c.env),
          bucket: c.env.FILES,
        })
      : exportJson(room, principal, head);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  c.executionCtx.waitUntil(write(texts, writable.getWriter()));
  return new Response(readable, { headers });
}

/** Writes texts as they are read. Where one fails, the file ends early, so that it is not taken for a whole one. */
async function write(
  texts: AsyncIterable<string>,
  writer: WritableStreamDefaultWriter<Uint8Array>,
): Promise<void> {
  try {
    for await (const text of texts) await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch (error) {
    await writer.abort(error);
  }
}

async function* exportJson(
  room: DurableObjectStub<ChatRoom>,
  owner: Principal,
  head: ExportHead & { ok: true },
): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"messages":[`;
  for (let after = 0, separator = "\n"; ; separator = ",\n") {
    const page = await room.exportPage(owner, { message: after });
    // The user is no longer the owner.
    if (!page.ok) throw new Error(page.error.code);
    const last = page.messages.at(-1);
    if (last === undefined) break;
    yield separator + page.messages.map((message) => JSON.stringify(message)).join(",\n");
    after = last.seq;
  }
  yield "\n]}\n";
}
