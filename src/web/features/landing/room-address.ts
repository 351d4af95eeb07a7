/** What somebody typed or pasted into the field for a room: its name, or its whole address. */
import { parseRoomName, type RoomNameResult, roomNameFromPath, roomPath } from "../../../shared/room-name.ts";

/**
 * Reads `general`, `/rooms/general`, `example.com/rooms/general` and `https://example.com/rooms/general?m=12`.
 *
 * @returns the name, or what is wrong with it, and the path to open; of an address its query stays: an invite, a message
 */
export function readRoomAddress(text: string): { parsed: RoomNameResult; path: string | undefined } {
  const address = /^(?:\S+:\/\/)?[^\s/]*(\/rooms\/[^\s?#]+)(\?[^\s#]*)?/.exec(text.trim());
  if (address !== null) {
    const parsed = roomNameFromPath(address[1] ?? "");
    if (parsed.ok) return { parsed, path: roomPath(parsed.name) + (address[2] ?? "") };
  }
  const parsed = parseRoomName(text);
  return { parsed, path: parsed.ok ? roomPath(parsed.name) : undefined };
}
