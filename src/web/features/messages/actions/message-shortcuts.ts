/** Single-key shortcuts for the focused message. */
import { isStored } from "../../../core/messages/message-rows.ts";
import { hasNoModifier, letterOf } from "../../../ui/keyboard/key-events.ts";
import type { RoomPageContext } from "../../context/room-context.ts";
import { lineAround } from "../list/message-elements.ts";
import { MESSAGE_COMMANDS } from "./message-commands.ts";

const FIELDS = "input, textarea, select";

/** Runs the command of a key. Returns whether the key has one. */
export function handleMessageKey(event: KeyboardEvent, context: RoomPageContext): boolean {
  const { singleKeyShortcuts, activeMessage, scrollAnchor } = context;
  if (!singleKeyShortcuts.on.peek() || !activeMessage.movesByKeys || !hasNoModifier(event)) return false;
  if (event.target instanceof Element && event.target.matches(FIELDS)) return false;
  const pressed = letterOf(event);
  const command = MESSAGE_COMMANDS.find(({ keys }) => keys.includes(pressed));
  const line = lineAround(event.target)?.dataset.line;
  const row = scrollAnchor.rows.rows.find(({ key }) => key === line);
  if (command === undefined || !isStored(row) || !command.isAllowed(row, context)) return false;
  activeMessage.activate(row.key);
  activeMessage.mode.value = "actions";
  command.run(row, context);
  return true;
}
