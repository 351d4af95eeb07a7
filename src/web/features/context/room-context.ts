/** What every component of the room page can reach. */
import type { ReadonlySignal, Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Message } from "../../../shared/contract/message.ts";
import type { Unread } from "../../core/messages/unread.ts";
import type { RoomClient } from "../../core/room-client.ts";
import type { Store } from "../../storage/device-storage.ts";
import type { Draft } from "../../storage/draft.ts";
import type { EmojiUse } from "../../storage/emoji-use.ts";
import type { EnterKey } from "../../storage/enter-key.ts";
import type { SingleKeyShortcuts } from "../../storage/single-key-shortcuts.ts";
import type { VisitedRoom } from "../../storage/visited-rooms.ts";
import type { Panel } from "../../ui/panel.ts";
import type { Toast } from "../../ui/toast.tsx";
import type { AttachmentsDraft } from "../files/attachments-draft.ts";
import type { ActiveMessage } from "../messages/actions/active-message.ts";
import type { ScrollAnchor } from "../messages/list/scroll-anchor.ts";
import type { MentionNotifications } from "../notifications/mention-notifications.ts";
import type { Dialogs } from "../room/dialogs.tsx";
import type { RoomMarks } from "../rooms/room-news.ts";

export interface RoomPageContext {
  /** What this device remembers. */
  store: Store;
  room: RoomClient;
  draft: Draft;
  unread: Unread;
  scrollAnchor: ScrollAnchor;
  toast: Toast;
  activeMessage: ActiveMessage;
  /** The files of the next message. */
  attachmentsDraft: AttachmentsDraft;
  /** The message that the next one answers. */
  replying: Signal<Message | undefined>;
  /** Whether the message that the address asks for is being looked for: until then there is nothing to read. */
  arriving: ReadonlySignal<boolean>;
  dialogs: Dialogs;
  emojiUse: EmojiUse;
  singleKeyShortcuts: SingleKeyShortcuts;
  enterKey: EnterKey;
  notices: MentionNotifications;
  /** Gives the focus to the composer. */
  toComposer(): void;
  /** The rooms opened on this device, latest first. */
  visited: ReadonlySignal<readonly VisitedRoom[]>;
  /** Whether the page asks for a name. */
  asksName: Signal<boolean>;
  /** Whether the list of messages is made. The first time it comes after all that is around it. */
  hasList: ReadonlySignal<boolean>;
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
