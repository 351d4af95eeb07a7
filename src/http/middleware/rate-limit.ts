/**
 * Rate limits by network, checked before a room wakes: connections, requests and new rooms.
 *
 * The Workers rate limiting binding counts per location of the edge and is approximate; exact limits are in the room. Its
 * numbers are in `wrangler.toml`, because the edge reads them there.
 */
import { createMiddleware } from "hono/factory";
import { mayCreateRoom, TOO_MANY_ROOMS } from "../../directory/room-creation-limit.ts";
import { networkOf } from "../../platform/network.ts";
import { TokenBuckets } from "../../room/rate-limits/token-buckets.ts";
import { type Failure, failure } from "../../shared/contract/errors.ts";
import type { AppContext, AppEnv } from "../app-env.ts";
import { sendFailure } from "./errors.ts";

/** The period of the binding, in milliseconds, as in `wrangler.toml`. */
const PERIOD = 60_000;

const TOO_MANY_REQUESTS = failure(
  "rate_limited",
  "Too many requests from your network. Wait a minute.",
  PERIOD,
);

const TOO_MANY_CONNECTIONS = failure(
  "rate_limited",
  "Too many connections from your network were rejected. Wait a moment.",
  5_000,
);

/** The query parameter of a request that belongs to an open connection. */
const SESSION_ID = /[?&]sid=/;

/** The network of a request; undefined for loopback. */
export const clientNetwork = (c: AppContext): string | undefined =>
  networkOf(c.req.header("CF-Connecting-IP"));

/** Rejects a network that sends too many requests to rooms with `rate_limited`. */
export const limitRequests = limitBy(mayRequest, TOO_MANY_REQUESTS);

/** Rejects a network that creates too many rooms with `rate_limited`. */
export const limitNewRooms = limitBy((c) => mayCreateRoom(c.env, clientNetwork(c)), TOO_MANY_ROOMS);

function limitBy(count: (c: AppContext) => Promise<boolean>, tooMany: Failure) {
  return createMiddleware<AppEnv>(async (c, next) => ((await count(c)) ? next() : sendFailure(c, tooMany)));
}

/** Whether the network of a request may send one more to a room: it is counted. */
export function mayRequest(c: AppContext): Promise<boolean> {
  return isWithin(c.env.REQUESTS, c);
}

/** Failed attempts to sign in by network, in this isolate. */
const failedSignIns = new TokenBuckets({ now: () => Date.now() }, { perSecond: 0.1, burst: 20 });

/** Rejects a network whose attempts to sign in fail again and again with `rate_limited`. */
export const limitSignIns = createMiddleware<AppEnv>(async (c, next) => {
  const network = clientNetwork(c);
  const wait = network === undefined ? 0 : failedSignIns.wait(network);
  if (wait > 0)
    return sendFailure(c, failure("rate_limited", "Too many failed attempts from your network.", wait));
  await next();
  if (network !== undefined && c.res.status >= 400) failedSignIns.take(network);
});

async function isWithin(limit: RateLimit | undefined, c: AppContext): Promise<boolean> {
  const network = limit && clientNetwork(c);
  if (limit === undefined || network === undefined) return true;
  return (await limit.limit({ key: network })).success;
}

/**
 * Rejected connections by network, in this isolate: rejecting a connection costs a room as much as a message. It stops a flood of
 * attempts early; the exact limit is in the room.
 */
const rejectedConnections = new TokenBuckets({ now: () => Date.now() }, { perSecond: 5, burst: 30 });

/**
 * Rejects a network that opens too many connections, or sends too many requests over them, with `rate_limited`.
 *
 * @param forward passes the request on
 */
export async function limitConnections(c: AppContext, forward: () => Promise<Response>): Promise<Response> {
  if (SESSION_ID.test(c.req.raw.url))
    return (await mayRequest(c)) ? forward() : sendFailure(c, TOO_MANY_REQUESTS);
  const network = clientNetwork(c);
  const noteRejected = (): void => {
    if (network !== undefined) rejectedConnections.take(network);
  };
  if (network !== undefined && rejectedConnections.wait(network) > 0)
    return sendFailure(c, TOO_MANY_CONNECTIONS);
  if (!(await isWithin(c.env.CONNECTIONS, c))) {
    noteRejected();
    return sendFailure(c, TOO_MANY_REQUESTS);
  }
  const response = await forward();
  if (response.status >= 400) noteRejected();
  return response;
}
