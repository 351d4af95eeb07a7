/** Signs in an operator with a token. A part of the page /sign-in, which every deployment has. */
import { useSignal } from "@preact/signals";
import { OPERATOR_NAME_LENGTH } from "../../../shared/operator.ts";
import { operatorWords } from "../../i18n/operator/index.ts";
import { send } from "./operator-requests.ts";

export function OperatorSignIn() {
  const token = useSignal("");
  const name = useSignal("");
  const problem = useSignal("");
  const busy = useSignal(false);
  const { signIn } = operatorWords();
  const submit = async () => {
    if (busy.peek()) return;
    busy.value = true;
    problem.value = "";
    const chosen = name.peek().trim();
    const body = { token: token.peek().trim(), ...(chosen !== "" && { name: chosen }) };
    const answer = await send("POST", "/api/account/operator", body);
    if (answer.ok) {
      location.assign("/operator");
      return;
    }
    busy.value = false;
    const { code } = answer.error;
    if (code === "rate_limited") problem.value = signIn.limited;
    else problem.value = code === "internal" ? signIn.failed : signIn.wrong;
  };
  return (
    <form
      class="operator-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h1>{signIn.title}</h1>
      <label>
        {signIn.token}
        <input
          class="field"
          type="password"
          dir="ltr"
          required
          autocomplete="current-password"
          value={token.value}
          onInput={({ currentTarget }) => {
            token.value = currentTarget.value;
          }}
        />
      </label>
      <label>
        {signIn.name}
        <input
          class="field"
          dir="auto"
          maxLength={OPERATOR_NAME_LENGTH}
          autocomplete="name"
          aria-describedby="operator-name-hint"
          value={name.value}
          onInput={({ currentTarget }) => {
            name.value = currentTarget.value;
          }}
        />
      </label>
      <p id="operator-name-hint" class="operator-hint">
        {signIn.nameHint}
      </p>
      <div>
        <button type="submit" class="button primary" aria-disabled={busy.value}>
          {signIn.submit}
        </button>
      </div>
      <p class="enter-room-note" data-problem={problem.value !== "" || undefined} role="alert">
        {problem}
      </p>
    </form>
  );
}
