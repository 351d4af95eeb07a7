/** Makes the visitor the owner of a room, by a link of an operator. A part of the page /sign-in. */
import { useSignal } from "@preact/signals";
import { roomPath } from "../../../shared/room-name.ts";
import { isolate } from "../../i18n/names.ts";
import { operatorWords } from "../../i18n/operator/index.ts";
import { send } from "./operator-requests.ts";

export function BecomeOwner({ room, link }: { room: string; link: string }) {
  const isDone = useSignal(false);
  const problem = useSignal("");
  const busy = useSignal(false);
  const { ownership, signIn } = operatorWords();
  const path = roomPath(room);
  const submit = async () => {
    if (busy.peek()) return;
    busy.value = true;
    const answer = await send("POST", `/api${path}/owner-link`, { link });
    busy.value = false;
    isDone.value = answer.ok;
    if (answer.ok) problem.value = "";
    else if (answer.error.code === "internal") problem.value = signIn.failed;
    else problem.value = answer.error.code === "rate_limited" ? signIn.limited : ownership.over;
  };
  return (
    <div class="operator-form">
      <h1>{(isDone.value ? ownership.done : ownership.title)(isolate(room))}</h1>
      <p class="operator-hint" role="status">
        {isDone.value ? "" : ownership.hint}
      </p>
      <div>
        {isDone.value ? (
          <a class="button primary" href={path}>
            {ownership.open}
          </a>
        ) : (
          <button
            type="button"
            class="button primary"
            aria-disabled={busy.value}
            onClick={() => void submit()}
          >
            {ownership.submit}
          </button>
        )}
      </div>
      <p class="enter-room-note" data-problem={problem.value !== "" || undefined} role="alert">
        {problem}
      </p>
    </div>
  );
}
