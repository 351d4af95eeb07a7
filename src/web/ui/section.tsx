/** The parts of the settings dialogs. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { settingsWords } from "../i18n/settings/index.ts";
import type { PendingRequest } from "./use-request.ts";

interface SectionProps {
  title: string;
  /** Whether its actions cannot be undone: it is set apart. */
  danger?: boolean;
  children: ComponentChildren;
}

export function Section({ title, danger = false, children }: SectionProps) {
  const id = useId();
  return (
    <section class={danger ? "settings danger" : "settings"} aria-labelledby={id}>
      <h3 id={id} class="settings-title">
        {title}
      </h3>
      {children}
    </section>
  );
}

interface RowProps {
  label: string;
  hint?: string;
  /** Gets the ids of its label and its hint. */
  control(id: string, hintId: string): ComponentChildren;
}

/** A control with its label and a hint. */
export function Row({ label, hint, control }: RowProps) {
  const id = useId();
  return (
    <div class="settings-row">
      <div>
        <label for={id}>{label}</label>
        <p id={`${id}-hint`} class="settings-hint">
          {hint}
        </p>
      </div>
      {control(id, `${id}-hint`)}
    </div>
  );
}

/** Says that a setting is saved, which happens on every change, or why it is not. */
export function Outcome({ request }: { request: PendingRequest }) {
  return (
    <>
      <p class="settings-status" role="status">
        {request.done.value ? settingsWords().general.saved : ""}
      </p>
      <Problem request={request} />
    </>
  );
}

/** The error of a request. */
export function Problem({ request }: { request: PendingRequest }) {
  return (
    <p class="field-error" role="alert">
      {request.problem.value === "" ? "" : settingsWords().failed(request.problem.value)}
    </p>
  );
}
