/** A sheet at the end of the page that leaves the rest usable, so that the user can write and watch. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../../i18n/room/index.ts";
import { CloseButton } from "../../ui/dialog/close-button.tsx";

interface DrawerProps {
  title: string;
  close(): void;
  children: ComponentChildren;
}

export function Drawer({ title, close, children }: DrawerProps) {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    button.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <aside
      class="drawer"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        close();
      }}
    >
      <div class="modal-head">
        <h2>{title}</h2>
        <CloseButton close={close} title={words().closeTip} button={button} />
      </div>
      {children}
    </aside>
  );
}
