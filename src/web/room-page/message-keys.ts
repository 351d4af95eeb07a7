/** Keys that do something with the message that has the focus. */
import { isStored } from "./conversation.ts";
import { lineAround } from "./lines.ts";
import { MESSAGE_COMMANDS } from "./message-commands.ts";
import { isAlone, letterOf } from "./pressed.ts";
import type { RoomPageContext } from "./room-context.ts";

const FIELDS = "input, textarea, select";

/** Takes a key that was pressed in the list, if it is one of these. Returns whether it was. */
export function takeMessageKey(event: KeyboardEvent, context: RoomPageContext): boolean {
  const { singleKeys, attention, follow } = context;
  if (!singleKeys.on.peek() || !attention.byKeys || !isAlone(event)) return false;
  if (event.target instanceof Element && event.target.matches(FIELDS)) return false;
  const pressed = letterOf(event);
  const command = MESSAGE_COMMANDS.find(({ keys }) => keys.includes(pressed));
  const line = lineAround(event.target)?.dataset.line;
  const row = follow.rows.rows.find(({ key }) => key === line);
  if (command === undefined || !isStored(row) || !command.may(row, context)) return false;
  attention.turnTo(row.key);
  attention.mode.value = "actions";
  command.run(row, context);
  return true;
}
