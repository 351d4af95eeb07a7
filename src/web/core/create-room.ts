/** Makes a room before anybody is in it, so that it is in no list for a moment where it is not to be in one. */
import type { Ack } from "../../shared/contract/errors.ts";
import type { RoomUpdate } from "../../shared/contract/settings.ts";
import { deviceStore } from "../storage/device-storage.ts";
import { Profile } from "../storage/profile.ts";

/** Without a `name` the server finds an address that nobody guesses. */
export type NewRoom = Pick<RoomUpdate, "visibility" | "title"> & { name?: string };

/** How long the server may take, in milliseconds. */
const ANSWER_WITHIN = 20_000;

/**
 * Whoever makes a room owns it. Where the browser keeps no cookies, the token that proves it goes along to the room's page.
 *
 * @returns the path of its page, or why it was not made; `internal` where no answer came
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
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
    return (await response.json()) as Ack<{ path: string; token?: string }>;
  } catch {
    return { ok: false, error: { code: "internal", message: "No answer came." } };
  }
}
