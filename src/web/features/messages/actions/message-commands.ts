/** The commands for a message, each with a button or menu item and its shortcuts. */
import type { FunctionComponent } from "preact";
import type { StoredRow } from "../../../core/messages/message-rows.ts";
import { failureText } from "../../../i18n/failure-text.ts";
import { lazyWords } from "../../../i18n/lazy/index.ts";
import { isolate } from "../../../i18n/names.ts";
import { words } from "../../../i18n/room/index.ts";
import { copyText } from "../../../ui/clipboard.ts";
import { ReactIcon } from "../../../ui/icons/icons.tsx";
import {
  CopyIcon,
  DeleteIcon,
  EditIcon,
  LinkIcon,
  PersonIcon,
  ReplyIcon,
  ReportIcon,
} from "../../../ui/icons/menu-icons.tsx";
import type { RoomPageContext } from "../../context/room-context.ts";
import { addressOf } from "../list/go-to-message.ts";
import { focusLine } from "../list/message-elements.ts";

export interface MessageCommand {
  Icon: FunctionComponent;
  /** The shortcuts, as `letterOf` names keys; the first one is shown. */
  keys: readonly string[];
  /** Whether it is a button beside the message; all others are in the menu. */
  isButton?: boolean;
  /** Whether it is destructive. */
  danger?: boolean;
  label(row: StoredRow): string;
  /** Whether this user may run it on this message. */
  isAllowed(row: StoredRow, context: RoomPageContext): boolean;
  run(row: StoredRow, context: RoomPageContext): void;
}

const always = () => true;

export const MESSAGE_COMMANDS: readonly MessageCommand[] = [
  {
    Icon: ReactIcon,
    keys: ["+", ":"],
    isButton: true,
    label: () => lazyWords().messageActions.react,
    isAllowed: always,
    run: ({ key }, { activeMessage }) => activeMessage.openBar(key, "emoji"),
  },
  {
    Icon: ReplyIcon,
    keys: ["r"],
    isButton: true,
    label: () => lazyWords().messageActions.reply,
    isAllowed: always,
    run({ message }, { replyTarget, focusComposer }) {
      replyTarget.value = message;
      focusComposer();
    },
  },
  {
    Icon: EditIcon,
    keys: ["e"],
    isButton: true,
    label: () => lazyWords().messageActions.edit,
    isAllowed: ({ own }) => own,
    run: ({ key }, { activeMessage }) => activeMessage.startEdit(key, () => focusLine(key)),
  },
  {
    Icon: CopyIcon,
    keys: ["c"],
    label: () => lazyWords().messageActions.copyText,
    isAllowed: ({ text }) => text !== "",
    run: ({ text }, context) => void copyText(context, text, lazyWords().messageActions.textCopied),
  },
  {
    Icon: LinkIcon,
    keys: ["l"],
    label: () => lazyWords().messageActions.copyLink,
    isAllowed: always,
    run: ({ message }, context) =>
      void copyText(context, addressOf(message.seq), lazyWords().messageActions.linkCopied),
  },
  {
    Icon: PersonIcon,
    keys: ["p"],
    label: ({ author }) => words().people.about(isolate(author.name)),
    isAllowed: ({ own }) => !own,
    run: ({ author }, { dialogs }) => dialogs.openProfile(author),
  },
  {
    Icon: ReportIcon,
    keys: [],
    label: () => lazyWords().messageActions.report,
    isAllowed: ({ own }) => !own,
    run({ message }, { dialogs }) {
      dialogs.reported = message;
      dialogs.open.value = "report";
    },
  },
  {
    Icon: DeleteIcon,
    keys: ["Delete", "Backspace"],
    danger: true,
    label: () => lazyWords().messageActions.delete,
    isAllowed: ({ own }, { room }) => own || room.settings.isOwner.value,
    run: ({ key }, { activeMessage }) => activeMessage.openBar(key, "delete"),
  },
];

/** Deletes a message. The focus stays on its line, which then says that it is deleted. */
export async function deleteMessage({ key, message }: StoredRow, context: RoomPageContext): Promise<void> {
  const { room, activeMessage, toast } = context;
  const error = await room.actions.delete(message.seq);
  focusLine(key);
  activeMessage.activate(undefined);
  if (error !== undefined) toast.show(lazyWords().messageActions.notDeleted(failureText(error)));
}
