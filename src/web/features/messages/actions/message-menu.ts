/** The menu of a message. */

import { isStored, type StoredRow } from "../../../core/messages/message-rows.ts";
import { lazyWords } from "../../../i18n/lazy/index.ts";
import { isolate } from "../../../i18n/names.ts";
import type { Menu } from "../../../ui/dialog/menu.tsx";
import type { RoomPageContext } from "../../context/room-context.ts";
import { focusLine, lineAround } from "../list/message-elements.ts";
import { react } from "../message/react.ts";
import { MESSAGE_COMMANDS } from "./message-commands.ts";

/** How many emoji the sheet on a phone offers: one row. */
const OFFERED = 6;

/**
 * The commands that are not buttons beside the message; after a long press all of them.
 *
 * @param isFull whether the menu also has the commands that are buttons, and emoji
 */
export function messageMenu(
  row: StoredRow,
  context: RoomPageContext,
  beside: HTMLElement,
  isFull = false,
): Menu {
  const { singleKeyShortcuts, emojiUse, dialogs } = context;
  const restoreFocus = () => focusLine(row.key);
  const choose = (emoji: string) => void react(context, row.message.seq, emoji, true);
  const commands = MESSAGE_COMMANDS.filter(
    (command) =>
      command.isAllowed(row, context) && (isFull ? !command.keys.includes("+") : command.isButton !== true),
  );
  return {
    title: lazyWords().messageActions.actionsOn(isolate(row.author.name)),
    beside,
    restoreFocus,
    ...(isFull && {
      emoji: {
        offered: emojiUse.mostUsed(OFFERED),
        choose,
        more: () => dialogs.openEmojiPicker({ beside, choose, restoreFocus }),
      },
    }),
    items: commands.map(({ label, Icon, keys, danger = false, run }) => ({
      label: label(row),
      Icon,
      shortcut: singleKeyShortcuts.on.peek() && !isFull ? keys[0] : undefined,
      danger,
      run: () => run(row, context),
    })),
  };
}

/** Opens the full menu of the pressed message, as a sheet. */
export function openMessageMenu(context: RoomPageContext, target: Element): void {
  const line = lineAround(target);
  const row = context.scrollAnchor.rows.rows.find(({ key }) => key === line?.dataset.line);
  if (line === undefined || !isStored(row)) return;
  line.focus({ preventScroll: true });
  context.dialogs.openMenu(messageMenu(row, context, line, true));
}
