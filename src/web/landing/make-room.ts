/** Makes a room before anybody is in it, so that it is in no list for a moment where it is not to be in one. */
import type { Ack } from "../../protocol/errors.ts";
import type { RoomUpdate } from "../../protocol/settings.ts";

/** Without a `name` the server finds an address that nobody guesses. */
export type NewRoom = Pick<RoomUpdate, "visibility" | "title"> & { name?: string };

/** @returns the path of its page, or why it was not made; `internal` where no answer came */
export async function makeRoom(room: NewRoom): Promise<Ack<{ path: string }>> {
  try {
    const response = await fetch("/api/rooms", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(room),
    });
    return (await response.json()) as Ack<{ path: string }>;
  } catch {
    return { ok: false, error: { code: "internal", message: "No answer came." } };
  }
}
