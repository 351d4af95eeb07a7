/** The dialogs that keys open, each in a chunk of its own that loads when it is asked for. */
import { signal, useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import type { Attachment, Member } from "../../protocol/message.ts";
import { styled } from "../device/late-style.ts";
import type { SingleKeys } from "../device/single-keys.ts";
import { dialogWords } from "../words/dialogs/index.ts";
import { spoken } from "../words/dictionary.ts";
import { fileWords } from "../words/files/index.ts";
import { newRoomWords } from "../words/new-room/index.ts";
import { settingsWords } from "../words/settings/index.ts";
import { wireWords } from "../words/wire/index.ts";
import type { Menu } from "./menu.tsx";
import { isAlone, isWithControl, letterOf } from "./pressed.ts";
import { useRoom } from "./room-context.ts";

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

/** What an emoji is chosen for. */
export interface EmojiChoice {
  /** What asked for it. */
  beside: HTMLElement;
  take(emoji: string): void;
  /** Gives the focus back, whether one was chosen or not. */
  giveBack(): void;
}

/** What a dialog gets: how to close it. */
export interface DialogProps {
  close(): void;
}

const LOAD: Record<DialogName, () => Promise<ComponentType<DialogProps>>> = {
  keys: () => spoken(import("./key-help.tsx"), dialogWords).then(({ KeyHelp }) => KeyHelp),
  wire: () => spoken(import("../wire/wire-view.tsx"), wireWords).then(({ WireView }) => WireView),
  search: () =>
    spoken(import("../search/search-dialog.tsx"), dialogWords).then(({ SearchDialog }) => SearchDialog),
  about: () =>
    spoken(import("../room-settings/about-room.tsx"), settingsWords).then(({ AboutRoom }) => AboutRoom),
  person: () =>
    spoken(import("../room-settings/about-person.tsx"), settingsWords).then(({ AboutPerson }) => AboutPerson),
  picture: () =>
    spoken(import("../files/picture-dialog.tsx"), fileWords).then(({ PictureDialog }) => PictureDialog),
  jump: () => spoken(import("./room-jump.tsx"), dialogWords).then(({ RoomJump }) => RoomJump),
  menu: () => spoken(import("./menu.tsx"), dialogWords).then(({ MenuDialog }) => MenuDialog),
  invite: () =>
    spoken(spoken(import("../invite/invite-dialog.tsx"), dialogWords), settingsWords).then(
      ({ InviteDialog }) => InviteDialog,
    ),
  "new-room": () =>
    spoken(import("../new-room/new-room-dialog.tsx"), newRoomWords).then(
      ({ NewRoomDialog }) => NewRoomDialog,
    ),
  emoji: () => spoken(emojiPicker(), dialogWords).then(({ EmojiPicker }) => EmojiPicker),
};

/** The picker and the names of what it shows. */
async function emojiPicker() {
  const [picker, { loadNames }] = await Promise.all([
    import("../emoji/emoji-picker.tsx"),
    import("../emoji/emoji-names.ts"),
  ]);
  await loadNames();
  return picker;
}

export class Dialogs {
  readonly open = signal<DialogName | undefined>(undefined);
  /** Whom the dialog "person" is about. */
  person: Member | undefined;

  /** What the dialog "picture" shows. */
  picture: Attachment | undefined;

  /** What the dialog "menu" shows. */
  menu: Menu | undefined;

  /** What the dialog "emoji" is open for. */
  choice: EmojiChoice | undefined;

  constructor(private readonly singleKeys: SingleKeys) {}

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

  /** Opens the dialog of a key, if it has one: `?` and `/` where no field has the focus, Ctrl with K, the comma
   * or /, and Ctrl+Shift with F or Y anywhere. */
  takeKey(event: KeyboardEvent): boolean {
    const name = dialogOf(event, this.singleKeys.on.peek());
    if (name === undefined) return false;
    event.preventDefault();
    this.open.value = this.open.peek() === name ? undefined : name;
    return true;
  }
}

const PLAIN_KEYS: Readonly<Record<string, DialogName>> = { "?": "keys", "؟": "keys", "/": "search" };
const CONTROL_KEYS: Readonly<Record<string, DialogName>> = { k: "jump", ",": "about" };
const CONTROL_SHIFT_KEYS: Readonly<Record<string, DialogName>> = { f: "search", y: "wire" };
/** Some keyboards have it above a digit. */
const SLASHES: Readonly<Record<string, DialogName>> = { "/": "keys" };

function dialogOf(event: KeyboardEvent, singleKeys: boolean): DialogName | undefined {
  if (isWithControl(event))
    return (event.shiftKey ? CONTROL_SHIFT_KEYS : CONTROL_KEYS)[letterOf(event)] ?? SLASHES[event.key];
  if (!singleKeys || !isAlone(event)) return undefined;
  const inField = event.target instanceof Element && event.target.matches("input, textarea, select");
  return inField ? undefined : PLAIN_KEYS[event.key];
}

/** Shows the dialog that is open. */
export function OpenDialog() {
  const { dialogs, toast } = useRoom();
  const name = dialogs.open.value;
  const loaded = useSignal<{ name: DialogName; Dialog: ComponentType<DialogProps> } | undefined>(undefined);
  useEffect(() => {
    if (name === undefined) return;
    styled(LOAD[name]())
      .then((Dialog) => {
        loaded.value = { name, Dialog };
      })
      .catch(() => {
        dialogs.open.value = undefined;
        toast.notLoaded();
      });
  }, [name, loaded, dialogs, toast]);
  if (name === undefined || loaded.value?.name !== name) return null;
  const { Dialog } = loaded.value;
  // A key may have opened another by the time this one says that it was closed.
  const close = () => {
    if (dialogs.open.peek() === name) dialogs.open.value = undefined;
  };
  return <Dialog close={close} />;
}
