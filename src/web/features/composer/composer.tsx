/** The composer: text, formatting, completion, and the send button. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Member } from "../../../shared/contract/message.ts";
import { cleanText } from "../../../shared/text/clean-text.ts";
import { systemClock } from "../../core/clock.ts";
import { isTemporary } from "../../core/connection/connection-state.ts";
import { preloadFor, replaceShortcodes } from "../../core/emoji/lazy-emoji.ts";
import { limits } from "../../core/limits.ts";
import type { RoomClient } from "../../core/room-client.ts";
import { stopwatch } from "../../core/text/times.ts";
import { nextTask } from "../../core/when-idle.ts";
import { formatNames, isolate } from "../../i18n/names.ts";
import { pluralForm } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { SendIcon } from "../../ui/icons/icons.tsx";
import { handleFormatKey } from "../../ui/keyboard/format-shortcuts.ts";
import { keyName } from "../../ui/keyboard/key-tooltip.ts";
import { fitHeight, textDirection } from "../../ui/text-field.ts";
import { useRemainingTime } from "../../ui/use-now.ts";
import { type RoomPageContext, useRoom } from "../context/room-context.ts";
import { useLazyModule } from "../context/use-lazy-module.ts";
import type { Completion } from "./completion.ts";
import { EmojiButton } from "./emoji-button.tsx";
import { composerTools } from "./lazy-composer-tools.ts";

/** The count of characters left is shown from this number on. */
const COUNT_FROM = 200;

/** The names of more people who type are not listed. */
const MAX_TYPING_NAMES = 3;

interface ComposerProps {
  input: RefObject<HTMLTextAreaElement | null>;
  /** Shown above the text: the message that is replied to, attached files. */
  above: ComponentChildren;
  attachButton(disabled: boolean): ComponentChildren;
}

export function Composer({ input, above, attachButton }: ComposerProps) {
  const context = useRoom();
  const { room, draft, scrollAnchor, replyTarget, attachmentsDraft, peoplePanel, enterKey, hasList } =
    context;
  const text = useSignal(draft.read());
  const charactersLeft = limits.value.textLength - text.value.length;
  const isLengthShown = charactersLeft <= COUNT_FROM;
  const hasFiles = attachmentsDraft.isSendable;
  const isSendable = (hasFiles || cleanText(text.value) !== "") && charactersLeft >= 0;
  useLazyModule(composerTools, isLengthShown);
  const tools = composerTools.loaded.value;
  const completion = useMemo(
    () =>
      tools &&
      new tools.Completion(
        {
          known: () => mentionable(room),
          hasMore: () => !room.memberList.isComplete.peek(),
          find: (query) => room.people.find(query),
          label: (person) => room.people.labelOf(person),
        },
        systemClock,
      ),
    [room, tools],
  );
  const state = room.connection.state.value;
  const isRejected = state.kind === "refused" && !isTemporary(state.code);
  const you = room.memberList.you.value;
  const hasSuggestions = completion !== undefined && completion.choices.value.length > 0;
  const { composer } = words();
  const name = isolate(room.settings.title.value);

  useLayoutEffect(() => {
    const measure = () => {
      if (input.current === null) return;
      fitHeight(input.current);
      scrollAnchor.settle();
    };
    // To measure the field is to lay out the page: while it is not shown yet, that is a task of its own.
    if (hasList.peek()) measure();
    else void nextTask().then(measure);
  }, [input, text.value, hasList]);

  // Completes what was typed before the tools were loaded.
  const typed = useRef(false);
  useEffect(() => {
    const field = input.current;
    if (typed.current && field !== null) completion?.update(field.value, field.selectionStart);
  }, [input, completion]);

  const setText = (value: string) => {
    text.value = value;
    draft.write(value);
    preloadFor(value);
    if (value === "") room.typing.stopped();
    else room.typing.typed();
  };
  const take = (index?: number) => {
    const field = input.current;
    const taken = field === null ? undefined : completion?.accept(field.value, field.selectionStart, index);
    if (field === null || taken === undefined) return;
    setText(taken.text);
    field.value = taken.text;
    field.setSelectionRange(taken.caret, taken.caret);
  };
  const send = () => {
    if (!isSendable || isRejected) return;
    const replyTo = replyTarget.peek()?.seq;
    const attachments = attachmentsDraft.take();
    room.send({
      text: replaceShortcodes(cleanText(text.peek())),
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(attachments.length === 0 ? {} : { attachments }),
    });
    replyTarget.value = undefined;
    text.value = "";
    draft.write("");
    context.goToNewest();
    input.current?.focus();
  };

  return (
    <form
      class="composer measure"
      aria-label={composer.label}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {tools && completion && <tools.CompletionList completion={completion} accept={take} />}
      <TypingLine />
      {above}
      <div class="composer-box">
        <textarea
          ref={input}
          rows={1}
          value={text.value}
          readOnly={isRejected}
          dir={textDirection(text.value)}
          enterkeyhint={enterKey.sends.value ? "send" : "enter"}
          placeholder={
            you === undefined || !peoplePanel.wide.value
              ? composer.field(name)
              : composer.placeholder(name, isolate(you.name))
          }
          aria-label={composer.field(name)}
          aria-keyshortcuts={enterKey.sends.value ? "Enter" : "Control+Enter"}
          aria-describedby="composer-note slow-mode-note"
          aria-autocomplete="list"
          aria-controls={hasSuggestions ? "choices" : undefined}
          aria-activedescendant={hasSuggestions ? tools?.optionId(completion.selected.value) : undefined}
          onInput={({ currentTarget: { value, selectionStart } }) => {
            setText(value);
            typed.current = true;
            completion?.update(value, selectionStart);
          }}
          onKeyDown={(event) => {
            if (
              (completion && handleCompletionKey(event, completion, take)) ||
              handleFormatKey(event, event.currentTarget)
            ) {
              event.preventDefault();
              return;
            }
            if (event.key === "Escape") stepBack(context);
            if (event.key === "ArrowUp" && text.peek() === "" && editLast(context)) event.preventDefault();
            if (!enterKey.isSendKey(event)) return;
            event.preventDefault();
            send();
          }}
          onBlur={() => {
            completion?.close();
            room.typing.stopped();
          }}
        />
        {attachButton(isRejected)}
        <EmojiButton input={input} />
        <button
          type="submit"
          class="icon-button send"
          aria-label={composer.send}
          aria-disabled={!isSendable || isRejected}
          title={enterKey.sends.value ? composer.sendTip : composer.sendTipWith(keyName("Ctrl+Enter"))}
        >
          <SendIcon />
        </button>
      </div>
      <p id="composer-note" class={charactersLeft < 0 ? "composer-hint over" : "composer-hint"} role="status">
        {isLengthShown && tools?.lengthNote(charactersLeft)}
      </p>
      <SlowModeNote />
    </form>
  );
}

