/** Everything that can be done with a message, as a menu. */

import { lateWords } from "../words/late/index.ts";
import { isolated } from "../words/names.ts";
import { isStored, type StoredRow } from "./conversation.ts";
import { lineAround, toLine } from "./lines.ts";
import type { Menu } from "./menu.tsx";
import { MESSAGE_COMMANDS } from "./message-commands.ts";
import { react } from "./reacting.ts";
import type { RoomPageContext } from "./room-context.ts";

/** How many emoji the sheet of a phone offers at once: a row. */
const OFFERED = 6;

/**
 * What the buttons beside a message do not do; everything where it was pressed for long.
 *
 * @param whole whether the menu also has what the buttons do, and emoji
 */
export function messageMenu(
  row: StoredRow,
  context: RoomPageContext,
  beside: HTMLElement,
  whole = false,
): Menu {
  const { singleKeys, emojiUse, dialogs } = context;
  const giveBack = () => toLine(row.key);
  const take = (emoji: string) => void react(context, row.message.seq, emoji, true);
  const commands = MESSAGE_COMMANDS.filter(
    (command) => command.may(row, context) && (whole ? !command.keys.includes("+") : command.beside !== true),
  );
  return {
    title: lateWords().tools.actionsOn(isolated(row.author.name)),
    beside,
    giveBack,
    ...(whole && {
      emoji: {
        offered: emojiUse.most(OFFERED),
        take,
        more: () => dialogs.choose({ beside, take, giveBack }),
      },
    }),
    items: commands.map(({ label, Icon, keys, danger = false, run }) => ({
      label: label(row),
      Icon,
      shortcut: singleKeys.on.peek() && !whole ? keys[0] : undefined,
      danger,
      run: () => run(row, context),
    })),
  };
}

/** Shows everything that can be done with the message that was pressed, in a sheet. */
export function openActions(context: RoomPageContext, target: Element): void {
  const line = lineAround(target);
  const row = context.follow.rows.rows.find(({ key }) => key === line?.dataset.line);
  if (line === undefined || !isStored(row)) return;
  line.focus({ preventScroll: true });
  context.dialogs.showMenu(messageMenu(row, context, line, true));
}
