/** The newest page of a room for its HTML, before its reader is connected. */
import type { PagePreview } from "../../shared/contract/page-preview.ts";
import type { Permissions } from "../permissions.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { MessageStore } from "./message-store.ts";

/** How many messages it has at most: two screens of a phone. The rest is loaded like all that is older. */
const MOST = 30;

export interface RoomPreview extends PagePreview {
  /** What the room is called; undefined where its name is its title. */
  title: string | undefined;
}

interface PreviewDependencies {
  permissions: Pick<Permissions, "enter" | "read">;
  settings: Pick<SettingsStore, "current">;
  log: Pick<MessageStore, "newestPage" | "lastSeq" | "rev">;
}

/**
 * Reads a room without entering it, and writes nothing.
 *
 * @param person the id of the reader's session, where they have one
 * @throws Refusal where the room is private or being deleted, or the reader is banned
 */
export function previewOf(
  { permissions, settings, log }: PreviewDependencies,
  person: string | undefined,
): RoomPreview {
  // A page is a way in: it shows nothing to a person whom the socket would refuse.
  if (person === undefined) permissions.read(undefined);
  else permissions.enter(person);
  const { lastSeq, rev, newestPage } = log;
  return { title: settings.current.title, messages: newestPage.messages.slice(-MOST), lastSeq, rev };
}
