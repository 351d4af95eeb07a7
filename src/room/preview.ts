/** The newest page of a room for its HTML, before its reader is connected. */
import type { PagePreview } from "../protocol/preview.ts";
import type { MessageLog } from "./message-log.ts";
import type { Rights } from "./rights.ts";
import type { Settings } from "./settings.ts";

/** How many messages it has at most: two screens of a phone. The rest is loaded like all that is older. */
const MOST = 30;

export interface RoomPreview extends PagePreview {
  /** What the room is called; undefined where its name is its title. */
  title: string | undefined;
}

interface PreviewParts {
  rights: Pick<Rights, "enter" | "read">;
  settings: Pick<Settings, "current">;
  log: Pick<MessageLog, "newestPage" | "lastSeq" | "rev">;
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
  const { lastSeq, rev, newestPage } = log;
  return { title: settings.current.title, messages: newestPage.messages.slice(-MOST), lastSeq, rev };
}
