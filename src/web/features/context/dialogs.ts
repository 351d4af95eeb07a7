/** Which dialog of the room page is open, and what it is about. */
import { signal } from "@preact/signals";
import type { Attachment, Member, Message } from "../../../shared/contract/message.ts";
import type { Menu } from "../../ui/dialog/menu.tsx";

export type DialogName =
  | "shortcuts"
  | "room-switcher"
  | "search"
  | "inspector"
  | "settings"
  | "profile"
  | "image"
  | "emoji"
  | "menu"
  | "invite"
  | "new-room"
  | "devices"
  | "report"
  | "reports";

/** A request for the emoji picker. */
export interface EmojiRequest {
  /** The element that the picker opens beside. */
  beside: HTMLElement;
  choose(emoji: string): void;
  /** Restores the focus, whether an emoji was chosen or not. */
  restoreFocus(): void;
}

export interface DialogProps {
  close(): void;
}

export class Dialogs {
  readonly open = signal<DialogName | undefined>(undefined);
  /** The member that the dialog "profile" shows. */
  profile: Member | undefined;
  /** The image that the dialog "image" shows. */
  image: Attachment | undefined;
  /** The items that the dialog "menu" shows. */
  menu: Menu | undefined;
  /** The message that the dialog "report" is about. Declared only: the first load has no code for it. */
  declare reported: Message | undefined;
  /** The request that the dialog "emoji" answers. */
  emojiRequest: EmojiRequest | undefined;

  openEmojiPicker(emojiRequest: EmojiRequest): void {
    this.emojiRequest = emojiRequest;
    this.open.value = "emoji";
  }

  openImage(image: Attachment): void {
    this.image = image;
    this.open.value = "image";
  }

  openMenu(menu: Menu): void {
    this.menu = menu;
    this.open.value = "menu";
  }

  openProfile(profile: Member): void {
    this.profile = profile;
    this.open.value = "profile";
  }
}
