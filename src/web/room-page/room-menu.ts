/** What can be done with a room, from the menu at its title. */

import { InviteIcon, SearchIcon } from "../look/icons.tsx";
import {
  KeyboardIcon,
  LinkIcon,
  PrintIcon,
  RemoveIcon,
  SettingsIcon,
  WireIcon,
} from "../look/menu-icons.tsx";
import { dialogWords } from "../words/dialogs/index.ts";
import { words } from "../words/room/index.ts";
import { copyText } from "./copy-text.ts";
import type { Menu } from "./menu.tsx";
import type { RoomPageContext } from "./room-context.ts";

export function roomMenu(context: RoomPageContext, beside: HTMLElement): Menu {
  const { room, dialogs, singleKeys } = context;
  const said = dialogWords().menu;
  const open = (name: NonNullable<typeof dialogs.open.value>) => () => {
    dialogs.open.value = name;
  };
  return {
    title: room.rules.title.peek(),
    beside,
    edge: "start",
    items: [
      {
        label: room.rules.isOwner.peek() ? said.settings : words().header.aboutThis,
        Icon: SettingsIcon,
        shortcut: "Ctrl+,",
        run: open("about"),
      },
      { label: words().header.invite, Icon: InviteIcon, run: open("invite") },
      {
        label: said.copyAddress,
        Icon: LinkIcon,
        run: () =>
          void copyText(context, new URL(location.pathname, location.href).href, words().list.addressCopied),
      },
      { label: said.search, Icon: SearchIcon, shortcut: "Ctrl+Shift+F", run: open("search") },
      { label: said.print, Icon: PrintIcon, shortcut: "Ctrl+P", run: () => window.print() },
      {
        label: said.keys,
        Icon: KeyboardIcon,
        shortcut: singleKeys.on.peek() ? "?" : "Ctrl+/",
        run: open("keys"),
      },
      { label: said.wire, Icon: WireIcon, shortcut: "Ctrl+Shift+Y", run: open("wire") },
      { label: said.leaveList, Icon: RemoveIcon, danger: true, run: () => context.removeFromList(room.name) },
    ],
  };
}
