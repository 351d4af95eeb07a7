/** A menu beside the button that opened it; on a phone a sheet with a title. */
import type { FunctionComponent } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { PlusIcon } from "../icons/menu-icons.tsx";
import { keyName } from "../keyboard/key-tooltip.ts";
import { DialogFrame } from "./dialog-frame.tsx";
import { placeBeside } from "./place-beside.ts";

export interface MenuItem {
  label: string;
  Icon: FunctionComponent;
  /** Its keyboard shortcut, as `keyName` takes it. */
  shortcut?: string | undefined;
  /** Whether it removes something: it is red and set apart. */
  danger?: boolean;
  run(): void;
}

export interface Menu {
  title: string;
  items: readonly MenuItem[];
  /** The element that opened it. It gets the focus back unless there is `restoreFocus`. */
  beside: HTMLElement;
  /** Which edges of the menu and the button are aligned; "end" by default. */
  edge?: "start" | "end";
  /** Emoji to choose from, above the items. */
  emoji?: { offered: readonly string[]; choose(emoji: string): void; more(): void };
  restoreFocus?(): void;
}

export function MenuDialog({ menu, close }: { menu: Menu; close(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { title, items, emoji } = menu;
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    element.showModal();
    const stop = placeBeside(element, menu.beside, menu.edge);
    element.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    return () => {
      stop();
      element.close();
      if (menu.restoreFocus === undefined) menu.beside.focus();
      else menu.restoreFocus();
    };
  }, [menu]);
  const pick = (run: () => void) => {
    close();
    // After the focus is restored, so that a dialog that opens next restores it to the same element.
    requestAnimationFrame(run);
  };
  return (
    <DialogFrame frame={dialog} class="menu" label={title} close={close}>
      <p class="menu-title" aria-hidden="true">
        {title}
      </p>
      {emoji === undefined ? null : (
        <div class="menu-emoji">
          {emoji.offered.map((choice) => (
            <button
              key={choice}
              type="button"
              aria-label={dialogWords().message.reactWith(choice)}
              onClick={() => pick(() => emoji.choose(choice))}
            >
              <span class="emoji">{choice}</span>
            </button>
          ))}
          <button type="button" aria-label={dialogWords().message.moreEmoji} onClick={() => pick(emoji.more)}>
            <PlusIcon />
          </button>
        </div>
      )}
      <div
        class="menu-items"
        role="menu"
        tabIndex={-1}
        aria-label={title}
        onKeyDown={(event) => moveFocus(event, event.currentTarget)}
      >
        {items.map(({ label, Icon, shortcut, danger = false, run }) => (
          <button
            key={label}
            type="button"
            class="menu-item"
            role="menuitem"
            data-danger={danger || undefined}
            tabIndex={-1}
            onClick={() => pick(run)}
          >
            <Icon />
            <span class="menu-label">{label}</span>
            {shortcut === undefined ? null : (
              <span aria-hidden="true">
                <kbd dir="ltr">{keyName(shortcut)}</kbd>
              </span>
            )}
          </button>
        ))}
      </div>
    </DialogFrame>
  );
}

/** Keyboard navigation: WAI-ARIA Authoring Practices, "Menu and Menubar". */
function moveFocus(event: KeyboardEvent, menu: HTMLElement): void {
  const items = [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = nextItem(event.key, at, items);
  if (to === undefined) return;
  event.preventDefault();
  items[to]?.focus();
}

function nextItem(key: string, at: number, items: readonly HTMLElement[]): number | undefined {
  const count = items.length;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (Math.max(at, 0) - 1 + count) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if ([...key].length !== 1 || key === " ") return undefined;
  const begins = (index: number) =>
    items[index % count]?.textContent?.trim().toLocaleLowerCase().startsWith(key.toLocaleLowerCase()) ===
    true;
  const steps = items.map((_, step) => step + 1).find((step) => begins(at + step));
  return steps === undefined ? undefined : (at + steps) % count;
}
