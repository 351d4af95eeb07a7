/** A dialog that Esc closes, and a click beside it. Whoever renders it opens it. */
import type { ComponentChildren, RefObject } from "preact";

interface DialogFrameProps {
  frame: RefObject<HTMLDialogElement | null>;
  class: string;
  label: string;
  close(): void;
  children: ComponentChildren;
}

export const DialogFrame = ({ frame, class: name, label, close, children }: DialogFrameProps) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; Esc is its key.
  <dialog
    ref={frame}
    class={name}
    aria-label={label}
    onClose={close}
    onClick={(event) => {
      if (event.target === event.currentTarget) close();
    }}
  >
    {children}
  </dialog>
);
