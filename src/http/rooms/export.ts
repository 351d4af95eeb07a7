/** A whole room as JSON, for its owner: `GET /api/rooms/:room/export`. */
import { Hono } from "hono";
import { failure } from "../../shared/contract/errors.ts";
import { roomPath } from "../../shared/room-name.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { refused } from "../middleware/errors.ts";
import { mayRequest, TOO_MANY_REQUESTS } from "../middleware/rate-limit.ts";
import { knownVisitor } from "../middleware/session.ts";
import { withRoom } from "./room-param.ts";

export const exports = new Hono<AppEnv>().get(
  "/api/rooms/:room/export",
  withRoom((name) => `/api${roomPath(name)}/export`, exportRoom),
);

/** Streams `{ ok, v, room, exportedAt, settings, bots, sanctions, messages }`, read a page at a time. */
async function exportRoom(c: AppContext, name: string): Promise<Response> {
  if (!(await mayRequest(c))) return refused(c, TOO_MANY_REQUESTS);
  const id = (await knownVisitor(c))?.id;
  if (id === undefined)
    return refused(c, failure("unauthorized", "Say who you are: the owner of the room may export it."));
  const room = c.env.ROOMS.getByName(name);
  const head = await room.exportHead(id);
  if (!head.ok) return refused(c, head);

  const headers = {
    "Content-Type": "application/json",
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}.json`,
    "Cache-Control": "private, no-store",
  };
  if (c.req.method === "HEAD") return new Response(null, { headers });
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const write = async (): Promise<void> => {
    const writer = writable.getWriter();
    const say = (text: string) => writer.write(new TextEncoder().encode(text));
    try {
      await say(`${JSON.stringify(head).slice(0, -1)},"messages":[`);
      for (let after = 0, isFirst = true; ; isFirst = false) {
        const page = await room.exportPage(id, after);
        // Somebody who is not the owner any more gets no more of it, and a file that says so by not being whole.
        if (!page.ok) throw new Error(page.error.code);
        const last = page.messages.at(-1);
        if (last === undefined) break;
        await say(
          `${isFirst ? "" : ","}\n${page.messages.map((message) => JSON.stringify(message)).join(",\n")}`,
        );
        after = last.seq;
      }
      await say("\n]}\n");
      await writer.close();
    } catch (error) {
      await writer.abort(error);
    }
  };
  c.executionCtx.waitUntil(write());
  return new Response(readable, { headers });
}
