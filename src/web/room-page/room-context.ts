/** What every component of the room page can reach. */
import type { ReadonlySignal, Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Message } from "../../protocol/message.ts";
import type { Draft } from "../device/draft.ts";
import type { EmojiUse } from "../device/emoji-use.ts";
import type { EnterKey } from "../device/enter-key.ts";
import type { SingleKeys } from "../device/single-keys.ts";
import type { Store } from "../device/storage.ts";
import type { VisitedRoom } from "../device/visited-rooms.ts";
import type { Attaching } from "../files/attaching.ts";
import type { MentionNotices } from "../room/mention-notices.ts";
import type { RoomClient } from "../room/room-client.ts";
import type { Unseen } from "../room/unseen.ts";
import type { RoomMarks } from "../rooms/room-news.ts";
import type { Attention } from "./attention.ts";
import type { Dialogs } from "./dialogs.tsx";
import type { FollowList } from "./follow-list.ts";
import type { Panel } from "./panel.ts";
import type { Toast } from "./toast.tsx";

export interface RoomPageContext {
  /** What this device remembers. */
  store: Store;
  room: RoomClient;
  draft: Draft;
  unseen: Unseen;
  follow: FollowList;
  toast: Toast;
  attention: Attention;
  /** The files of the next message. */
  attaching: Attaching;
  /** The message that the next one answers. */
  replying: Signal<Message | undefined>;
  /** Whether the message that the address asks for is being looked for: until then there is nothing to read. */
  arriving: ReadonlySignal<boolean>;
  dialogs: Dialogs;
  emojiUse: EmojiUse;
  singleKeys: SingleKeys;
  enterKey: EnterKey;
  notices: MentionNotices;
  /** Gives the focus to the composer. */
  toComposer(): void;
  /** The rooms opened on this device, latest first. */
  visited: ReadonlySignal<readonly VisitedRoom[]>;
  /** Whether the page asks for a name. */
  asksName: Signal<boolean>;
  /** What happened in the rooms of that list. */
  marks: ReadonlySignal<RoomMarks>;
  /** Goes to a page of this server, without loading it where it is a room's. */
  go(path: string): void;
  /** Takes a room off that list. The one that is open is left for the front page. */
  removeFromList(room: string): void;
  rooms: Panel;
  people: Panel;
}

export const RoomContext = createContext<RoomPageContext | undefined>(undefined);

/** @throws where no room is open around the component: a mistake of the page's own */
export function useRoom(): RoomPageContext {
  const context = useContext(RoomContext);
  if (context === undefined) throw new Error("no room around this component");
  return context;
}
