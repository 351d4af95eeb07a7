/** The rate limit of new rooms by network: of the Workers rate limiting binding, or else of the directory. */
import { failure } from "../shared/contract/errors.ts";
import type { Directory } from "./directory.ts";
import { directoryStub } from "./directory-stub.ts";

export const TOO_MANY_ROOMS = failure(
  "rate_limited",
  "Too many rooms from your network. Wait a minute.",
  60_000,
);

/** The part of `Env` that counts new rooms. */
export interface RoomCreationEnv {
  ROOM_MAKING?: RateLimit;
  DIRECTORY: DurableObjectNamespace<Directory>;
}

/**
 * Counts a new room.
 *
 * @param network see `networkOf`; loopback is not counted
 * @returns whether the network may create it
 */
export async function mayCreateRoom(env: RoomCreationEnv, network: string | undefined): Promise<boolean> {
  if (network === undefined) return true;
  return env.ROOM_MAKING === undefined
    ? directoryStub(env).mayCreateRoom(network)
    : (await env.ROOM_MAKING.limit({ key: network })).success;
}