/** Who is typing. The line is always there, so that nothing moves when its text changes. */
function TypingLine() {
  const { room } = useRoom();
  return <span class="typing">{typingSentence(room.people.typingNames.value)}</span>;
}

/** "Ada is typing", "Ada, Grace and Alan are typing", "Several people are typing"; empty without names. */
function typingSentence(names: readonly string[]): string {
  const { typing, severalTyping } = words().composer;
  if (names.length === 0) return "";
  return names.length > MAX_TYPING_NAMES
    ? severalTyping
    : pluralForm(typing(formatNames(names)), names.length);
}

/**
 * When the user may send again in slow mode. It describes the field, so a screen reader does not read it every
 * second.
 */
function SlowModeNote() {
  const remaining = useRemainingTime(useRoom().room.settings.slowMode.maySendAt.value);
  return (
    <p id="slow-mode-note" class="composer-hint number">
      {remaining > 0 ? words().composer.canSendIn(stopwatch(remaining)) : ""}
    </p>
  );
}

/** Handles keys of the open suggestions. Returns whether the key was one of them. */
function handleCompletionKey(
  { key, shiftKey }: KeyboardEvent,
  completion: Completion,
  take: () => void,
): boolean {
  if (completion.choices.peek().length === 0 || shiftKey) return false;
  if (key === "ArrowDown") completion.moveSelection(1);
  else if (key === "ArrowUp") completion.moveSelection(-1);
  else if (key === "Enter" || key === "Tab") take();
  else if (key === "Escape") completion.close();
  else return false;
  return true;
}

/** The known members who are here, then the authors of loaded messages, without you. */
function mentionable({ memberList, people: { authors } }: RoomClient): Member[] {
  const you = memberList.you.peek()?.id;
  const present = memberList.members.peek();
  const written = [...authors.peek().values()]
    .filter(({ id }) => memberList.member(id) === undefined)
    .reverse();
  return [...present, ...written].filter(({ id }) => id !== you);
}

/** Starts to edit your last message, wherever the list is scrolled to. Returns whether there is one. */
function editLast(context: RoomPageContext): boolean {
  const { activeMessage, scrollAnchor, focusComposer } = context;
  context.goToNewest();
  return activeMessage.editLast(scrollAnchor.rows.rows, focusComposer);
}

/** Esc cancels a reply; without a reply it scrolls to the newest message. */
function stepBack(context: RoomPageContext): void {
  if (context.replyTarget.peek() === undefined) context.goToNewest();
  context.replyTarget.value = undefined;
}
