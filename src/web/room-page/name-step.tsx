/** On a first visit: asks once what to be called. Whoever goes on without an answer keeps the name they were given. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { cleanName } from "../../protocol/text.ts";
import { nameWasAsked } from "../device/name-asked.ts";
import { limits } from "../limits.ts";
import { reasonOf } from "../text/reasons.ts";
import { dialogWords } from "../words/dialogs/index.ts";
import { isolated } from "../words/names.ts";
import { words } from "../words/room/index.ts";
import { useRoom } from "./room-context.ts";

export function NameStep({ done }: { done(): void }) {
  const { room, store, toComposer } = useRoom();
  const input = useRef<HTMLInputElement>(null);
  const problem = useSignal("");
  const busy = useSignal(false);
  const you = room.roster.you.value;
  const said = dialogWords().nameStep;
  if (you === undefined) return null;
  const end = () => {
    nameWasAsked(store);
    done();
    toComposer();
  };
  const save = async () => {
    const chosen = cleanName(input.current?.value ?? "");
    if (busy.peek()) return;
    if (chosen === "" || chosen === you.name) return end();
    busy.value = true;
    const error = await room.rename(chosen);
    busy.value = false;
    if (error === undefined) return end();
    problem.value = dialogWords().people.notChanged(reasonOf(error));
    input.current?.focus();
  };
  return (
    <form
      class="measure"
      aria-label={said.question}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        end();
      }}
    >
      <div class="notice quiet name-step">
        <label for="name-step">{said.question}</label>
        <input
          ref={input}
          id="name-step"
          class="field"
          placeholder={you.name}
          maxLength={limits.value.nameLength}
          autocomplete="nickname"
          spellcheck={false}
          dir="auto"
          aria-invalid={problem.value !== ""}
          aria-describedby="name-step-problem"
        />
        <button type="submit" class="button primary" aria-disabled={busy.value}>
          {words().save}
        </button>
        <button type="button" class="link-button" onClick={end}>
          {said.keep(isolated(you.name))}
        </button>
        <p id="name-step-problem" class="field-error" role="alert">
          {problem}
        </p>
      </div>
    </form>
  );
}
