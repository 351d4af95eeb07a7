/** What an operator can change in a room. Each act is confirmed, with a reason for the audit log. */
import { useSignal } from "@preact/signals";
import type { Ack } from "../../../shared/contract/errors.ts";
import type { OperatedRoom } from "../../../shared/operator.ts";
import type { OwnFailure } from "../../i18n/failure-text.ts";
import { operatorWords } from "../../i18n/operator/index.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { ConfirmAct, Field } from "./confirm-act.tsx";
import type { OperatorRequests } from "./operator-requests.ts";

type ActName = "close" | "open" | "feature" | "unfeature" | "handover" | "link" | "reclaim" | "delete";

interface RoomActsProps {
  room: OperatedRoom;
  requests: OperatorRequests;
  changed(): void;
}

export function RoomActs({ room, requests, changed }: RoomActsProps) {
  const { acts, done, unchanged } = operatorWords();
  const asking = useSignal<ActName | undefined>(undefined);
  const outcome = useSignal("");
  const link = useSignal("");
  const to = useSignal("");
  const path = `/rooms/${encodeURIComponent(room.name)}`;
  const shown: ActName[] = [
    room.closed ? "open" : "close",
    ...(room.exists ? [room.featured ? ("unfeature" as const) : ("feature" as const)] : []),
    "handover",
    "link",
    ...(room.exists || room.closed ? (["reclaim", "delete"] as const) : []),
  ];
  const requestOf = (
    act: ActName,
    reason: string,
  ): Promise<Ack<{ changed?: boolean; path?: string }> | OwnFailure> => {
    const on = act === "close" || act === "feature";
    if (act === "delete") return requests.send("DELETE", path, { reason });
    if (act === "reclaim") return requests.send("POST", `${path}/reclaim`, { reason });
    if (act === "link") return requests.send("POST", `${path}/owner-link`, { reason });
    if (act === "handover") {
      const body = { to: to.peek().trim(), from: room.owner?.id ?? null, reason };
      return requests.send("POST", `${path}/owner`, body);
    }
    return requests.send("POST", `${path}/${act.endsWith("feature") ? "feature" : "close"}`, { on, reason });
  };
  const run = async (act: ActName, reason: string): Promise<Ack | OwnFailure> => {
    const answer = await requestOf(act, reason);
    if (answer.ok) {
      outcome.value = answer.changed === false ? unchanged : done;
      link.value = answer.path === undefined ? "" : new URL(answer.path, location.href).href;
    } else {
      // Another operator may have been first: show what the room is like now.
      changed();
    }
    return answer;
  };
  const act = asking.value;
  const isFinal = act === "delete" || act === "reclaim";
  return (
    <section>
      <h3>{acts.title}</h3>
      <div class="operator-buttons">
        {shown.map((name) => (
          <button
            key={name}
            type="button"
            class={name === "delete" || name === "reclaim" ? "button danger" : "button"}
            onClick={() => {
              asking.value = name;
            }}
          >
            {acts[name]}
          </button>
        ))}
      </div>
      <p class="operator-hint" role="status">
        {outcome}
      </p>
      {link.value === "" ? null : (
        <div>
          <p>{acts.linkMade}</p>
          <CopyField label={acts.link} value={link.value} />
        </div>
      )}
      {act === undefined ? null : (
        <ConfirmAct
          title={acts[act]}
          hint={acts[`${act}Hint`]}
          typed={isFinal ? room.name : undefined}
          run={(reason) => run(act, reason)}
          close={(isDone) => {
            asking.value = undefined;
            if (isDone) changed();
          }}
        >
          {act === "handover" ? <Field label={acts.to} value={to} required /> : null}
        </ConfirmAct>
      )}
    </section>
  );
}
