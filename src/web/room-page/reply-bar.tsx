/** Above the composer: what the next message answers, and the way out of it. */
import { CloseButton } from "../look/close-button.tsx";
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
      <CloseButton
        label={words().reply.cancel}
        title={words().reply.cancel}
        close={() => {
          replying.value = undefined;
          toComposer();
        }}
      />
    </div>
  );
}
