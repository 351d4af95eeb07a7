/** Why the room did not take a message, and what can be done about it. */
import type { WireError } from "../../protocol/errors.ts";
import { FILE_GONE } from "../../protocol/files.ts";
import type { PendingMessage } from "../room/pending-message.ts";
import { reasonOf } from "../text/reasons.ts";
import { lateWords } from "../words/late/index.ts";
import { words } from "../words/room/index.ts";
import { useRoom } from "./room-context.ts";

export function Refused({ message, refusal }: { message: PendingMessage; refusal: WireError }) {
  const { outbox } = useRoom().room;
  const { unsent } = lateWords();
  const { nonce, text, attachments = [], fileFailure } = message;
  const reason = fileFailure?.reason ?? reasonOf(refusal);
  const isFileMissing = fileFailure !== undefined || refusal.message === FILE_GONE;
  return (
    <div class="failure" role="alert">
      <span>{unsent.notSent(reason)}</span>
      <button type="button" class="link-button" onClick={() => void outbox.retry(nonce)}>
        {words().tryAgain}
      </button>
      {text !== "" && attachments.length > 0 && isFileMissing ? (
        <button type="button" class="link-button" onClick={() => outbox.sendWithoutFiles(nonce)}>
          {unsent.sendWithout}
        </button>
      ) : null}
      <button type="button" class="link-button" onClick={() => outbox.discard(nonce)}>
        {unsent.discard}
      </button>
    </div>
  );
}
