/** One frame, or one request with its response, as a line that expands. */
import { useSignal } from "@preact/signals";
import { inspectorWords } from "../../i18n/inspector/index.ts";
import { locale } from "../../i18n/language.ts";
import { formatNumber } from "../../i18n/plural.ts";
import { copyToClipboard } from "../../ui/clipboard.ts";
import { CopyIcon } from "../../ui/icons/menu-icons.tsx";
import { useRoom } from "../context/room-context.ts";
import { LayerBar } from "./layer-bar.tsx";
import { observedHeads } from "./recording/observed-heads.ts";
import type { Packet } from "./recording/packet.ts";
import { isPoll } from "./recording/recorder.ts";
import type { NetworkRecord } from "./recording/records.ts";
import { layerSizes, packetsOf, segmentsOf } from "./recording/segments.ts";
import { sum } from "./recording/totals.ts";
import { SegmentList } from "./segment-list.tsx";

/** The size of a full bar, in bytes. Most frames are smaller; a longer bar would make theirs invisible. */
const FULL_BAR = 512;

export const directionOf = (record: NetworkRecord): "in" | "out" =>
  record.kind === "frame" ? record.direction : record.method === "POST" ? "out" : "in";

export function FrameRow({ record }: { record: NetworkRecord }) {
  const { frames, bytes } = inspectorWords();
  const open = useSignal(false);
  const direction = directionOf(record);
  const packets = packetsOf(record);
  const segments = segmentsOf(record, observedHeads.value);
  const sizes = layerSizes(segments);
  const parts = frames.byteShares(
    formatNumber(sizes.transport),
    formatNumber(sizes.protocol),
    formatNumber(sizes.data),
  );
  return (
    <li data-direction={direction} data-kind={record.kind}>
      <details open={open.value} onToggle={(event) => (open.value = event.currentTarget.open)}>
        <summary>
          <span class="inspector-direction">
            <span aria-hidden="true">{direction === "out" ? "↑" : "↓"}</span>
            <span class="hidden-visually">{frames[direction]}</span>
          </span>
          <FrameKinds record={record} packets={packets} />
          <span class="number inspector-size" title={parts}>
            {bytes(formatNumber(sum(sizes)))}
          </span>
          <span class="hidden-visually">({parts})</span>
          <LayerBar sizes={sizes} full={Math.max(FULL_BAR, sum(sizes))} />
        </summary>
        {open.value ? (
          <>
            <FrameDetails record={record} packets={packets} />
            <SegmentList
              segments={segments}
              isAnswer={packets.some(({ socket }) => socket?.endsWith("ACK"))}
            />
          </>
        ) : null}
      </details>
    </li>
  );
}

/** "EVENT message:send"; requests show their method, too. */
function FrameKinds({ record, packets }: { record: NetworkRecord; packets: readonly Packet[] }) {
  const { frames } = inspectorWords();
  const kinds = packets.map(kindOf).join(", ");
  const failed = record.kind === "exchange" ? (record.response?.status ?? frames.ended) : frames.binary;
  return (
    <span class="inspector-kind">
      {record.kind === "exchange" ? <span class="inspector-method">{record.method} </span> : null}
      {kinds || (isPoll(record) ? frames.pending : failed)}
    </span>
  );
}

const kindOf = ({ engine, socket, event, ackId }: Packet): string =>
  [socket ?? engine, event, ackId && `#${ackId}`].filter(Boolean).join(" ");

function FrameDetails({ record, packets }: { record: NetworkRecord; packets: readonly Packet[] }) {
  const { frames, comparison } = inspectorWords();
  const { toast } = useRoom();
  const time = new Intl.DateTimeFormat(locale.value, { timeStyle: "medium" }).format(record.at);
  const encoding =
    record.kind === "exchange"
      ? /^content-encoding: (.+)\r$/m.exec(record.response?.headers ?? "")?.[1]
      : undefined;
  const copy = async () => {
    const copied = await copyToClipboard(packets.map(({ text }) => text).join("\n"));
    toast.show(copied ? frames.copied : frames.notCopied);
  };
  return (
    <div class="inspector-facts">
      <p class="inspector-note">
        {frames.at(time, record.kind === "frame" ? comparison.websocket : comparison.polling)}
        {encoding === undefined ? "" : `. ${frames.compressed(encoding)}`}
      </p>
      {packets.length > 0 ? (
        <button
          type="button"
          class="icon-button"
          aria-label={frames.copy}
          title={frames.copy}
          onClick={() => void copy()}
        >
          <CopyIcon />
        </button>
      ) : null}
    </div>
  );
}
