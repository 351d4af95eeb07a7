/** What the features of the room page share. */
import type { ReadonlySignal, Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Message } from "../../../shared/contract/message.ts";
import type { NotificationLevel } from "../../../shared/push.ts";
import type { Unread } from "../../core/messages/unread.ts";
import type { RoomClient } from "../../core/room-client.ts";
import type { Store } from "../../storage/device-storage.ts";
import type { Draft } from "../../storage/draft.ts";
import type { EmojiUse } from "../../storage/emoji-use.ts";
import type { EnterKey } from "../../storage/enter-key.ts";
import type { Profile } from "../../storage/profile.ts";
import type { SingleKeyShortcuts } from "../../storage/single-key-shortcuts.ts";
import type { VisitedRoom } from "../../storage/visited-rooms.ts";
import type { Panel } from "../../ui/panel.ts";
import type { Toast } from "../../ui/toast.tsx";
import type { AttachmentsDraft } from "./attachments.ts";
import type { Dialogs } from "./dialogs.ts";
import type { ActiveMessage, ScrollAnchor } from "./message-list.ts";

/** What the list of rooms shows beside a room. */
export interface RoomActivity {
  unread: boolean;
  mentions: number;
  draft: boolean;
}

export type RoomActivities = ReadonlyMap<string, RoomActivity>;

/** Why there are no notifications. "insecure": not over HTTPS, where browsers grant none; "failed": granted, but not shown. */
export type NotificationProblem = "blocked" | "insecure" | "failed" | "missing";

/** Whether notifications also come while the page is closed. "missing": this browser has no Web Push. */
export type ClosedPageState = "on" | "missing" | "failed";

/** The notifications of a room on this device. */
export interface Notifications {
  readonly level: ReadonlySignal<NotificationLevel>;
  readonly problem: Signal<NotificationProblem | undefined>;
  /** Undefined until it is known. */
  readonly closedPage: Signal<ClosedPageState | undefined>;
  /** Stores what was chosen. */
  setLevel(level: NotificationLevel): void;
}

/** What all rooms of the page share. */
export interface PageContext {
  /** The storage of this device. */
  store: Store;
  profile: Profile;
  toast: Toast;
  dialogs: Dialogs;
  emojiUse: EmojiUse;
  enterKey: EnterKey;
  singleKeyShortcuts: SingleKeyShortcuts;
  /** The rooms opened on this device, latest first. */
  visitedRooms: Signal<VisitedRoom[]>;
  /** Unread messages, mentions and drafts in those rooms. */
  roomActivity: Signal<RoomActivities>;
  /** Whether the page asks for a name. */
  asksForName: Signal<boolean>;
  /** Whether the message list may render: the first time it follows what surrounds it. */
  hasList: Signal<boolean>;
  roomsPanel: Panel;
  peoplePanel: Panel;
  /** Opens a page of this server; a room opens without a page load. */
  navigate(path: string): void;
  /** Removes a room from the list; if it is open, the landing page follows. */
  removeRoom(room: string): Promise<void>;
}

/** What belongs to the room that is open. */
export interface RoomPageContext extends PageContext {
  room: RoomClient;
  draft: Draft;
  unread: Unread;
  scrollAnchor: ScrollAnchor;
  activeMessage: ActiveMessage;
  /** The files of the next message. */
  attachmentsDraft: AttachmentsDraft;
  /** The message that the next one replies to. */
  replyTarget: Signal<Message | undefined>;
  /** Whether the page still looks for the message that its address names; the list is not shown until then. */
  isLocating: ReadonlySignal<boolean>;
  notifications: Notifications;
  focusComposer(): void;
  /** Shows a message and those around it, or says that it is not there. */
  goToMessage(seq: number): Promise<void>;
  goToNewest(): void;
}

export const RoomContext = createContext<RoomPageContext | undefined>(undefined);

/** @throws Error if no room is open around the component */
export function useRoom(): RoomPageContext {
  const context = useContext(RoomContext);
  if (context === undefined) throw new Error("no room around this component");
  return context;
}
