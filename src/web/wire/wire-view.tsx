/** What really travels between this page and its room, and why it is so little. */
import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { systemClock } from "../room/clock.ts";
import type { DialogProps } from "../room-page/dialogs.tsx";
import { useRoom } from "../room-page/room-context.ts";
import { wireWords } from "../words/wire/index.ts";
import { Compared } from "./compared.tsx";
import { Comparison } from "./comparison.ts";
import { Drawer } from "./drawer.tsx";
import { Frames } from "./frames.tsx";
import { Handshake } from "./handshake.tsx";
import { lookAtHeads, seenHeads } from "./seen-heads.ts";
import { SocketioLesson } from "./socketio-lesson.tsx";
import { type Step, Steps } from "./steps.tsx";
import { tallyOf, totalsOf } from "./totals.ts";
import { TotalsTable } from "./totals-table.tsx";

/** Where the view was closed it opens again. */
const step = signal<Step>("handshake");

export function WireView({ close }: DialogProps) {
  const { room } = useRoom();
  const said = wireWords();
  const comparison = useMemo(() => new Comparison(room, systemClock), [room]);
  const state = room.connection.state.value;
  const transport = state.kind === "live" ? state.transport : undefined;
  useEffect(() => {
    void lookAtHeads();
  }, [transport]);
  useEffect(() => () => comparison.stop(), [comparison]);
  room.wire.changed.value;
  const lead = { websocket: said.leadWebSocket, polling: said.leadPolling }[transport ?? ""];
  return (
    <Drawer title={said.title} close={close}>
      <div class="wire-top">
        <p class="wire-lead">{lead ?? said.leadNone}</p>
        <button
          type="button"
          class="button"
          disabled={transport === undefined}
          onClick={() => room.connection.reconnectBy(transport === "polling" ? "websocket" : "polling")}
        >
          {transport === "polling" ? said.byWebSocket : said.byPolling}
        </button>
      </div>
      <TotalsTable totals={totalsOf(tallyOf(room.wire), seenHeads.value)} />
      <Steps step={step}>
        {step.value === "handshake" ? <Handshake /> : null}
        {step.value === "frames" ? <Frames /> : null}
        {step.value === "compared" ? <Compared comparison={comparison} /> : null}
        {step.value === "socketio" ? <SocketioLesson /> : null}
      </Steps>
    </Drawer>
  );
}
