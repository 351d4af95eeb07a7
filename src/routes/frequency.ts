/**
 * How often one network may connect, send requests and make rooms: asked before any room wakes, of the Workers rate limiting binding.
 *
 * It counts per location of the edge and is meant to be approximate: what must hold exactly is counted in the room.
 * Its numbers stand in `wrangler.toml`, because the edge reads them there.
 */
import { networkOf } from "../address.ts";
import { failure } from "../protocol/errors.ts";
import type { AppContext } from "./app-env.ts";

/** The period that `wrangler.toml` counts in, in milliseconds: what was one too many may be let through after it. */
const PERIOD = 60_000;

/** How whoever sends too many requests is answered. */
export const TOO_MANY_REQUESTS = failure(
  "rate_limited",
  "Too many requests from your network. Wait a minute.",
  PERIOD,
);

export { TOO_MANY_ROOMS } from "../room-making.ts";

/** Whether the network that a request comes from may open one more connection. */
export const mayConnect = (c: AppContext): Promise<boolean> => mayOnceMore(c, c.env.CONNECTIONS);

/** Whether it may send one more request to a room: a poll, or a look at its history. */
export const mayRequest = (c: AppContext): Promise<boolean> => mayOnceMore(c, c.env.REQUESTS);

/** Whether it may make one more room. */
export const mayMakeRoom = (c: AppContext): Promise<boolean> => mayOnceMore(c, c.env.ROOM_MAKING);

async function mayOnceMore(c: AppContext, limit: RateLimit | undefined): Promise<boolean> {
  const network = limit && networkOf(c.req.header("CF-Connecting-IP"));
  if (limit === undefined || network === undefined) return true;
  return (await limit.limit({ key: network })).success;
}
