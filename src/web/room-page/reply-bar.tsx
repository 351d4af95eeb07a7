/** Above the composer: what the next message answers, and the way out of it. */
import { CloseIcon } from "../look/icons.tsx";
import { words } from "../words/room/index.ts";
import { QuotedLine } from "./quote.tsx";
import { useRoom } from "./room-context.ts";

export function ReplyBar() {
  const { replying, toComposer } = useRoom();
  const message = replying.value;
  if (message === undefined) return null;
  return (
    <div class="reply-bar">
      <p class="quote">
        <QuotedLine quoted={message} />
      </p>
      <button
        type="button"
        class="icon-button"
        aria-label={words().reply.cancel}
        title={words().reply.cancel}
        onClick={() => {
          replying.value = undefined;
          toComposer();
        }}
      >
        <CloseIcon />
      </button>
    </div>
  );
}
