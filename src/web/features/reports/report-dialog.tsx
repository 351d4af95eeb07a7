/** Reports a message to the owner of the room and the operators: a reason, and words if the user likes. */
import { useSignal } from "@preact/signals";
import type { Message } from "../../../shared/contract/message.ts";
import { REPORT_REASONS, REPORT_WORDS_LENGTH, type ReportReason } from "../../../shared/contract/settings.ts";
import { isolate } from "../../i18n/names.ts";
import { reasonText, reportWords } from "../../i18n/reports/index.ts";
import { words } from "../../i18n/room/index.ts";
import { Modal } from "../../ui/dialog/modal.tsx";
import { RequestError } from "../../ui/section.tsx";
import { textDirection } from "../../ui/text-field.ts";
import { submitUnlessBusy, useRequest } from "../../ui/use-request.ts";
import type { DialogProps } from "../context/dialogs.ts";
import { verifyPerson } from "../context/lazy-verify-person.ts";
import { useRoom } from "../context/room-context.ts";
import { useLazyModule } from "../context/use-lazy-module.ts";
import { ReportedMessage } from "./reported-message.tsx";

export function ReportDialog({ close }: DialogProps) {
  const { reported } = useRoom().dialogs;
  return reported === undefined ? null : <ReportForm message={reported} close={close} />;
}

function ReportForm({ message, close }: { message: Message; close(): void }) {
  const { room, toast } = useRoom();
  const request = useRequest();
  const reason = useSignal<ReportReason | "">("");
  const typed = useSignal("");
  const isMissing = useSignal(false);
  const labels = reportWords();
  const siteKey = useSignal<string | undefined>(undefined);
  const verification = useLazyModule(verifyPerson, siteKey.value !== undefined);
  const report = async () => {
    const chosen = reason.peek();
    isMissing.value = chosen === "";
    if (chosen === "") return document.getElementById("report-reason")?.focus();
    const written = typed.peek().trim();
    const payload = { seq: message.seq, reason: chosen, ...(written !== "" && { words: written }) };
    const asked = room.request("message:report", payload);
    const answered = await request.run(asked);
    if (answered === undefined) {
      const answer = await asked;
      siteKey.value = answer.ok ? undefined : answer.error.siteKey;
      return;
    }
    close();
    toast.show(labels.sent);
  };
  return (
    <Modal title={labels.title(isolate(message.from.name))} close={close}>
      <ReportedMessage message={message} />
      <form class="settings-labelled" noValidate onSubmit={submitUnlessBusy(request, report)}>
        <label for="report-reason">{labels.reason}</label>
        <select
          id="report-reason"
          class="field"
          value={reason.value}
          aria-invalid={isMissing.value}
          aria-describedby="report-reason-note"
          onChange={({ currentTarget }) => {
            reason.value = currentTarget.value as ReportReason;
            isMissing.value = false;
          }}
        >
          <option value="" disabled>
            {labels.choose}
          </option>
          {REPORT_REASONS.map((one) => (
            <option key={one} value={one}>
              {reasonText(one)}
            </option>
          ))}
        </select>
        <p id="report-reason-note" class="field-error" role="alert">
          {isMissing.value ? labels.choose : ""}
        </p>
        <label for="report-words">{labels.words}</label>
        <textarea
          id="report-words"
          class="field"
          rows={3}
          dir={textDirection(typed.value)}
          maxLength={REPORT_WORDS_LENGTH}
          value={typed.value}
          aria-describedby="report-hint"
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
        <p id="report-hint" class="settings-hint">
          {labels.hint}
        </p>
        <div class="settings-field">
          <button type="submit" class="button danger" aria-disabled={request.busy.value}>
            {labels.report}
          </button>
          <button type="button" class="button" onClick={close}>
            {words().cancel}
          </button>
        </div>
        {siteKey.value !== undefined && verification !== undefined ? (
          <verification.VerifyPerson siteKey={siteKey.value} verified={() => void report()} />
        ) : (
          <RequestError request={request} />
        )}
      </form>
    </Modal>
  );
}
