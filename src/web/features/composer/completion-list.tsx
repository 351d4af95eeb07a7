/** The suggestions for the word before the caret, above the composer. */
import { failureText } from "../../i18n/failure-text.ts";
import { words } from "../../i18n/room/index.ts";
import type { Completion } from "./completion.ts";

/** The id of an option, for `aria-activedescendant`. */
export const optionId = (index: number): string => `choice-${index}`;

export function CompletionList({
  completion,
  accept,
}: {
  completion: Completion;
  accept(index: number): void;
}) {
  const choices = completion.choices.value;
  const problem = completion.problem.value;
  if (choices.length === 0 && problem === undefined) return null;
  return (
    <div class="choices">
      {choices.length === 0 ? null : (
        <div id="choices" role="listbox" aria-label={words().composer.suggestions}>
          {choices.map(({ emoji, label }, index) => (
            <div
              key={label}
              id={optionId(index)}
              class="choice"
              role="option"
              tabIndex={-1}
              aria-selected={index === completion.selected.value}
              // Before the field loses the focus.
              onPointerDown={(event) => {
                event.preventDefault();
                accept(index);
              }}
            >
              {emoji === "" ? null : <span class="emoji">{emoji}</span>}
              <bdi>{label}</bdi>
            </div>
          ))}
        </div>
      )}
      {problem === undefined ? null : (
        <p class="choices-problem" role="alert">
          <span>{words().people.notLoaded(failureText(problem))}</span>
          <button
            type="button"
            class="link-button"
            // The field keeps the focus, so the suggestions stay.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => completion.retry()}
          >
            {words().tryAgain}
          </button>
        </p>
      )}
    </div>
  );
}
