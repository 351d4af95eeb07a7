/** A modal dialog: the browser keeps the focus in it, closes it on Esc; who had the focus before has it again after. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { CloseIcon } from "../look/icons.tsx";
import { words } from "../words/room/index.ts";
import { useRoom } from "./room-context.ts";
import { keepCaret } from "./text-field.ts";

interface ModalProps {
  title: string;
  /** For what wants more room than a form. */
  wide?: boolean;
  close(): void;
  children: ComponentChildren;
}

export function Modal({ title, wide = false, close, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { toComposer } = useRoom();
  useLayoutEffect(() => {
    const before = document.activeElement;
    const backToCaret = before instanceof HTMLTextAreaElement ? keepCaret(before) : undefined;
    const element = dialog.current;
    element?.showModal();
    return () => {
      // While it is open nothing else can have the focus.
      element?.close();
      if (before instanceof HTMLElement) before.focus();
      backToCaret?.();
      if (document.activeElement === document.body && matchMedia("(pointer: fine)").matches) toComposer();
    };
  }, [toComposer]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; Esc is its key.
    <dialog
      ref={dialog}
      class={wide ? "modal wide" : "modal"}
      aria-label={title}
      onClose={close}
      onClick={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <div class="modal-body">
        <div class="modal-head">
          <h2>{title}</h2>
          <button
            type="button"
            class="icon-button"
            aria-label={words().close}
            title={words().closeTip}
            onClick={close}
          >
            <CloseIcon />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
