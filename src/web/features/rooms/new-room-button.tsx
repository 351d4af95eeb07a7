/** Opens the form for a new room in a dialog, on the landing page. */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { withTimeout } from "../../core/lazy-module.ts";
import { withWords } from "../../i18n/dictionary.ts";
import { landingWords } from "../../i18n/landing/index.ts";
import { newRoomWords } from "../../i18n/new-room/index.ts";
import { CloseButton } from "../../ui/dialog/close-button.tsx";
import { DialogFrame } from "../../ui/dialog/dialog-frame.tsx";
import { withStyles } from "../../ui/lazy-styles.ts";

interface FormProps {
  navigate(path: string): void;
}

export function NewRoomButton({ navigate }: FormProps) {
  const { new: labels, notLoaded } = landingWords();
  const Form = useSignal<ComponentType<FormProps> | undefined>(undefined);
  const failed = useSignal(false);
  const open = async () => {
    failed.value = false;
    try {
      const { NewRoomForm } = await withTimeout(
        withStyles(withWords(import("./new-room-form.tsx"), newRoomWords)),
      );
      Form.value = NewRoomForm;
    } catch {
      failed.value = true;
    }
  };
  return (
    <>
      <p class="enter-room-new">
        {labels.before}{" "}
        <button type="button" class="link-button" aria-haspopup="dialog" onClick={() => void open()}>
          {labels.button}
        </button>{" "}
        {labels.after}
      </p>
      <p class="enter-room-note" role="alert" data-problem={failed.value || undefined}>
        {failed.value ? notLoaded : ""}
      </p>
      {Form.value === undefined ? null : <FormDialog Form={Form} navigate={navigate} />}
    </>
  );
}

function FormDialog({ Form, navigate }: FormProps & { Form: Signal<ComponentType<FormProps> | undefined> }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const close = () => {
    Form.value = undefined;
  };
  const { title } = newRoomWords();
  const Content = Form.value;
  return (
    <DialogFrame frame={dialog} class="modal" label={title} close={close}>
      <div class="modal-body">
        <div class="modal-head">
          <h2>{title}</h2>
          <CloseButton close={close} label={landingWords().close} />
        </div>
        {Content === undefined ? null : <Content navigate={navigate} />}
      </div>
    </DialogFrame>
  );
}
