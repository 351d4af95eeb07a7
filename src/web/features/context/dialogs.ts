/** Which dialog of the room page is open, and what it is about. */
import { signal } from "@preact/signals";
import type { Attachment, Member } from "../../../shared/contract/message.ts";
import type { Menu } from "../../ui/dialog/menu.tsx";

export type DialogName =
  | "keys"
  | "jump"
  | "search"
  | "wire"
  | "about"
  | "person"
  | "picture"
  | "emoji"
  | "menu"
  | "invite"
  | "new-room";

/** A request for the emoji picker. */
export interface EmojiChoice {
  /** The element that the picker opens beside. */
  beside: HTMLElement;
  take(emoji: string): void;
  /** Restores the focus, whether an emoji was chosen or not. */
  giveBack(): void;
}

export interface DialogProps {
  close(): void;
}

export class Dialogs {
  readonly open = signal<DialogName | undefined>(undefined);
  /** The member that the dialog "person" shows. */
  person: Member | undefined;
  /** The image that the dialog "picture" shows. */
  picture: Attachment | undefined;
  /** The items that the dialog "menu" shows. */
  menu: Menu | undefined;
  /** The request that the dialog "emoji" answers. */
  choice: EmojiChoice | undefined;

  choose(choice: EmojiChoice): void {
    this.choice = choice;
    this.open.value = "emoji";
  }

  show(picture: Attachment): void {
    this.picture = picture;
    this.open.value = "picture";
  }

  showMenu(menu: Menu): void {
    this.menu = menu;
    this.open.value = "menu";
  }

  about(person: Member): void {
    this.person = person;
    this.open.value = "person";
  }
}
