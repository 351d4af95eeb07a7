/** On a first visit: asks for a name once. Without an answer the generated name stays. */

import { dialogWords } from "../../../i18n/dialogs/index.ts";
import { isolate } from "../../../i18n/names.ts";
import { words } from "../../../i18n/room/index.ts";
import { markNameAsked } from "../../../storage/name-prompt.ts";
import { useRoom } from "../../context/room-context.ts";
import { NameField, useNameForm } from "./name-form.tsx";

export function NamePrompt({ done }: { done(): void }) {
  const { room, store, focusComposer } = useRoom();
  const name = room.memberList.you.value?.name;
  const labels = dialogWords().nameStep;
  const end = () => {
    markNameAsked(store);
    done();
    focusComposer();
  };
  const form = useNameForm(name ?? "", end, end);
  if (name === undefined) return null;
  return (
    <form
      class="measure"
      aria-label={labels.question}
      onSubmit={form.submit}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        end();
      }}
    >
      <div class="notice quiet name-prompt">
        <label for="name-prompt">{labels.question}</label>
        <NameField form={form} id="name-prompt" problemId="name-prompt-problem" placeholder={name} />
        <button type="submit" class="button primary" aria-disabled={form.busy.value}>
          {words().save}
        </button>
        <button type="button" class="link-button" onClick={end}>
          {labels.keep(isolate(name))}
        </button>
        <p id="name-prompt-problem" class="field-error" role="alert">
          {form.problem}
        </p>
      </div>
    </form>
  );
}
