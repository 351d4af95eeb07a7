/** Why the room rejected a message, and what the user can do. */
import type { WireError } from "../../../../shared/contract/errors.ts";
import { FILE_GONE } from "../../../../shared/contract/files.ts";
import type { PendingMessage } from "../../../core/outgoing/pending-message.ts";
import { failureText } from "../../../i18n/failure-text.ts";
import { lazyWords } from "../../../i18n/lazy/index.ts";
import { words } from "../../../i18n/room/index.ts";
import { verifyPerson } from "../../context/lazy-verify-person.ts";
import { useRoom } from "../../context/room-context.ts";
import { useLazyModule } from "../../context/use-lazy-module.ts";

export function SendFailure({ message, refusal }: { message: PendingMessage; refusal: WireError }) {
  const { outgoing } = useRoom().room;
  const { unsent } = lazyWords();
  const { nonce, text, attachments = [], fileFailure } = message;
  const reason = fileFailure?.reason ?? failureText(refusal);
  const isFileMissing = fileFailure !== undefined || refusal.message === FILE_GONE;
  const verification = useLazyModule(verifyPerson, refusal.siteKey !== undefined);
  return (
    <div class="failure" role="alert">
      {refusal.siteKey === undefined ? (
        <span>{unsent.notSent(reason)}</span>
      ) : verification === undefined ? null : (
        <verification.VerifyPerson siteKey={refusal.siteKey} />
      )}
      <button type="button" class="link-button" onClick={() => void outgoing.retry(nonce)}>
        {words().tryAgain}
      </button>
      {text !== "" && attachments.length > 0 && isFileMissing ? (
        <button type="button" class="link-button" onClick={() => outgoing.sendWithoutFiles(nonce)}>
          {unsent.sendWithoutFiles}
        </button>
      ) : null}
      <button type="button" class="link-button" onClick={() => outgoing.discard(nonce)}>
        {unsent.discard}
      </button>
    </div>
  );
}
