/** How often one network may bring a room into being, by whatever way: counted by the Workers rate limiting binding. */
import type { Env } from "../env.ts";
import { failure } from "../shared/contract/errors.ts";

/** How whoever makes too many rooms is answered. */
export const TOO_MANY_ROOMS = failure(
  "rate_limited",
  "Too many rooms from your network. Wait a minute.",
  60_000,
);

/** @param network see `networkOf`; loopback is not counted */
export async function mayMakeRoomFrom(
  { ROOM_MAKING }: Pick<Env, "ROOM_MAKING">,
  network: string | undefined,
): Promise<boolean> {
  if (ROOM_MAKING === undefined || network === undefined) return true;
  return (await ROOM_MAKING.limit({ key: network })).success;
}
