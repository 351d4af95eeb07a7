/** A room with its owner and another person, for tests of what the owner may do. */
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { send } from "./app.ts";
import { SocketClient } from "./socket-client.ts";

export const evict = (room: string) => evictDurableObject(env.ROOMS.getByName(room));

/** Joins a room again as the same person. */
export const rejoin = (room: string, { welcome }: SocketClient) =>
  SocketClient.connect(room, { token: welcome.you.token });

/** A room with its owner, who wrote the first message, and another person. */
export async function ownedRoom(
  room: string,
): Promise<{ owner: SocketClient; guest: SocketClient; guestId: string }> {
  const owner = await SocketClient.join(room, { name: "Owner" });
  const guest = await SocketClient.join(room, { name: "Guest" });
  await owner.request("message:send", { nonce: "first", text: "my room" });
  return { owner, guest, guestId: guest.welcome.you.id };
}

export const createRoom = (body: unknown, headers: Record<string, string> = {}) =>
  send("/api/rooms", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
