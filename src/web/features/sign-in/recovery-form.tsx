/** Signs in with a recovery code. */
import { useSignal } from "@preact/signals";
import type { AccountRequests } from "../../core/account/account-requests.ts";
import { beginSession, failureOf } from "../../core/account/begin-session.ts";
import { signInWords } from "../../i18n/sign-in/index.ts";

export function RecoveryForm({ requests }: { requests: AccountRequests }) {
  const typed = useSignal("");
  const problem = useSignal("");
  const busy = useSignal(false);
  const { recovery: labels } = signInWords();
  const submit = async () => {
    if (busy.peek()) return;
    busy.value = true;
    problem.value = "";
    const answer = await beginSession(() => requests.recover(typed.peek()));
    busy.value = false;
    if (answer.ok) return;
    const { code } = answer.error;
    const isWrong = code === "not_found" || code === "invalid" || code === "too_large";
    problem.value = isWrong ? labels.wrong : failureOf(answer.error);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2>
        <label for="recovery-code">{labels.label}</label>
      </h2>
      <p id="recovery-hint">{labels.hint}</p>
      <div class="enter-room-row">
        <input
          id="recovery-code"
          class="field"
          dir="ltr"
          value={typed.value}
          maxLength={128}
          required
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-describedby="recovery-hint"
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
        <button type="submit" class="button" aria-disabled={busy.value}>
          {labels.submit}
        </button>
      </div>
      <p class="enter-room-note" data-problem={problem.value !== "" || undefined} role="alert">
        {problem}
      </p>
    </form>
  );
}
