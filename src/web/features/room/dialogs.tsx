/** The dialogs that keys open, each in a chunk of its own that loads when it is asked for. */
import { signal, useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import type { Attachment, Member } from "../../../shared/contract/message.ts";
import type { SingleKeyShortcuts } from "../../storage/single-key-shortcuts.ts";
import type { Menu } from "../../ui/dialog/menu.tsx";
import { isAlone, isWithControl, letterOf } from "../../ui/keyboard/key-events.ts";
import { useRoom } from "../context/room-context.ts";
import { dialogParts } from "./lazy-modules.ts";

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

  constructor(private readonly singleKeyShortcuts: SingleKeyShortcuts) {}

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
    const name = dialogOf(event, this.singleKeyShortcuts.on.peek());
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

function dialogOf(event: KeyboardEvent, singleKeyShortcuts: boolean): DialogName | undefined {
  if (isWithControl(event))
    return (event.shiftKey ? CONTROL_SHIFT_KEYS : CONTROL_KEYS)[letterOf(event)] ?? SLASHES[event.key];
  if (!singleKeyShortcuts || !isAlone(event)) return undefined;
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
    dialogParts
      .load()
      .then(({ loadDialog }) => loadDialog[name]())
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
