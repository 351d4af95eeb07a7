/** The parts that the dialogs about a room are made of. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { settingsWords } from "../words/settings/index.ts";
import type { Asking } from "./asking.ts";

/** Some settings under a heading. */
export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class="settings" aria-labelledby={id}>
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

/** Why something was not done. */
export function Problem({ asking }: { asking: Asking }) {
  return (
    <p class="field-error" role="alert">
      {asking.problem.value === "" ? "" : settingsWords().notDone(asking.problem.value)}
    </p>
  );
}
