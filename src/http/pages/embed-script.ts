/** `/embed.js`: the script that other sites include. */
import { Hono } from "hono";
import type { AppEnv } from "../app-env.ts";

/** How long a site may use a copy without asking for a new one, in seconds. */
const MAX_AGE = 600;

/** Any site may load the script: which sites may show a room is up to the room's page. */
const HEADERS = {
  "Content-Type": "text/javascript; charset=utf-8",
  "Cache-Control": `public, max-age=${MAX_AGE}`,
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Access-Control-Allow-Origin": "*",
  "X-Content-Type-Options": "nosniff",
};

/** Its name stays the same, so a browser asks for it again by its entity tag. */
export const embedScript = new Hono<AppEnv>().get("/embed.js", async (c) => {
  const headers = new Headers();
  const known = c.req.header("If-None-Match");
  if (known !== undefined) headers.set("If-None-Match", known);
  const file = await c.env.ASSETS.fetch(new Request(new URL("/assets/embed.js", c.req.url), { headers }));
  const answer = new Headers(HEADERS);
  const tag = file.headers.get("ETag");
  if (tag !== null) answer.set("ETag", tag);
  return new Response(file.body, { status: file.status, headers: answer });
});
