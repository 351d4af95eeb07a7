/** Step 2: all frames and requests, newest first. */
import { type Signal, useSignal } from "@preact/signals";
import { inspectorWords } from "../../i18n/inspector/index.ts";
import { formatCount } from "../../i18n/plural.ts";
import { directionOf, FrameRow } from "./frame-row.tsx";
import { isHeartbeat } from "./recording/packet.ts";
import type { Recorder } from "./recording/recorder.ts";
import type { NetworkRecord } from "./recording/records.ts";
import { packetsOf } from "./recording/segments.ts";

const SHOWN_FIRST = 60;

export function FrameList({ recorder }: { recorder: Recorder }) {
  const { frames } = inspectorWords();
  const filter = { out: useSignal(true), in: useSignal(true), heartbeats: useSignal(true) };
  const paused = useSignal<readonly NetworkRecord[] | undefined>(undefined);
  const showsAll = useSignal(false);
  recorder.changed.value;
  const { records, dropped } = recorder;
  const lastPaused = paused.value?.at(-1)?.id ?? 0;
  const since = records.filter(({ id }) => id > lastPaused).length;
  const matching = (paused.value ?? records)
    .filter((record) => filter[directionOf(record)].value)
    .filter((record) => filter.heartbeats.value || !isHeartbeatRecord(record))
    .toReversed();
  const shown = showsAll.value ? matching : matching.slice(0, SHOWN_FIRST);
  const droppedCount = dropped.frames + dropped.requests.GET + dropped.requests.POST;
  return (
    <>
      <p>
        {recorder.connections.at(-1)?.transport === "polling"
          ? frames.explanationPolling
          : frames.explanation}
      </p>
      <div class="inspector-tools" role="toolbar" aria-label={frames.tools}>
        <Toggle on={filter.out} name={frames.outgoing} />
        <Toggle on={filter.in} name={frames.incoming} />
        <Toggle on={filter.heartbeats} name={frames.heartbeats} />
        <span class="inspector-spacer" />
        <button
          type="button"
          class="inspector-tool"
          aria-pressed={paused.value !== undefined}
          onClick={() => (paused.value = paused.value === undefined ? [...records] : undefined)}
        >
          {paused.value === undefined ? frames.pause : formatCount(frames.resume, since)}
        </button>
        <button
          type="button"
          class="inspector-tool"
          onClick={() => {
            recorder.clear();
            if (paused.value !== undefined) paused.value = [];
          }}
        >
          {frames.clear}
        </button>
      </div>
      {shown.length > 0 ? null : (
        <p class="inspector-note">{records.length === 0 ? frames.none : frames.noneMatch}</p>
      )}
      <ol class="inspector-frames" aria-label={frames.tools}>
        {shown.map((record) => (
          <FrameRow key={record.id} record={asOfNow(record)} />
        ))}
      </ol>
      {shown.length < matching.length ? (
        <button type="button" class="button" onClick={() => (showsAll.value = true)}>
          {formatCount(frames.more, matching.length - shown.length)}
        </button>
      ) : null}
      {droppedCount === 0 ? null : (
        <p class="inspector-note">{formatCount(frames.discarded, droppedCount)}</p>
      )}
    </>
  );
}

/** A component that reads signals renders again only for other props, and an exchange gets its answer later. */
const asOfNow = (record: NetworkRecord): NetworkRecord =>
  record.kind === "exchange" ? { ...record } : record;

const isHeartbeatRecord = (record: NetworkRecord): boolean => {
  const packets = packetsOf(record);
  return packets.length > 0 && packets.every(isHeartbeat);
};

const Toggle = ({ on, name }: { on: Signal<boolean>; name: string }) => (
  <button
    type="button"
    class="inspector-tool"
    aria-pressed={on.value}
    onClick={() => {
      on.value = !on.value;
    }}
  >
    {name}
  </button>
);
