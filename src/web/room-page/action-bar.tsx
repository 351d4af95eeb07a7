/** What can be done with a message, beside it: a toolbar of its own keys. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Message } from "../../protocol/message.ts";
import {
  CopyIcon,
  DeleteIcon,
  EditIcon,
  LinkIcon,
  PersonIcon,
  ReactIcon,
  ReplyIcon,
} from "../look/icons.tsx";
import { reasonOf } from "../text/reasons.ts";
import { isolated } from "../words/names.ts";
import { words } from "../words/room/index.ts";
import type { Row } from "./conversation.ts";
import { addressOf } from "./go-to-message.ts";
import { useRoom } from "./room-context.ts";

/** What people react with most. */
const EMOJI = ["👍", "❤️", "😂", "🎉", "😮", "😢", "👀", "✅"];

export function ActionBar({ row, message }: { row: Row; message: Message }) {
  const context = useRoom();
  const { attention, toast, room, dialogs } = context;
  const bar = useRef<HTMLDivElement>(null);
  const { message: said } = words();
  const mode = attention.mode.value;
  const first = useRef(true);

  // What a button opened in its place takes its focus.
  useEffect(() => {
    if (!first.current) bar.current?.querySelector("button")?.focus();
    first.current = false;
  }, [mode]);

  const { seq, text, deleted } = message;
  const mayDelete = row.own || room.isOwner.value;
  const copy = async (what: string, done: string) => {
    const copied = await navigator.clipboard.writeText(what).then(
      () => true,
      () => false,
    );
    toast.say(copied ? done : said.notCopied);
  };
  const remove = async () => {
    const error = await room.actions.delete(seq);
    attention.turnTo(undefined);
    if (error !== undefined) toast.say(said.notDeleted(reasonOf(error)));
  };
  const react = async (emoji: string) => {
    attention.mode.value = "actions";
    const error = await room.actions.react(seq, emoji, true);
    if (error !== undefined) toast.say(said.noReaction(reasonOf(error)));
  };

  return (
    <div ref={bar} class="bar" role="toolbar" aria-label={said.actions} onKeyDown={walkButtons}>
      {mode === "emoji"
        ? EMOJI.map((emoji) => (
            <BarButton key={emoji} label={said.reactWith(emoji)} act={() => void react(emoji)}>
              <span class="emoji">{emoji}</span>
            </BarButton>
          ))
        : null}
      {mode === "actions" && deleted !== true ? (
        <>
          <BarButton label={said.react} act={() => (attention.mode.value = "emoji")}>
            <ReactIcon />
          </BarButton>
          <BarButton
            label={words().reply.reply}
            act={() => {
              context.replying.value = message;
              context.toComposer();
            }}
          >
            <ReplyIcon />
          </BarButton>
          <BarButton label={said.copyText} act={() => void copy(text, said.textCopied)}>
            <CopyIcon />
          </BarButton>
          <BarButton label={said.copyLink} act={() => void copy(addressOf(seq), said.linkCopied)}>
            <LinkIcon />
          </BarButton>
          {row.own ? (
            <BarButton label={said.edit} act={() => (attention.editing.value = row.key)}>
              <EditIcon />
            </BarButton>
          ) : null}
          {mayDelete ? (
            <BarButton label={said.delete} act={() => (attention.mode.value = "delete")}>
              <DeleteIcon />
            </BarButton>
          ) : null}
        </>
      ) : null}
      {mode === "actions" && !row.own ? (
        <BarButton
          label={words().people.about(isolated(row.author.name))}
          act={() => dialogs.about(row.author)}
        >
          <PersonIcon />
        </BarButton>
      ) : null}
      {mode === "delete" ? (
        <>
          <span class="bar-question">{said.deleteQuestion}</span>
          <button type="button" class="link-button danger" onClick={() => void remove()}>
            {said.delete}
          </button>
          <button type="button" class="link-button" onClick={() => (attention.mode.value = "actions")}>
            {said.keep}
          </button>
        </>
      ) : null}
    </div>
  );
}

interface BarButtonProps {
  label: string;
  act(): void;
  children: ComponentChildren;
}

const BarButton = ({ label, act, children }: BarButtonProps) => (
  <button type="button" class="icon-button" aria-label={label} title={label} onClick={act}>
    {children}
  </button>
);

/** Left and right go from button to button; up and down are the list's. */
function walkButtons(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const towards = getComputedStyle(event.currentTarget).direction === "rtl" ? -step : step;
  buttons[(at + towards + buttons.length) % buttons.length]?.focus();
}
