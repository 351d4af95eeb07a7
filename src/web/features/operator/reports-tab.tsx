/** Reports of messages from all rooms: each with the messages around, and one press to act. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type OperatorReport, REPORT_ACTS, type ReportAct } from "../../../shared/operator.ts";
import { exactTime } from "../../core/text/times.ts";
import { isolate } from "../../i18n/names.ts";
import { operatorWords } from "../../i18n/operator/index.ts";
import { reasonText, reportWords } from "../../i18n/reports/index.ts";
import { RequestError } from "../../ui/section.tsx";
import { useLoadRequest, useRequest } from "../../ui/use-request.ts";
import { type OperatorRequests, orUnknownNetwork } from "./operator-requests.ts";

/** With `changed: false` another operator was first. */
interface Handled {
  changed?: boolean;
  outcome?: string;
  by?: string;
  /** The message was not there any more. */
  gone?: boolean;
}

interface ReportsPage {
  reports: OperatorReport[];
  open: number;
  offset?: number;
}

export function ReportsTab({ requests }: { requests: OperatorRequests }) {
  const { reports: labels, more } = operatorWords();
  const list = useSignal<OperatorReport[] | undefined>(undefined);
  const next = useSignal<number | undefined>(undefined);
  const areAllShown = useSignal(false);
  const loading = useLoadRequest();
  const late = useSignal("");
  const load = async (offset = 0) => {
    const state = areAllShown.peek() ? "all" : "open";
    const page = requests.get<ReportsPage>(`/reports?state=${state}&offset=${offset}`);
    const [answer] = await Promise.all([loading.run(page), reportWords.load().catch(() => undefined)]);
    if (answer === undefined) return;
    list.value = offset === 0 ? answer.reports : [...(list.peek() ?? []), ...answer.reports];
    next.value = answer.offset;
  };
  useEffect(() => void load(), []);
  return (
    <>
      <label class="operator-check">
        <input
          type="checkbox"
          checked={areAllShown.value}
          onChange={({ currentTarget }) => {
            areAllShown.value = currentTarget.checked;
            void load();
          }}
        />
        {labels.all}
      </label>
      <RequestError request={loading} retry={() => void load()} />
      <p class="operator-hint" role="status">
        {[late.value, list.value?.length === 0 ? labels.none : ""].filter((text) => text !== "").join(" ")}
      </p>
      <ul class="operator-list">
        {list.value?.map((report) => (
          <ReportItem
            key={report.id}
            report={report}
            requests={requests}
            done={(note) => {
              late.value = note;
              void load();
            }}
          />
        ))}
      </ul>
      {next.value === undefined ? null : (
        <button type="button" class="button" onClick={() => void load(next.peek())}>
          {more}
        </button>
      )}
    </>
  );
}

interface ReportItemProps {
  report: OperatorReport;
  requests: OperatorRequests;
  /** @param note what another operator had done already, or that the message was gone; else empty */
  done(note: string): void;
}

function ReportItem({ report, requests, done }: ReportItemProps) {
  const { reports: labels } = operatorWords();
  const request = useRequest();
  const { id, room, seq, reason, words, at, reporter, context, outcome, by = "", handledAt } = report;
  const act = async (chosen: ReportAct) => {
    if (request.busy.peek()) return;
    const sent = requests.send<Handled>("POST", `/reports/${id}`, { act: chosen });
    const answer = await request.run(chosen === "ban-network" ? orUnknownNetwork(sent) : sent);
    if (answer === undefined) return;
    const { changed, outcome: before = "", by: first = "", gone } = answer;
    if (gone) return done(labels.gone);
    done(changed === false ? labels.before(isolate(first), labels.acts[before as ReportAct] ?? before) : "");
  };
  return (
    <li>
      <div class="operator-report">
        <p>
          <strong>{reasonText(reason)}</strong>{" "}
          <a href={`#room=${encodeURIComponent(room)}`}>
            <bdi>{room}</bdi>
          </a>
        </p>
        <p class="operator-hint">
          {labels.by} <bdi>{reporter.name}</bdi> · {exactTime(at)}
        </p>
        {words === undefined ? null : <p dir="auto">{words}</p>}
        <blockquote>
          {context.map((message) => {
            const text = message.deleted ? labels.deleted : message.text;
            return (
              <p key={message.seq} dir="auto">
                <strong>
                  <bdi>{message.from.name}</bdi>
                </strong>{" "}
                {message.seq === seq ? <mark>{text}</mark> : text}
              </p>
            );
          })}
        </blockquote>
        {outcome === undefined ? (
          <div class="operator-buttons">
            {REPORT_ACTS.map((one) => (
              <button
                key={one}
                type="button"
                class={one === "dismiss" ? "button" : "button danger"}
                onClick={() => void act(one)}
              >
                {labels.acts[one]}
              </button>
            ))}
          </div>
        ) : (
          <p class="operator-hint">
            {labels.acts[outcome as ReportAct] ?? outcome}: <bdi>{by}</bdi> · {exactTime(handledAt ?? at)}
          </p>
        )}
        <RequestError request={request} />
      </div>
    </li>
  );
}
