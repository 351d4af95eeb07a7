/** Changes the name one goes by. */
import { useSignal } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { cleanName } from "../../protocol/text.ts";
import { limits } from "../limits.ts";
import { reasonOf } from "../text/reasons.ts";
import { dialogWords } from "../words/dialogs/index.ts";
import { words } from "../words/room/index.ts";
import { useRoom } from "./room-context.ts";

export function NameForm({ name, done }: { name: string; done: () => void }) {
  const { room } = useRoom();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const problem = useSignal("");
  const busy = useSignal(false);

  // Before the next key: what is typed at once belongs here, and not to the composer.
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  const save = async () => {
    if (busy.peek()) return;
    const chosen = cleanName(input.current?.value ?? "");
    if (chosen === name) return done();
    if (chosen === "") {
      problem.value = dialogWords().people.nameNeeded;
      return;
    }
    busy.value = true;
    const error = await room.rename(chosen);
    busy.value = false;
    if (error === undefined) return done();
    problem.value = dialogWords().people.notChanged(reasonOf(error));
    input.current?.focus();
  };

  return (
    <form
      class="name-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        done();
      }}
    >
      <label class="you" for={id}>
        {dialogWords().people.yourName}
      </label>
      <input
        ref={input}
        id={id}
        class="field"
        defaultValue={name}
        maxLength={limits.value.nameLength}
        autocomplete="nickname"
        spellcheck={false}
        dir="auto"
        aria-invalid={problem.value !== ""}
        aria-describedby={`${id}-problem`}
      />
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
