/** A whole room as JSON, for its owner. */
import { Hono } from "hono";
import type { Principal } from "../../auth/principal.ts";
import { roomPath } from "../../shared/room-name.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { sendFailure } from "../middleware/errors.ts";
import { requireVisitor } from "../middleware/principal.ts";
import { limitRequests } from "../middleware/rate-limit.ts";
import { roomName } from "../middleware/room-name.ts";

/** `GET /api/rooms/:room/export` streams `{ ok, v, room, exportedAt, settings, bots, sanctions, messages }`. */
export const exports = new Hono<AppEnv>().get(
  "/api/rooms/:room/export",
  roomName((name) => `/api${roomPath(name)}/export`),
  limitRequests,
  requireVisitor,
  exportRoom,
);

async function exportRoom(c: RouteContext<Principal>): Promise<Response> {
  const { room: name, principal } = c.var;
  const room = c.env.ROOMS.getByName(name);
  const head = await room.exportHead(principal);
  if (!head.ok) return sendFailure(c, head);

  const headers = {
    "Content-Type": "application/json",
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}.json`,
    "Cache-Control": "private, no-store",
  };
  if (c.req.method === "HEAD") return new Response(null, { headers });
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const write = async (): Promise<void> => {
    const writer = writable.getWriter();
    const writeText = (text: string) => writer.write(new TextEncoder().encode(text));
    try {
      await writeText(`${JSON.stringify(head).slice(0, -1)},"messages":[`);
      for (let after = 0, separator = "\n"; ; separator = ",\n") {
        const page = await room.exportPage(principal, after);
        // The user is no longer the owner: the file ends early, so that it is not taken for a whole one.
        if (!page.ok) throw new Error(page.error.code);
        const last = page.messages.at(-1);
        if (last === undefined) break;
        await writeText(separator + page.messages.map((message) => JSON.stringify(message)).join(",\n"));
        after = last.seq;
      }
      await writeText("\n]}\n");
      await writer.close();
    } catch (error) {
      await writer.abort(error);
    }
  };
  c.executionCtx.waitUntil(write());
  return new Response(readable, { headers });
}
