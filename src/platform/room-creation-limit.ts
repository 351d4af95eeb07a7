/** The rate limit of new rooms by network: of the Workers rate limiting binding. */
import { failure } from "../shared/contract/errors.ts";

export const TOO_MANY_ROOMS = failure(
  "rate_limited",
  "Too many rooms from your network. Wait a minute.",
  60_000,
);

/**
 * Counts a new room.
 *
 * @param network see `networkOf`; loopback is not counted
 * @returns whether the network may create it
 */
export async function mayCreateRoom(
  { ROOM_MAKING }: { ROOM_MAKING?: RateLimit },
  network: string | undefined,
): Promise<boolean> {
  if (ROOM_MAKING === undefined || network === undefined) return true;
  return (await ROOM_MAKING.limit({ key: network })).success;
}
