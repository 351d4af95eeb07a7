/** The parts of the settings dialogs. */
import type { ComponentChildren, Ref } from "preact";
import { useId } from "preact/hooks";
import { words } from "../i18n/room/index.ts";
import { settingsWords } from "../i18n/settings/index.ts";
import { type PendingRequest, submitUnlessBusy } from "./use-request.ts";

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

/** Says that a setting is being saved, which happens on every change, that it is saved, or why it is not. */
export function Outcome({ request }: { request: PendingRequest }) {
  const { saving, saved } = settingsWords().general;
  return (
    <>
      <p class="settings-status" role="status">
        {request.busy.value ? saving : request.done.value ? saved : ""}
      </p>
      <RequestError request={request} />
    </>
  );
}

interface RequestButtonProps {
  request: PendingRequest;
  act(): Promise<void>;
  kind?: "primary" | "danger";
  disabled?: boolean;
  button?: Ref<HTMLButtonElement>;
  children: ComponentChildren;
}

/** A button that makes a request, unless the last one is still pending. */
export function RequestButton({
  request,
  act,
  kind,
  disabled = false,
  button,
  children,
}: RequestButtonProps) {
  return (
    <button
      ref={button}
      type="button"
      class={kind === undefined ? "button" : `button ${kind}`}
      disabled={disabled}
      aria-disabled={request.busy.value}
      onClick={submitUnlessBusy(request, act)}
    >
      {children}
    </button>
  );
}

interface RequestErrorProps {
  request: PendingRequest;
  /** Makes the request again; without it the control is still there to do so. */
  retry?(): void;
}

/** The error of a request. */
export function RequestError({ request, retry }: RequestErrorProps) {
  const problem = request.problem.value;
  return (
    <p class="field-error" role="alert">
      {/* Without a problem it is empty, and so takes no space. */}
      {problem === "" ? null : settingsWords().failed(problem)}
      {problem === "" || retry === undefined ? null : (
        <>
          {" "}
          <button type="button" class="link-button" onClick={retry}>
            {words().tryAgain}
          </button>
        </>
      )}
    </p>
  );
}
