/** The reports of the room that wait for its owner: each with the message as it was, and what can be done about it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Report } from "../../../shared/contract/settings.ts";
import { reasonText, reportWords } from "../../i18n/reports/index.ts";
import { Modal } from "../../ui/dialog/modal.tsx";
import { RequestError } from "../../ui/section.tsx";
import { useLoadRequest, useRequest } from "../../ui/use-request.ts";
import type { DialogProps } from "../context/dialogs.ts";
import { useRoom } from "../context/room-context.ts";
import { ReportedMessage } from "./reported-message.tsx";

export function ReportsDialog({ close }: DialogProps) {
  const { room } = useRoom();
  const listRequest = useLoadRequest();
  const reports = useSignal<readonly Report[] | undefined>(undefined);
  const cursor = useSignal<string | undefined>(undefined);
  const labels = reportWords();
  const load = async (after?: string) => {
    const page = await listRequest.run(
      room.request("reports:get", after === undefined ? {} : { cursor: after }),
    );
    if (page === undefined) return;
    reports.value = after === undefined ? page.reports : [...(reports.peek() ?? []), ...page.reports];
    cursor.value = page.cursor;
  };
  useEffect(() => {
    void load();
    // Another one came while the dialog is open.
    const listen = () => void load();
    room.socket.on("reported", listen);
    return () => void room.socket.off("reported", listen);
  }, []);
  const remove = (id: string) => {
    reports.value = reports.peek()?.filter((report) => report.id !== id);
  };
  return (
    <Modal title={labels.listTitle} close={close} wide>
      <div class="settings-all">
        {reports.value?.length === 0 ? <p role="status">{labels.none}</p> : null}
        {reports.value?.map((report) => (
          <ReportCard key={report.id} report={report} done={() => remove(report.id)} />
        ))}
        {cursor.value === undefined ? null : (
          <button type="button" class="link-button" onClick={() => void load(cursor.peek())}>
            {labels.more}
          </button>
        )}
        <RequestError request={listRequest} retry={() => void load()} />
      </div>
    </Modal>
  );
}

function ReportCard({
  report: { id, seq, reason, words: written, message },
  done,
}: {
  report: Report;
  done(): void;
}) {
  const { room, dialogs, toast } = useRoom();
  const request = useRequest();
  const labels = reportWords();
  const dismiss = async () => {
    if ((await request.run(room.request("report:dismiss", { id }))) !== undefined) done();
  };
  const deleteMessage = async () => {
    if ((await request.run(room.request("message:delete", { seq }))) === undefined) return;
    toast.show(labels.deleted);
    await dismiss();
  };
  return (
    <section class="settings" aria-label={reasonText(reason)}>
      <h3 class="settings-title">{reasonText(reason)}</h3>
      <ReportedMessage message={message} />
      {written === undefined ? null : <p dir="auto">{written}</p>}
      <div class="settings-field">
        <button type="button" class="button" onClick={() => void dismiss()}>
          {labels.dismiss}
        </button>
        <button type="button" class="button danger" onClick={() => void deleteMessage()}>
          {labels.deleteMessage}
        </button>
        <button type="button" class="button" onClick={() => dialogs.openProfile(message.from)}>
          {labels.muteOrBan}
        </button>
      </div>
      <RequestError request={request} />
    </section>
  );
}
