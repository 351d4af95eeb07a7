/** A modal dialog. The browser keeps the focus in it and closes it on Esc; afterwards the previous element has the focus. */
import { type ComponentChildren, createContext } from "preact";
import { useContext, useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../../i18n/room/index.ts";
import { keepCaret } from "../text-field.ts";
import { CloseButton } from "./close-button.tsx";
import { DialogFrame } from "./dialog-frame.tsx";

/** Focuses an element when a dialog closes and the one that had the focus before is gone. */
export const FallbackFocus = createContext<() => void>(() => undefined);

interface ModalProps {
  title: string;
  /** For content that is wider than a form. */
  wide?: boolean;
  close(): void;
  children: ComponentChildren;
}

export function Modal({ title, wide = false, close, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const fallbackFocus = useContext(FallbackFocus);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const backToCaret = before instanceof HTMLTextAreaElement ? keepCaret(before) : undefined;
    const element = dialog.current;
    element?.showModal();
    return () => {
      // Where the browser closed it, it restored the focus before this runs: the focus may have moved since.
      const { activeElement } = document;
      if (element?.open === false && activeElement !== before && activeElement !== document.body) return;
      // While it is open no other element can have the focus.
      element?.close();
      if (before instanceof HTMLElement) before.focus();
      backToCaret?.();
      if (document.activeElement === document.body && matchMedia("(pointer: fine)").matches) fallbackFocus();
    };
  }, [fallbackFocus]);
  return (
    <DialogFrame frame={dialog} class={wide ? "modal wide" : "modal"} label={title} close={close}>
      <div class="modal-body">
        <div class="modal-head">
          <h2>{title}</h2>
          <CloseButton close={close} title={words().closeTip} />
        </div>
        {children}
      </div>
    </DialogFrame>
  );
}
