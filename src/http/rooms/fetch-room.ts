/** Sends the requests of sockets to the object that has the connection: a room's own, or one of its relays. */
import type { Env } from "../../env.ts";
import {
  parseNumber,
  RELAY_FULL,
  RELAY_HEADER,
  relayName,
  relayOfConnection,
} from "../../room/relay/relay-name.ts";

/** How long a room's relay for new connections is remembered, in milliseconds, and for how many rooms. */
const REMEMBER = 5_000;
const MAX_ROOMS = 1_000;

/** How often a room is asked again, because the relay that it named filled up. */
const TRIES = 5;

/** The relay that a room named last, in this isolate. */
const remembered = new Map<string, { relay: number; until: number }>();

/**
 * Forwards a request to a room. A new connection goes to the room's own object, or to the relay that the room names.
 *
 * @param room its canonical name
 */
export async function fetchRoom(env: Env, room: string, request: Request): Promise<Response> {
  const sid = request.url.match(/[?&]sid=([^&#]*)/)?.[1];
  const relay = sid === undefined ? relayFor(room) : relayOfConnection(sid);
  // Only a GET opens a connection. The body of another request could not be sent twice.
  const opensNone = request.method === "OPTIONS" || (sid === undefined && request.method !== "GET");
  if (env.RELAYS === undefined || opensNone) return env.ROOMS.getByName(room).fetch(request);
  if (sid !== undefined) {
    return relay === undefined
      ? env.ROOMS.getByName(room).fetch(request)
      : env.RELAYS.getByName(relayName(room, relay)).fetch(request);
  }
  let next = relay;
  let full: number | undefined;
  for (let tries = 0; tries < TRIES; tries++) {
    if (next === undefined) {
      const response = await env.ROOMS.getByName(room).fetch(withHeader(request, full));
      // To read its headers costs time when a thousand clients connect at once.
      if (response.status === 101) return response;
      next = parseNumber(response.headers.get(RELAY_HEADER));
      if (next === undefined) return response;
    }
    const response = await env.RELAYS.getByName(relayName(room, next)).fetch(request);
    if (response.headers.get(RELAY_HEADER) !== RELAY_FULL) {
      remember(room, next);
      return response;
    }
    remembered.delete(room);
    full = next;
    next = undefined;
  }
  return new Response("The room is being enlarged. Try again.", {
    status: 503,
    headers: { "Retry-After": "1" },
  });
}

/** The request with the number of a relay that refused it. */
function withHeader(request: Request, full: number | undefined): Request {
  // As it is: a copy costs time when a thousand clients connect at once.
  if (full === undefined && !request.headers.has(RELAY_HEADER)) return request;
  const headers = new Headers(request.headers);
  headers.delete(RELAY_HEADER);
  if (full !== undefined) headers.set(RELAY_HEADER, String(full));
  return new Request(request, { headers });
}

function relayFor(room: string): number | undefined {
  const known = remembered.get(room);
  return known !== undefined && known.until > Date.now() ? known.relay : undefined;
}

/** The first use decides how long: after that the room is asked whether it has become smaller. */
function remember(room: string, relay: number): void {
  if (relayFor(room) === relay) return;
  if (remembered.size >= MAX_ROOMS) remembered.clear();
  remembered.set(room, { relay, until: Date.now() + REMEMBER });
}
