/** What can be done with a message, by a button and by a key. */
import type { FunctionComponent } from "preact";
import { ReactIcon } from "../look/icons.tsx";
import { CopyIcon, DeleteIcon, EditIcon, LinkIcon, PersonIcon, ReplyIcon } from "../look/menu-icons.tsx";
import { reasonOf } from "../text/reasons.ts";
import { lateWords } from "../words/late/index.ts";
import { isolated } from "../words/names.ts";
import { words } from "../words/room/index.ts";
import type { StoredRow } from "./conversation.ts";
import { copyText } from "./copy-text.ts";
import { addressOf } from "./go-to-message.ts";
import { toLine } from "./lines.ts";
import type { RoomPageContext } from "./room-context.ts";

export interface MessageCommand {
  Icon: FunctionComponent;
  /** The keys that do it, as `letterOf` names them; the first is the one that people are told of. */
  keys: readonly string[];
  /** Whether it has a button beside the message; the others are in the menu. */
  beside?: boolean;
  /** Whether it removes something. */
  danger?: boolean;
  label(row: StoredRow): string;
  /** Whether this reader may do it with this message. */
  may(row: StoredRow, context: RoomPageContext): boolean;
  run(row: StoredRow, context: RoomPageContext): void;
}

const everybody = () => true;

export const MESSAGE_COMMANDS: readonly MessageCommand[] = [
  {
    Icon: ReactIcon,
    keys: ["+", ":"],
    beside: true,
    label: () => lateWords().tools.react,
    may: everybody,
    run: ({ key }, { attention }) => attention.ask(key, "emoji"),
  },
  {
    Icon: ReplyIcon,
    keys: ["r"],
    beside: true,
    label: () => lateWords().tools.reply,
    may: everybody,
    run({ message }, { replying, toComposer }) {
      replying.value = message;
      toComposer();
    },
  },
  {
    Icon: EditIcon,
    keys: ["e"],
    beside: true,
    label: () => lateWords().tools.edit,
    may: ({ own }) => own,
    run: ({ key }, { attention }) => attention.edit(key, () => toLine(key)),
  },
  {
    Icon: CopyIcon,
    keys: ["c"],
    label: () => lateWords().tools.copyText,
    may: ({ text }) => text !== "",
    run: ({ text }, context) => void copyText(context, text, lateWords().tools.textCopied),
  },
  {
    Icon: LinkIcon,
    keys: ["l"],
    label: () => lateWords().tools.copyLink,
    may: everybody,
    run: ({ message }, context) =>
      void copyText(context, addressOf(message.seq), lateWords().tools.linkCopied),
  },
  {
    Icon: PersonIcon,
    keys: ["p"],
    label: ({ author }) => words().people.about(isolated(author.name)),
    may: ({ own }) => !own,
    run: ({ author }, { dialogs }) => dialogs.about(author),
  },
  {
    Icon: DeleteIcon,
    keys: ["Delete", "Backspace"],
    danger: true,
    label: () => lateWords().tools.delete,
    may: ({ own }, { room }) => own || room.rules.isOwner.value,
    run: ({ key }, { attention }) => attention.ask(key, "delete"),
  },
];

/** Deletes a message. The focus stays on its line, which says that it is gone. */
export async function deleteMessage({ key, message }: StoredRow, context: RoomPageContext): Promise<void> {
  const { room, attention, toast } = context;
  const error = await room.actions.delete(message.seq);
  toLine(key);
  attention.turnTo(undefined);
  if (error !== undefined) toast.say(lateWords().tools.notDeleted(reasonOf(error)));
}
