/** Asks before an act, for the reason and, where it cannot be undone, for the name of the room. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { Ack } from "../../../shared/contract/errors.ts";
import { REASON_LENGTH } from "../../../shared/operator.ts";
import type { OwnFailure } from "../../i18n/failure-text.ts";
import { isolate } from "../../i18n/names.ts";
import { operatorWords } from "../../i18n/operator/index.ts";
import { words } from "../../i18n/room/index.ts";
import { Modal } from "../../ui/dialog/modal.tsx";
import { RequestError } from "../../ui/section.tsx";
import { submitUnlessBusy, useRequest } from "../../ui/use-request.ts";

interface ConfirmActProps {
  title: string;
  hint: string;
  /** The name to type; undefined for an act that can be undone. */
  typed?: string | undefined;
  /** More fields. */
  children?: ComponentChildren;
  run(reason: string): Promise<Ack | OwnFailure>;
  /** @param isDone whether the act was done */
  close(isDone: boolean): void;
}

export function ConfirmAct({ title, hint, typed, children, run, close }: ConfirmActProps) {
  const request = useRequest();
  const reason = useSignal("");
  const name = useSignal("");
  const id = useId();
  const labels = operatorWords();
  const matches = typed === undefined || name.value.trim().toLowerCase() === typed;
  const act = async () => {
    if (matches && (await request.run(run(reason.peek().trim()))) !== undefined) close(true);
  };
  return (
    <Modal title={title} close={() => close(false)}>
      <form class="operator-form" onSubmit={submitUnlessBusy(request, act)}>
        <p class="operator-hint">{hint}</p>
        {children}
        {typed === undefined ? null : <Field label={labels.acts.typeName(isolate(typed))} value={name} />}
        <label for={id}>{labels.reason}</label>
        <input
          id={id}
          class="field"
          dir="auto"
          maxLength={REASON_LENGTH}
          aria-describedby={`${id}-hint`}
          value={reason.value}
          onInput={({ currentTarget }) => {
            reason.value = currentTarget.value;
          }}
        />
        <p id={`${id}-hint`} class="operator-hint">
          {labels.reasonHint}
        </p>
        <div class="operator-buttons">
          <button
            type="submit"
            class={typed === undefined ? "button primary" : "button danger"}
            disabled={!matches}
            aria-disabled={request.busy.value}
          >
            {title}
          </button>
          <button type="button" class="button" onClick={() => close(false)}>
            {words().cancel}
          </button>
        </div>
        <RequestError request={request} />
      </form>
    </Modal>
  );
}

interface FieldProps {
  label: string;
  value: { value: string };
  isNumber?: boolean;
  required?: boolean;
}

/** A field with its label. */
export function Field({ label, value, isNumber = false, required = false }: FieldProps) {
  return (
    <label>
      {label}
      <input
        class="field"
        inputMode={isNumber ? "numeric" : "text"}
        dir="auto"
        pattern={isNumber ? "[0-9]*" : undefined}
        required={required}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        value={value.value}
        onInput={({ currentTarget }) => {
          value.value = currentTarget.value;
        }}
      />
    </label>
  );
}
