/** Creates a room with its visibility, so that it is not public for a moment. */
import type { Ack } from "../../shared/contract/errors.ts";
import type { RoomUpdate } from "../../shared/contract/settings.ts";
import { deviceStore } from "../storage/device-storage.ts";
import { Profile } from "../storage/profile.ts";

/** Without a `name` the server makes an address that cannot be guessed. */
export type NewRoom = Pick<RoomUpdate, "visibility" | "title"> & {
  name?: string;
  /** A token of Turnstile, after the error `verification_required`. */
  turnstile?: string;
};

/** How long the server may take, in milliseconds. */
const TIMEOUT = 20_000;

/**
 * Creates a room that the user owns. Without cookies, the token that proves it is carried to the room's page.
 *
 * @returns the path of its page, or the error; `internal` if no answer came
 */
export async function createRoom(room: NewRoom): Promise<Ack<{ path: string }>> {
  const profile = new Profile(deviceStore());
  const answer = await post(room, profile.token);
  if (!answer.ok) return profile.recover(answer.error) ? createRoom(room) : answer;
  if (answer.token !== undefined) profile.setToken(answer.token);
  profile.carryToken();
  return answer;
}

async function post(
  room: NewRoom,
  token: string | undefined,
): Promise<Ack<{ path: string; token?: string }>> {
  try {
    const response = await fetch("/api/rooms", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(room),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return (await response.json()) as Ack<{ path: string; token?: string }>;
  } catch {
    return { ok: false, error: { code: "internal", message: "No answer came." } };
  }
}
