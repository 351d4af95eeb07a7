/** Whether a request may read a room: asked of the room itself, by every route that hands out something of it. */
import type { AppContext } from "./app-env.ts";
import { posterOf } from "./poster.ts";
import { refused } from "./problem.ts";

/**
 * Asks a room whether whoever sends a request may read it. It wakes the room.
 *
 * @param name the room's canonical name
 * @returns the answer to refuse with: 401 or 403, for a private room alone; undefined where they may
 */
export async function refusalToRead(c: AppContext, name: string): Promise<Response | undefined> {
  const answer = await c.env.ROOMS.getByName(name).mayRead(await posterOf(c));
  return answer.ok ? undefined : refused(c, answer);
}
