/** Signs in with a passkey. */
import { useSignal } from "@preact/signals";
import type { AccountRequests } from "../../core/account/account-requests.ts";
import { beginSession, failureOf } from "../../core/account/begin-session.ts";
import { passkeySupport, usePasskey } from "../../core/account/passkey-prompt.ts";
import { signInWords } from "../../i18n/sign-in/index.ts";

export function PasskeySignIn({ requests }: { requests: AccountRequests }) {
  const problem = useSignal("");
  const busy = useSignal(false);
  const { passkey: labels } = signInWords();
  const support = passkeySupport();
  if (support !== "yes")
    return (
      <section>
        <h2>{labels.title}</h2>
        <p>{labels[support]}</p>
      </section>
    );
  const signIn = async () => {
    if (busy.peek()) return;
    busy.value = true;
    problem.value = "";
    problem.value = await attempt(requests);
    busy.value = false;
  };
  return (
    <section>
      <h2>{labels.title}</h2>
      <p>{labels.hint}</p>
      <p>
        <button type="button" class="button primary" aria-disabled={busy.value} onClick={() => void signIn()}>
          {labels.signIn}
        </button>
      </p>
      <p class="enter-room-note" data-problem={problem.value !== "" || undefined} role="alert">
        {problem}
      </p>
    </section>
  );
}

/** @returns why the user is not signed in, as a sentence; empty if they are */
async function attempt(requests: AccountRequests): Promise<string> {
  const { passkey: labels } = signInWords();
  const asked = await requests.requestOptions();
  if (!asked.ok) return failureOf(asked.error);
  const response = await usePasskey(asked.options);
  if (response === "exists") return labels.failed;
  if (typeof response === "string") return labels[response];
  const answer = await beginSession(() => requests.signIn(response));
  if (answer.ok) return "";
  return answer.error.code === "unauthorized" ? labels.unknown : failureOf(answer.error);
}
