/** The newest messages of a room for its page. A room that does not answer in time is shown without them. */
import { visitorPrincipal } from "../../auth/principal.ts";
import type { Session } from "../../auth/session.ts";
import { resultWithin } from "../../platform/with-timeout.ts";
import type { RoomPreview } from "../../room/messages/read-messages.ts";
import type { AppContext } from "../app-env.ts";
import { mayRequest } from "../middleware/rate-limit.ts";

/** How long a page waits for its room, in milliseconds. Meanwhile the browser loads the scripts and styles in its head. */
const TIMEOUT = 1_000;

/** The query parameter for a link to a message. Its reader does not want the newest messages. */
const MESSAGE_PARAMETER = "m";

/**
 * @param session the reader's; undefined for a new visitor
 * @returns undefined if the room has no messages, the reader may not see them, or the room failed
 */
export async function roomPreview(
  c: AppContext,
  name: string,
  session: Promise<Session | undefined>,
): Promise<RoomPreview | undefined> {
  if (c.req.method !== "GET" || c.req.query(MESSAGE_PARAMETER) !== undefined) return undefined;
  try {
    return await resultWithin(TIMEOUT, readPreview(c, name, session));
  } catch {
    // The page's socket gets the same error and shows it.
    return undefined;
  }
}

async function readPreview(
  c: AppContext,
  name: string,
  session: Promise<Session | undefined>,
): Promise<RoomPreview | undefined> {
  const [isAllowed, reader] = await Promise.all([mayRequest(c), session]);
  if (!isAllowed) return undefined;
  const answer = await c.env.ROOMS.getByName(name).preview(reader && visitorPrincipal(reader));
  return answer.ok && answer.messages.length > 0 ? answer : undefined;
}
