/** What operators did, and the whole log as a file. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { AuditEntry } from "../../../shared/operator.ts";
import { exactTime } from "../../core/text/times.ts";
import { operatorWords } from "../../i18n/operator/index.ts";
import { RequestError } from "../../ui/section.tsx";
import { useLoadRequest } from "../../ui/use-request.ts";
import type { OperatorRequests } from "./operator-requests.ts";
import { roomLink } from "./rooms-tab.tsx";

export function AuditTab({ requests, canExport }: { requests: OperatorRequests; canExport: boolean }) {
  const { audit: labels, more } = operatorWords();
  const entries = useSignal<AuditEntry[] | undefined>(undefined);
  const before = useSignal<number | undefined>(undefined);
  const request = useLoadRequest();
  const load = async (cursor?: number) => {
    const query = cursor === undefined ? "" : `?before=${cursor}`;
    const page = await request.run(
      requests.get<{ entries: AuditEntry[]; before?: number }>(`/audit${query}`),
    );
    if (page === undefined) return;
    entries.value = cursor === undefined ? page.entries : [...(entries.peek() ?? []), ...page.entries];
    before.value = page.before;
  };
  useEffect(() => void load(), []);
  return (
    <>
      {canExport ? (
        <p class="operator-buttons">
          <a class="button" href="/api/operator/audit.ndjson" download>
            {labels.exportJson}
          </a>
          <a class="button" href="/api/operator/audit.csv" download>
            {labels.exportCsv}
          </a>
        </p>
      ) : null}
      <RequestError request={request} retry={() => void load()} />
      <p class="operator-hint" role="status">
        {entries.value?.length === 0 ? labels.none : ""}
      </p>
      <ol class="operator-list">
        {entries.value?.map((entry) => (
          <li key={entry.id}>
            <Entry entry={entry} />
          </li>
        ))}
      </ol>
      {before.value === undefined ? null : (
        <button type="button" class="button" onClick={() => void load(before.peek())}>
          {more}
        </button>
      )}
    </>
  );
}

function Entry({ entry: { at, operator, act, room, target, reason, outcome } }: { entry: AuditEntry }) {
  const { outcomes } = operatorWords().audit;
  return (
    <div>
      <code dir="ltr">{act}</code> {outcomes[outcome] ?? outcome}
      {room === undefined ? null : (
        <>
          {" · "}
          <a href={roomLink(room)}>
            <bdi>{room}</bdi>
          </a>
        </>
      )}
      {target === undefined ? null : (
        <>
          {" · "}
          <code dir="ltr">{target}</code>
        </>
      )}
      <p class="operator-hint">
        <bdi>{operator.name}</bdi> · {exactTime(at)}
        {reason === "" ? "" : ": "}
        <bdi>{reason}</bdi>
      </p>
    </div>
  );
}
