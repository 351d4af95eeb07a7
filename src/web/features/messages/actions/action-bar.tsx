/** The actions of a message, as a toolbar beside it. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { StoredRow } from "../../../core/messages/message-rows.ts";
import { lazyWords } from "../../../i18n/lazy/index.ts";
import { MoreIcon, PlusIcon } from "../../../ui/icons/menu-icons.tsx";
import { withSingleKeyShortcut } from "../../../ui/keyboard/key-tooltip.ts";
import { useRoom } from "../../context/room-context.ts";
import { focusLine, lineAround } from "../list/message-elements.ts";
import { react } from "../message/react.ts";
import { deleteMessage, MESSAGE_COMMANDS } from "./message-commands.ts";
import { messageMenu } from "./message-menu.ts";

/** How many emoji the toolbar offers. */
const OFFERED = 8;

export function ActionBar({ row }: { row: StoredRow }) {
  const context = useRoom();
  const { activeMessage, dialogs, emojiUse } = context;
  const bar = useRef<HTMLDivElement>(null);
  const { messageActions } = lazyWords();
  const mode = activeMessage.mode.value;
  const shown = useRef(mode === "actions");

  // The toolbar is one tab stop; arrow keys move between its buttons.
  useLayoutEffect(() => {
    const buttons = bar.current?.querySelectorAll("button") ?? [];
    for (const [index, button] of buttons.entries()) button.tabIndex = index === 0 ? 0 : -1;
  });

  // What opens in the bar takes the focus, and returns it to the message when it closes.
  useLayoutEffect(() => {
    const first = !shown.current;
    shown.current = true;
    const at = document.activeElement;
    if (at !== document.body && lineAround(at)?.dataset.line !== row.key) return;
    if (mode !== "actions") bar.current?.querySelector("button")?.focus();
    else if (!first && at === document.body) focusLine(row.key);
  }, [mode, row.key]);

  const { seq } = row.message;
  const reactWith = (emoji: string) => {
    activeMessage.mode.value = "actions";
    focusLine(row.key);
    void react(context, seq, emoji, true);
  };

  return (
    <div
      ref={bar}
      class="action-bar"
      role="toolbar"
      aria-label={messageActions.actions}
      onKeyDown={(event) => {
        if (event.key === "Escape" && mode !== "actions") {
          event.preventDefault();
          activeMessage.mode.value = "actions";
          focusLine(row.key);
        } else moveButtonFocus(event);
      }}
    >
      {mode === "emoji" ? (
        <>
          {emojiUse.mostUsed(OFFERED).map((emoji) => (
            <BarButton key={emoji} label={messageActions.reactWith(emoji)} onPress={() => reactWith(emoji)}>
              <span class="emoji">{emoji}</span>
            </BarButton>
          ))}
          <BarButton
            label={messageActions.moreEmoji}
            onPress={(button) =>
              dialogs.openEmojiPicker({
                beside: button,
                choose: reactWith,
                restoreFocus: () => focusLine(row.key),
              })
            }
          >
            <PlusIcon />
          </BarButton>
        </>
      ) : null}
      {mode === "actions" ? (
        <>
          {MESSAGE_COMMANDS.filter(({ isButton, isAllowed }) => isButton && isAllowed(row, context)).map(
            ({ label, keys, run, Icon }) => (
              <BarButton
                key={keys[0]}
                label={label(row)}
                shortcut={keys[0]}
                onPress={() => run(row, context)}
              >
                <Icon />
              </BarButton>
            ),
          )}
          <BarButton
            label={messageActions.more}
            opens="menu"
            onPress={(button) => dialogs.openMenu(messageMenu(row, context, button))}
          >
            <MoreIcon />
          </BarButton>
        </>
      ) : null}
      {mode === "delete" ? (
        <>
          <span class="action-bar-question">{messageActions.deleteQuestion}</span>
          <button type="button" class="link-button danger" onClick={() => void deleteMessage(row, context)}>
            {messageActions.delete}
          </button>
          <button
            type="button"
            class="link-button"
            onClick={() => {
              activeMessage.mode.value = "actions";
              focusLine(row.key);
            }}
          >
            {messageActions.cancelDelete}
          </button>
        </>
      ) : null}
    </div>
  );
}

interface BarButtonProps {
  label: string;
  /** The single-key shortcut of the button. */
  shortcut?: string | undefined;
  /** What it opens. */
  opens?: "menu";
  onPress(button: HTMLElement): void;
  children: ComponentChildren;
}

function BarButton({ label, shortcut, opens, onPress, children }: BarButtonProps) {
  const context = useRoom();
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      aria-haspopup={opens}
      aria-keyshortcuts={shortcut && context.singleKeyShortcuts.on.value ? ariaKey(shortcut) : undefined}
      title={shortcut === undefined ? label : withSingleKeyShortcut(context, label, shortcut)}
      onClick={(event) => onPress(event.currentTarget)}
    >
      {children}
    </button>
  );
}

/** A key as `aria-keyshortcuts` spells it. */
const ariaKey = (key: string): string => (key === "+" ? "Plus" : key.length === 1 ? key.toUpperCase() : key);

/** Left and right move between buttons; up and down belong to the list. */
function moveButtonFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const towards = getComputedStyle(event.currentTarget).direction === "rtl" ? -step : step;
  const next = buttons[(at + towards + buttons.length) % buttons.length];
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next?.focus();
}
