/** The newest page of a room for its HTML, before its reader is connected. */
import type { Message } from "../protocol/message.ts";
import type { MessageLog } from "./message-log.ts";
import type { Rights } from "./rights.ts";
import type { Settings } from "./settings.ts";

/** How many messages it has at most: two screens of a phone. The socket brings the rest. */
const MOST = 30;

export interface RoomPreview {
  /** What the room is called; undefined where its name is its title. */
  title: string | undefined;
  /** The newest messages, ascending; each of them as `history:get` has it. */
  messages: Message[];
}

interface PreviewParts {
  rights: Pick<Rights, "enter" | "read">;
  settings: Pick<Settings, "current">;
  log: Pick<MessageLog, "newestPage">;
}

/**
 * Reads a room without entering it, and writes nothing.
 *
 * @param person the id of the reader's session, where they have one
 * @throws Refusal where the room is private or being deleted, or the reader is banned
 */
export function previewOf({ rights, settings, log }: PreviewParts, person: string | undefined): RoomPreview {
  // A page is a way in: it shows nothing to a person whom the socket would refuse.
  if (person === undefined) rights.read(undefined);
  else rights.enter(person);
  return { title: settings.current.title, messages: log.newestPage.messages.slice(-MOST) };
}
