/** Asks a room for what its page shows first. A room that does not answer in time is shown without. */

import type { Session } from "../../auth/session.ts";
import type { RoomPreview } from "../../room/messages/read-messages.ts";
import type { AppContext } from "../app-env.ts";
import { mayRequest } from "../middleware/rate-limit.ts";

/** How long a page waits for its room, in milliseconds: its head is sent, and what that names is fetched, meanwhile. */
const DEADLINE = 1_000;

/** The address of a message far back: the newest are not what its reader came for. */
const ASKS_FOR_MESSAGE = "m";

/**
 * @param session the reader's, undefined for a new one
 * @returns undefined where there is nothing to show, the reader may not see it, or the room is out of order
 */
export async function roomPreview(
  c: AppContext,
  name: string,
  session: Promise<Session | undefined>,
): Promise<RoomPreview | undefined> {
  if (c.req.method !== "GET" || c.req.query(ASKS_FOR_MESSAGE) !== undefined) return undefined;
  const timer = new AbortController();
  const late = scheduler.wait(DEADLINE, { signal: timer.signal }).then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([ask(c, name, session), late]);
  } catch {
    // Whatever is wrong with the room, the socket finds out and says so.
    return undefined;
  } finally {
    timer.abort();
  }
}

async function ask(
  c: AppContext,
  name: string,
  session: Promise<Session | undefined>,
): Promise<RoomPreview | undefined> {
  const [isAllowed, reader] = await Promise.all([mayRequest(c), session]);
  if (!isAllowed) return undefined;
  const answer = await c.env.ROOMS.getByName(name).preview(reader?.id);
  return answer.ok && answer.messages.length > 0 ? answer : undefined;
}
