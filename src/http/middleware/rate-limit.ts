/**
 * How often one network may connect, send requests and make rooms: asked before any room wakes, of the Workers rate limiting binding.
 *
 * It counts per location of the edge and is meant to be approximate: what must hold exactly is counted in the room.
 * Its numbers stand in `wrangler.toml`, because the edge reads them there.
 */
import { networkOf } from "../../platform/network.ts";
import { TokenBuckets } from "../../room/rate-limits/token-buckets.ts";
import { failure } from "../../shared/contract/errors.ts";
import type { AppContext } from "../app-env.ts";

/** The period that `wrangler.toml` counts in, in milliseconds: what was one too many may be let through after it. */
const PERIOD = 60_000;

/** How whoever sends too many requests is answered. */
export const TOO_MANY_REQUESTS = failure(
  "rate_limited",
  "Too many requests from your network. Wait a minute.",
  PERIOD,
);

/** How an attempt is answered after many that were refused. */
export const TOO_MANY_CONNECTIONS = failure(
  "rate_limited",
  "Too many connections from your network were refused. Wait a moment.",
  5_000,
);

export { TOO_MANY_ROOMS } from "../../platform/room-creation-limit.ts";

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

/**
 * Connections that were refused, by network: to refuse one is as much work for the room as a message. It lives in this isolate, and
 * ends a flood of attempts early; what must hold is counted in the room.
 */
const refusedConnections = new TokenBuckets({ now: () => Date.now() }, { perSecond: 5, burst: 30 });

/** Whether so many connections of the network that a request comes from were refused that the next attempt is not looked at. */
export function isRefusedOften(c: AppContext): boolean {
  const network = networkOf(c.req.header("CF-Connecting-IP"));
  return network !== undefined && refusedConnections.wait(network) > 0;
}

/** Notes that a connection was refused. */
export function noteRefusedConnection(c: AppContext): void {
  const network = networkOf(c.req.header("CF-Connecting-IP"));
  if (network !== undefined) refusedConnections.take(network);
}
