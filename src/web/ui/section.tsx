/** The parts that the dialogs about a room are made of. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { settingsWords } from "../i18n/settings/index.ts";
import type { PendingRequest } from "./use-request.ts";

/** Some settings under a heading. */
interface SectionProps {
  title: string;
  /** Whether what is in it cannot be taken back: it stands apart. */
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
  /** Gets the ids to be named and described by. */
  control(id: string, hintId: string): ComponentChildren;
}

/** A control, what it is called, and what it does. */
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

/** What became of a setting: every one is saved as soon as it is changed, and says so. */
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

/** Why something was not done. */
export function Problem({ request }: { request: PendingRequest }) {
  return (
    <p class="field-error" role="alert">
      {request.problem.value === "" ? "" : settingsWords().failed(request.problem.value)}
    </p>
  );
}
