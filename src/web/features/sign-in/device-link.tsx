/** A link that another device has made: whom it signs in, and a button that does. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { DeviceLinkPreview } from "../../../shared/account.ts";
import type { AccountRequests } from "../../core/account/account-requests.ts";
import { beginSession, failureOf } from "../../core/account/begin-session.ts";
import { isolate } from "../../i18n/names.ts";
import { signInWords } from "../../i18n/sign-in/index.ts";

interface DeviceLinkProps {
  link: string;
  requests: AccountRequests;
}

export function DeviceLink({ link, requests }: DeviceLinkProps) {
  const preview = useSignal<DeviceLinkPreview | "over" | undefined>(undefined);
  const problem = useSignal("");
  const busy = useSignal(false);
  const { link: labels, frontPage, tryAgain } = signInWords();
  const load = async () => {
    problem.value = "";
    const answer = await requests.previewLink(link);
    if (answer.ok) preview.value = answer;
    else if (answer.error.code === "not_found" || answer.error.code === "invalid") preview.value = "over";
    else problem.value = failureOf(answer.error);
  };
  const confirm = async () => {
    if (busy.peek()) return;
    busy.value = true;
    problem.value = "";
    const answer = await beginSession(() => requests.redeemLink(link));
    busy.value = false;
    if (answer.ok) return;
    if (answer.error.code === "not_found") preview.value = "over";
    else problem.value = failureOf(answer.error);
  };
  // Once, when it is shown.
  useEffect(() => void load(), []);
  const shown = preview.value;
  if (shown === undefined) {
    return (
      <p role="alert">
        {problem}{" "}
        {problem.value === "" ? null : (
          <button type="button" class="link-button" onClick={() => void load()}>
            {tryAgain}
          </button>
        )}
      </p>
    );
  }
  if (shown === "over" || shown.already) {
    return (
      <div class="sign-in" role="alert">
        <h1>{shown === "over" ? labels.over : labels.already(isolate(shown.name))}</h1>
        <p class="landing-lead">{shown === "over" ? labels.overHint : labels.alreadyHint}</p>
        <p>
          <a class="button" href="/">
            {frontPage}
          </a>
        </p>
      </div>
    );
  }
  return (
    <div class="sign-in">
      <h1>{labels.title(isolate(shown.name))}</h1>
      <p class="landing-lead">{labels.hint}</p>
      <p>{labels.replaces}</p>
      <p>
        <strong>{labels.stranger}</strong>
      </p>
      <p class="enter-room-row">
        <button
          type="button"
          class="button primary"
          aria-disabled={busy.value}
          onClick={() => void confirm()}
        >
          {labels.confirm}
        </button>
        <a class="button" href="/">
          {labels.cancel}
        </a>
      </p>
      <p class="enter-room-note" data-problem={problem.value !== "" || undefined} role="alert">
        {problem}
      </p>
    </div>
  );
}
