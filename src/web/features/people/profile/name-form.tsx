/** The form that changes your name. */
import { useSignal } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { cleanName } from "../../../../shared/text/clean-text.ts";
import { limits } from "../../../core/limits.ts";
import { dialogWords } from "../../../i18n/dialogs/index.ts";
import { failureText } from "../../../i18n/failure-text.ts";
import { words } from "../../../i18n/room/index.ts";
import { useRoom } from "../../context/room-context.ts";

/**
 * The state of a name field.
 *
 * @param done runs once the name is saved
 * @param ifEmpty runs if the field is empty
 */
export function useNameForm(name: string, done: () => void, ifEmpty: () => void) {
  const { room } = useRoom();
  const input = useRef<HTMLInputElement>(null);
  const problem = useSignal("");
  const busy = useSignal(false);
  const save = async () => {
    if (busy.peek()) return;
    const chosen = cleanName(input.current?.value ?? "");
    if (chosen === "") return ifEmpty();
    if (chosen === name) return done();
    busy.value = true;
    const error = await room.rename(chosen);
    busy.value = false;
    if (error === undefined) return done();
    problem.value = dialogWords().people.notChanged(failureText(error));
    input.current?.focus();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void save();
  };
  return { input, problem, busy, submit };
}

/** The field; the element `problemId` describes its error. */
export function NameField({
  form: { input, problem },
  problemId,
  ...attributes
}: {
  form: ReturnType<typeof useNameForm>;
  problemId: string;
  id: string;
  defaultValue?: string;
  placeholder?: string;
}) {
  return (
    <input
      {...attributes}
      ref={input}
      class="field"
      maxLength={limits.value.nameLength}
      autocomplete="nickname"
      spellcheck={false}
      dir="auto"
      aria-invalid={problem.value !== ""}
      aria-describedby={problemId}
    />
  );
}

export function NameForm({ name, done }: { name: string; done: () => void }) {
  const id = useId();
  const form = useNameForm(name, done, () => {
    form.problem.value = dialogWords().people.nameNeeded;
  });
  const { input, problem, busy, submit } = form;

  // Before the next key press: it belongs here and not to the composer.
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  return (
    <form
      class="name-form"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        done();
      }}
    >
      <label class="name-label" for={id}>
        {dialogWords().people.yourName}
      </label>
      <NameField form={form} id={id} problemId={`${id}-problem`} defaultValue={name} />
      <p id={`${id}-problem`} class="field-error" role="alert">
        {problem}
      </p>
      <div class="name-form-actions">
        <button type="submit" class="button primary" aria-disabled={busy.value}>
          {words().save}
        </button>
        <button type="button" class="button" onClick={done}>
          {words().cancel}
        </button>
      </div>
    </form>
  );
}
