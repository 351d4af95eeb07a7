/** Creates a room with its visibility, so that it is not public for a moment. */
import type { Ack } from "../../shared/contract/errors.ts";
import type { RoomUpdate } from "../../shared/contract/settings.ts";
import { deviceStore } from "../storage/device-storage.ts";
import { Profile } from "../storage/profile.ts";
import { sendJson } from "./send-json.ts";

/** Without a `name` the server makes an address that cannot be guessed. */
export type NewRoom = Pick<RoomUpdate, "visibility" | "title"> & {
  name?: string;
  /** A token of Turnstile, after the error `verification_required`. */
  turnstile?: string;
};

/**
 * Creates a room that the user owns. Without cookies, the token that proves it is carried to the room's page.
 *
 * @returns the path of its page, or the error; `internal` if no answer came
 */
export async function createRoom(room: NewRoom): Promise<Ack<{ path: string }>> {
  const profile = new Profile(deviceStore());
  const answer = await sendJson<{ path: string; token?: string }>({
    method: "POST",
    path: "/api/rooms",
    body: room,
    token: profile.token,
  });
  if (!answer.ok) return profile.recover(answer.error) ? createRoom(room) : answer;
  if (answer.token !== undefined) profile.setToken(answer.token);
  profile.carryToken();
  return answer;
}
