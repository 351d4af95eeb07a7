/** The latest name that a room knows of a person, who may have left. */
import { friendlyName } from "../../auth/friendly-name.ts";
import type { PresenceTracker } from "../connections/presence.ts";
import type { MessageStore } from "../messages/message-store.ts";
import type { GuestStore } from "./guest-store.ts";

export interface KnownNames {
  /** Await its `ready` first. */
  presence: Pick<PresenceTracker, "nameOf">;
  guests: Pick<GuestStore, "nameOf">;
  messageStore: Pick<MessageStore, "select">;
}

export function latestName({ presence, guests, messageStore }: KnownNames, id: string): string {
  const known = presence.nameOf(id) ?? guests.nameOf(id);
  if (known !== undefined) return known;
  const [newest] = messageStore.select("WHERE author = ? ORDER BY seq DESC LIMIT 1", id);
  return newest?.from.name ?? friendlyName(id);
}
