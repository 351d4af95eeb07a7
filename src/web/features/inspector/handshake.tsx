/** Step 1: how the connection was opened, as the server saw it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SeenRequest } from "../../../shared/seen-request.ts";
import { inspectorWords } from "../../i18n/inspector/index.ts";
import { formatNumber } from "../../i18n/plural.ts";
import { useRoom } from "../context/room-context.ts";
import { HttpHeadLines } from "./http-head-lines.tsx";
import { acceptOf, type HeadLine, headSize, requestHead, upgradeHead } from "./recording/http-head.ts";
import { observedHeads, withOwnEncoding } from "./recording/observed-heads.ts";
import type { Recorder } from "./recording/recorder.ts";
import type { RecordedConnection } from "./recording/records.ts";

export function Handshake({ recorder }: { recorder: Recorder }) {
  recorder.changed.value;
  const link = recorder.connections.at(-1);
  const { handshake } = inspectorWords();
  return (
    <>
      <p>{handshake.explanation}</p>
      {link === undefined ? null : link.transport === "polling" ? (
        <PollingHandshake recorder={recorder} />
      ) : (
        <Upgrade key={link.id} link={link} />
      )}
      <p class="inspector-note">{handshake.requestNote}</p>
    </>
  );
}

function Upgrade({ link }: { link: RecordedConnection }) {
  const { room } = useRoom();
  const { handshake } = inspectorWords();
  const seen = useSignal<{ request: SeenRequest; accept: string } | undefined>(undefined);
  const live = room.connection.state.value.kind === "live";
  useEffect(() => {
    if (!live || seen.peek() !== undefined) return;
    void room.request("wire:handshake", {}).then(async (answer) => {
      if (!answer.ok) return;
      const key = answer.handshake.headers.find(({ name }) => name === "sec-websocket-key")?.value ?? "";
      seen.value = { request: answer.handshake, accept: (await acceptOf(key)) ?? "?".repeat(28) };
    });
  }, [live, room, seen]);
  const heads = observedHeads.value;
  if (seen.value === undefined || heads === undefined)
    return <p class="inspector-note">{handshake.unknown}</p>;
  const { accept } = seen.value;
  const request = withOwnEncoding(seen.value.request, heads);
  const extensions = link.socket?.extensions ?? "";
  return (
    <>
      <Head title={handshake.request} lines={requestHead(request, request.target)} />
      <Head title={handshake.response} lines={upgradeHead(accept, extensions)} atLeast />
      <p>{handshake.switchedNote}</p>
      <p class="inspector-note">
        {handshake.responseNote}{" "}
        {extensions === "" ? handshake.uncompressed : handshake.compressed(extensions)}
      </p>
    </>
  );
}

function PollingHandshake({ recorder }: { recorder: Recorder }) {
  const { handshake } = inspectorWords();
  const heads = observedHeads.value;
  const last = recorder.records.findLast((record) => record.kind === "exchange" && record.method === "GET");
  const target = last?.kind === "exchange" ? last.target : "";
  return (
    <>
      {heads === undefined ? (
        <p class="inspector-note">{handshake.unknown}</p>
      ) : (
        <Head title={handshake.request} lines={requestHead(heads.GET, target)} />
      )}
      <p>{handshake.polling}</p>
    </>
  );
}

function Head({ title, lines, atLeast = false }: { title: string; lines: HeadLine[]; atLeast?: boolean }) {
  const { handshake, bytes } = inspectorWords();
  const size = bytes(formatNumber(headSize(lines)));
  return (
    <section class="inspector-head">
      <h3 class="inspector-title">
        {title} <span class="number">{atLeast ? handshake.sizeAtLeast(size) : handshake.size(size)}</span>
      </h3>
      <HttpHeadLines lines={lines} />
    </section>
  );
}
