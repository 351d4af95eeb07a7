/** Bans in all rooms: the list, and a new one. */
import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import type { Ban } from "../../../shared/operator.ts";
import { exactTime } from "../../core/text/times.ts";
import { operatorWords } from "../../i18n/operator/index.ts";
import { RequestError } from "../../ui/section.tsx";
import { submitUnlessBusy, useLoadRequest, useRequest } from "../../ui/use-request.ts";
import { ConfirmAct, Field } from "./confirm-act.tsx";
import type { OperatorRequests } from "./operator-requests.ts";

interface BansTabProps {
  requests: OperatorRequests;
  /** The person to ban, and the room where they are, from the list of a room. */
  suggested: { person: string; name: string; room: string } | undefined;
}

export function BansTab({ requests, suggested }: BansTabProps) {
  const { bans: labels, more } = operatorWords();
  const list = useSignal<Ban[] | undefined>(undefined);
  const next = useSignal<number | undefined>(undefined);
  const ending = useSignal<Ban | undefined>(undefined);
  const loading = useLoadRequest();
  const load = async (offset = 0) => {
    const page = await loading.run(requests.get<{ bans: Ban[]; offset?: number }>(`/bans?offset=${offset}`));
    if (page === undefined) return;
    list.value = offset === 0 ? page.bans : [...(list.peek() ?? []), ...page.bans];
    next.value = page.offset;
  };
  useEffect(() => void load(), []);
  const ended = ending.value;
  return (
    <>
      <NewBan requests={requests} suggested={suggested} added={() => void load()} />
      <h2>{labels.list}</h2>
      <RequestError request={loading} retry={() => void load()} />
      <p class="operator-hint" role="status">
        {list.value?.length === 0 ? labels.none : ""}
      </p>
      <ul class="operator-list">
        {list.value?.map((ban) => (
          <li key={`${ban.kind}:${ban.value}`}>
            <div>
              {ban.name === undefined ? null : <bdi>{ban.name} </bdi>}
              <code dir="ltr">{ban.value}</code>
              <p class="operator-hint">
                {ban.until === undefined ? labels.forever : labels.until(exactTime(ban.until))}
                {" · "}
                {labels.by(ban.by, exactTime(ban.at))}
                {ban.reason === "" ? "" : ": "}
                <bdi>{ban.reason}</bdi>
              </p>
            </div>
            <button
              type="button"
              class="button"
              aria-label={labels.endOf(ban.name ?? ban.value)}
              onClick={() => {
                ending.value = ban;
              }}
            >
              {labels.end}
            </button>
          </li>
        ))}
      </ul>
      {next.value === undefined ? null : (
        <button type="button" class="button" onClick={() => void load(next.peek())}>
          {more}
        </button>
      )}
      {ended === undefined ? null : (
        <ConfirmAct
          title={labels.end}
          hint={ended.name ?? ended.value}
          run={(reason) => requests.send("DELETE", "/bans", { [ended.kind]: ended.value, reason })}
          close={(isDone) => {
            ending.value = undefined;
            if (isDone) void load();
          }}
        />
      )}
    </>
  );
}

function NewBan({ requests, suggested, added }: BansTabProps & { added(): void }) {
  const labels = operatorWords();
  const { bans } = labels;
  const person = useSignal(suggested?.person ?? "");
  const network = useSignal("");
  const hours = useSignal("");
  const reason = useSignal("");
  const request = useRequest();
  const id = useId();
  useEffect(() => {
    // Without a suggestion, what was typed before this effect runs stays.
    if (suggested !== undefined) person.value = suggested.person;
  }, [suggested?.person]);
  const submit = async () => {
    const [id, address] = [person.peek().trim(), network.peek().trim()];
    const isSuggested = suggested !== undefined && id === suggested.person;
    const body = {
      ...(id !== "" && { person: id }),
      ...(address !== "" && { network: address }),
      ...(isSuggested && { name: suggested.name, room: suggested.room }),
      ...(hours.peek() !== "" && { hours: Number(hours.peek()) }),
      reason: reason.peek().trim(),
    };
    if ((await request.run(requests.send("POST", "/bans", body))) === undefined) return;
    for (const field of [person, network, hours, reason]) field.value = "";
    added();
  };
  const hasOne = (person.value.trim() === "") !== (network.value.trim() === "");
  return (
    <form class="operator-form" aria-labelledby={id} onSubmit={submitUnlessBusy(request, submit)}>
      <h2 id={id}>{bans.add}</h2>
      <Field label={bans.person} value={person} />
      <Field label={bans.network} value={network} />
      <p class="operator-hint">{bans.networkHint}</p>
      <Field label={bans.hours} value={hours} isNumber />
      <Field label={labels.reason} value={reason} />
      <div>
        <button type="submit" class="button danger" disabled={!hasOne} aria-disabled={request.busy.value}>
          {bans.submit}
        </button>
      </div>
      <p class="operator-hint" role="status">
        {request.done.value ? labels.done : ""}
      </p>
      <RequestError request={request} />
    </form>
  );
}
