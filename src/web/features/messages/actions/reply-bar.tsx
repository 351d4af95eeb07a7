/** Above the composer: the message that the next one replies to, and a button to cancel. */

import { words } from "../../../i18n/room/index.ts";
import { CloseButton } from "../../../ui/dialog/close-button.tsx";
import { useRoom } from "../../context/room-context.ts";
import { QuotedLine } from "../message/quote.tsx";

export function ReplyBar() {
  const { replyTarget, focusComposer } = useRoom();
  const message = replyTarget.value;
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
          replyTarget.value = undefined;
          focusComposer();
        }}
      />
    </div>
  );
}
