/** The menu of the room, at its title. */

import { isFramed } from "../../core/first-load.ts";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { words } from "../../i18n/room/index.ts";
import { copyText } from "../../ui/clipboard.ts";
import type { Menu, MenuItem } from "../../ui/dialog/menu.tsx";
import { InviteIcon, SearchIcon } from "../../ui/icons/icons.tsx";
import {
  InspectorIcon,
  KeyboardIcon,
  LinkIcon,
  PrintIcon,
  RemoveIcon,
  ReportIcon,
  SettingsIcon,
} from "../../ui/icons/menu-icons.tsx";
import type { RoomPageContext } from "../context/room-context.ts";

export function roomMenu(context: RoomPageContext, beside: HTMLElement): Menu {
  const { room, dialogs, singleKeyShortcuts } = context;
  const labels = dialogWords().menu;
  const open = (name: NonNullable<typeof dialogs.open.value>) => () => {
    dialogs.open.value = name;
  };
  const removeFromList = {
    label: labels.removeFromList,
    Icon: RemoveIcon,
    danger: true,
    run: () => void context.removeRoom(room.name),
  };
  return {
    title: room.settings.title.peek(),
    beside,
    edge: "start",
    items: [
      {
        // Someone may become the owner while the menu is open.
        get label() {
          return room.settings.isOwner.value ? labels.settings : words().header.aboutRoom;
        },
        Icon: SettingsIcon,
        shortcut: "Ctrl+,",
        run: open("settings"),
      },
      ...(room.settings.current.peek()?.closed
        ? []
        : [{ label: words().header.invite, Icon: InviteIcon, run: open("invite") }]),
      {
        label: labels.copyAddress,
        Icon: LinkIcon,
        run: () =>
          void copyText(context, new URL(location.pathname, location.href).href, words().list.addressCopied),
      },
      { label: labels.search, Icon: SearchIcon, shortcut: "Ctrl+Shift+F", run: open("search") },
      ...(room.settings.isOwner.peek()
        ? [{ label: labels.reports, Icon: ReportIcon, run: open("reports") }]
        : []),
      { label: labels.print, Icon: PrintIcon, shortcut: "Ctrl+P", run: () => window.print() },
      {
        label: labels.shortcuts,
        Icon: KeyboardIcon,
        shortcut: singleKeyShortcuts.on.peek() ? "?" : "Ctrl+/",
        run: open("shortcuts"),
      },
      { label: labels.inspector, Icon: InspectorIcon, shortcut: "Ctrl+Shift+Y", run: open("inspector") },
      ...deploymentLinks(labels),
      // It leaves for the front page, which cannot be shown in a frame.
      ...(isFramed() ? [] : [removeFromList]),
    ],
  };
}

/** The privacy notice and the legal notice of the deployment, where it has them. */
function deploymentLinks({ privacy, imprint }: { privacy: string; imprint: string }): MenuItem[] {
  const items = [
    { rel: "privacy-policy", label: privacy },
    { rel: "imprint", label: imprint },
  ];
  return items.flatMap(({ rel, label }) => {
    const link = document.querySelector<HTMLLinkElement>(`link[rel="${rel}"]`);
    if (link === null) return [];
    return [{ label, Icon: LinkIcon, run: () => void window.open(link.href, "_blank", "noopener") }];
  });
}
