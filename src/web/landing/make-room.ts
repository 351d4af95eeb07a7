/** Makes a room that only whoever has its address finds. */
import type { Ack } from "../../protocol/errors.ts";

/** @returns the path of its page; undefined where it could not be made */
export async function makeUnlistedRoom(name: string): Promise<string | undefined> {
  try {
    const response = await fetch("/api/rooms", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name, visibility: "unlisted" }),
    });
    const answer = (await response.json()) as Ack<{ path: string }>;
    return answer.ok ? answer.path : undefined;
  } catch {
    return undefined;
  }
}
