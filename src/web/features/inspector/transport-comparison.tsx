/** Step 3: the same conversation on the other transport, measured. */
import { useEffect } from "preact/hooks";
import type { TransportName } from "../../core/connection/room-socket.ts";
import { inspectorWords } from "../../i18n/inspector/index.ts";
import { locale } from "../../i18n/language.ts";
import { formatNumber } from "../../i18n/plural.ts";
import { useRoom } from "../context/room-context.ts";
import { LayerBar } from "./layer-bar.tsx";
import type { Column, Comparison } from "./recording/comparison.ts";
import { type ObservedHeads, observedHeads } from "./recording/observed-heads.ts";
import { median, sum, type Totals, totalsOf } from "./recording/totals.ts";

export function TransportComparison({ comparison }: { comparison: Comparison }) {
  const { room } = useRoom();
  const { comparison: labels } = inspectorWords();
  const state = comparison.state.value;
  const connection = room.connection.state.value;
  const chat = connection.kind === "live" ? connection.transport : undefined;
  const running = state.kind === "on" || state.kind === "opening";
  useEffect(() => {
    if (running && chat === comparison.second) comparison.stop();
  }, [running, chat, comparison]);
  const start = () => comparison.start(chat === "polling" ? "polling" : "websocket");
  return (
    <>
      <p>{labels.explanation}</p>
      <p>{labels.method}</p>
      <p>
        <button
          type="button"
          class="button"
          disabled={chat === undefined && !running}
          onClick={() => (running ? comparison.stop() : start())}
        >
          {running ? labels.stop : labels.start}
        </button>
      </p>
      <p class="inspector-note" role="status">
        {state.kind === "opening" ? labels.opening : null}
        {state.kind === "on" ? labels.measuring : null}
        {state.kind === "ended"
          ? state.after === "time"
            ? labels.stoppedByTime
            : labels.stoppedByFailure
          : null}
      </p>
      {state.kind === "off" || state.kind === "opening" ? null : <Columns comparison={comparison} />}
      <p class="inspector-note">{labels.note}</p>
    </>
  );
}

function Columns({ comparison }: { comparison: Comparison }) {
  const { comparison: labels } = inspectorWords();
  const seen = observedHeads.value;
  comparison.changed.value;
  const { chat, second } = comparison.columns;
  const columns =
    comparison.second === "polling"
      ? { websocket: chat, polling: second }
      : { websocket: second, polling: chat };
  const totals = {
    websocket: totalsOf(columns.websocket.tally, seen),
    polling: totalsOf(columns.polling.tally, seen),
  };
  if (totals.websocket === undefined || totals.polling === undefined || seen === undefined) {
    return <p class="inspector-note">{inspectorWords().totals.headersUnknown}</p>;
  }
  const known = { websocket: totals.websocket, polling: totals.polling };
  const bytesMoved = { websocket: bytesIn(known.websocket), polling: bytesIn(known.polling) };
  const factor = new Intl.NumberFormat(locale.value, { maximumSignificantDigits: 2 }).format(
    bytesMoved.polling / Math.max(1, bytesMoved.websocket),
  );
  const names: TransportName[] = ["websocket", "polling"];
  const maxBytes = Math.max(bytesMoved.websocket, bytesMoved.polling);
  return (
    <>
      <table class="inspector-columns">
        <caption>{labels.caption}</caption>
        <thead>
          <tr>
            <td />
            {names.map((name) => (
              <th key={name} scope="col">
                {labels[name]}
                <small>{comparison.second === name ? labels.secondConnection : labels.chatConnection}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows().map(({ label, cell }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {names.map((name) => (
                <td key={name} class="number" data-label={labels[name]}>
                  {cell(columns[name], known[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {names.map((name) => (
        <div key={name} class="inspector-comparison-bar">
          <span aria-hidden="true">{labels[name]}</span>
          <LayerBar sizes={layersOf(known[name])} full={maxBytes} />
        </div>
      ))}
      {bytesMoved.websocket > 0 && bytesMoved.polling > bytesMoved.websocket ? (
        <p>{labels.times(factor)}</p>
      ) : null}
      <OpeningNote comparison={comparison} seen={seen} />
    </>
  );
}

interface Row {
  label: string;
  cell(column: Column, totals: Totals): string;
}

function rows(): Row[] {
  const { comparison, bytes } = inspectorWords();
  const size = (count: number) => bytes(formatNumber(Math.round(count)));
  return [
    {
      label: comparison.count,
      cell: ({ tally: { frames, requests } }) => formatNumber(frames + requests.GET + requests.POST),
    },
    { label: comparison.out, cell: (_, { out }) => size(sum(out)) },
    { label: comparison.in, cell: (_, totals) => size(sum(totals.in)) },
    { label: comparison.data, cell: (_, totals) => size(totals.out.data + totals.in.data) },
    {
      label: comparison.overhead,
      cell: ({ tally: { packets } }, totals) => {
        const overhead = bytesIn(totals) - totals.out.data - totals.in.data;
        return packets === 0 ? comparison.none : size(overhead / packets);
      },
    },
    {
      label: comparison.wait,
      cell: ({ waits }) => {
        const wait = median(waits);
        return wait === undefined ? comparison.none : comparison.milliseconds(formatNumber(Math.round(wait)));
      },
    },
  ];
}

/** What it took to open the second connection. */
function OpeningNote({ comparison, seen }: { comparison: Comparison; seen: ObservedHeads }) {
  const { comparison: labels, bytes } = inspectorWords();
  const totals = totalsOf(comparison.opening, seen);
  if (totals === undefined || comparison.second !== "polling") return null;
  return (
    <p class="inspector-note number">
      {labels.opened}: {bytes(formatNumber(totals.out.transport + totals.in.transport))} ({labels.polling})
    </p>
  );
}

const bytesIn = (totals: Totals): number => sum(totals.out) + sum(totals.in);

const layersOf = ({ out, in: received }: Totals) => ({
  transport: out.transport + received.transport,
  protocol: out.protocol + received.protocol,
  data: out.data + received.data,
});
