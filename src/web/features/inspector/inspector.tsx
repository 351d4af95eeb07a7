/** The network inspector: what travels between this page and its room. */
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import { systemClock } from "../../core/clock.ts";
import { inspectorWords } from "../../i18n/inspector/index.ts";
import type { DialogProps } from "../context/dialogs.ts";
import { useRoom } from "../context/room-context.ts";
import { Drawer } from "./drawer.tsx";
import { FrameList } from "./frame-list.tsx";
import { Handshake } from "./handshake.tsx";
import { Comparison } from "./recording/comparison.ts";
import { observedHeads, observeHeads } from "./recording/observed-heads.ts";
import { recordConnection } from "./recording/record-connection.ts";
import { Recorder } from "./recording/recorder.ts";
import { tallyOf, totalsOf } from "./recording/totals.ts";
import { SocketioFeatures } from "./socketio-features.tsx";
import { type Step, Steps } from "./steps.tsx";
import { TotalsTable } from "./totals-table.tsx";
import { TransportComparison } from "./transport-comparison.tsx";

/** The step that was open last. */
const step = signal<Step>("handshake");

export function Inspector({ close }: DialogProps) {
  const { room } = useRoom();
  const labels = inspectorWords();
  const recorder = useMemo(() => new Recorder(), []);
  const comparison = useMemo(() => new Comparison(room, recorder, systemClock), [room, recorder]);
  const state = room.connection.state.value;
  const transport = state.kind === "live" ? state.transport : undefined;
  useEffect(() => {
    void observeHeads();
  }, [transport]);
  useLayoutEffect(() => recordConnection(room.connection, recorder), [room, recorder]);
  useEffect(() => () => comparison.stop(), [comparison]);
  recorder.changed.value;
  const lead = { websocket: labels.introWebSocket, polling: labels.introPolling }[transport ?? ""];
  return (
    <Drawer title={labels.title} close={close}>
      <div class="inspector-top">
        <p class="inspector-lead">{lead ?? labels.introDisconnected}</p>
        <button
          type="button"
          class="button"
          disabled={transport === undefined}
          onClick={() => room.connection.reconnectBy(transport === "polling" ? "websocket" : "polling")}
        >
          {transport === "polling" ? labels.reconnectByWebSocket : labels.reconnectByPolling}
        </button>
      </div>
      <TotalsTable totals={totalsOf(tallyOf(recorder), observedHeads.value)} />
      <Steps step={step}>
        {step.value === "handshake" ? <Handshake recorder={recorder} /> : null}
        {step.value === "frames" ? <FrameList recorder={recorder} /> : null}
        {step.value === "compared" ? <TransportComparison comparison={comparison} /> : null}
        {step.value === "socketio" ? <SocketioFeatures recorder={recorder} /> : null}
      </Steps>
    </Drawer>
  );
}
