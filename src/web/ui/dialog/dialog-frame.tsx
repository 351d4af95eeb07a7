/** A dialog that closes on Esc and on a click beside it. The component that renders it opens it. */
import type { ComponentChildren, RefObject } from "preact";
import { useRef } from "preact/hooks";

interface DialogFrameProps {
  frame: RefObject<HTMLDialogElement | null>;
  class: string;
  label: string;
  close(): void;
  children: ComponentChildren;
}

export function DialogFrame({ frame, class: name, label, close, children }: DialogFrameProps) {
  /** The element where the press started. */
  const pressed = useRef<EventTarget | null>(null);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; Esc is its key.
    <dialog
      ref={frame}
      class={name}
      aria-label={label}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        // At once, not in the task of the `close` event: what is pressed in between finds the dialog closed.
        event.preventDefault();
        close();
      }}
      onClose={({ currentTarget }) => {
        // The event of a dialog that was removed, or opened again since, is late.
        if (currentTarget.isConnected && !currentTarget.open) close();
      }}
      onPointerDown={({ target }) => {
        pressed.current = target;
      }}
      onClickCapture={(event) => {
        // A finger that opened the dialog by a long press clicks nothing when it is lifted.
        if (event.detail > 0 && pressed.current === null) event.stopPropagation();
      }}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget && pressed.current === target) close();
      }}
    >
      {children}
    </dialog>
  );
}
