/** One room: what an operator has to know of it, the people there, and what can be changed. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Member } from "../../../shared/contract/index.ts";
import type { OperatedRoom, Operator } from "../../../shared/operator.ts";
import { exactTime } from "../../core/text/times.ts";
import { isolate } from "../../i18n/names.ts";
import { operatorWords } from "../../i18n/operator/index.ts";
import { formatCount } from "../../i18n/plural.ts";
import { RequestError } from "../../ui/section.tsx";
import { useLoadRequest } from "../../ui/use-request.ts";
import { ConfirmAct, Field } from "./confirm-act.tsx";
import { type OperatorRequests, orUnknownNetwork } from "./operator-requests.ts";
import { RoomActs } from "./room-acts.tsx";

/** How long a network is banned unless the operator says otherwise: an address soon belongs to other people. */
const NETWORK_HOURS = "24";

interface RoomViewProps {
  name: string;
  operator: Operator;
  requests: OperatorRequests;
}

export function RoomView({ name, operator, requests }: RoomViewProps) {
  const { rooms: labels, loading } = operatorWords();
  const room = useSignal<OperatedRoom | undefined>(undefined);
  const request = useLoadRequest();
  const load = async () => {
    const answer = await request.run(
      requests.get<{ room: OperatedRoom }>(`/rooms/${encodeURIComponent(name)}`),
    );
    if (answer !== undefined) room.value = answer.room;
  };
  useEffect(() => void load(), []);
  const shown = room.value;
  return (
    <>
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <RequestError request={request} retry={() => void load()} />
      {shown === undefined ? (
        <p role="status">{request.busy.value ? loading : ""}</p>
      ) : (
        <>
          {shown.exists ? <Facts room={shown} /> : <p>{labels.missing}</p>}
          {operator.role === "operator" ? (
            <RoomActs room={shown} requests={requests} changed={() => void load()} />
          ) : null}
          <People title={labels.here} people={shown.members} room={name} requests={requests} />
          <People title={labels.muted} people={shown.muted} room={name} requests={requests} />
          <People title={labels.banned} people={shown.banned} room={name} requests={requests} />
        </>
      )}
    </>
  );
}

function Facts({ room }: { room: OperatedRoom }) {
  const { rooms: labels, people, messages, never } = operatorWords();
  const { settings, owner, lastAt } = room;
  const states = [
    room.closed ? labels.closed : undefined,
    settings.locked ? labels.locked : undefined,
    room.featured ? labels.featured : undefined,
  ].filter((state) => state !== undefined);
  return (
    <>
      <dl class="operator-facts">
        <Fact term={labels.owner}>{owner === undefined ? labels.nobody : <Person person={owner} />}</Fact>
        <Fact term={labels.visibility}>{labels.visibilities[settings.visibility]}</Fact>
        {settings.topic === "" ? null : (
          <Fact term={labels.topic}>
            <bdi>{settings.topic}</bdi>
          </Fact>
        )}
        <Fact term={labels.size}>
          {formatCount(people, room.people)} · {formatCount(messages, room.messages)}
        </Fact>
        <Fact term={labels.lastMessage}>{lastAt === undefined ? never : exactTime(lastAt)}</Fact>
        {states.length === 0 ? null : <Fact term={labels.state}>{states.join(" · ")}</Fact>}
      </dl>
      <p>
        <a href={room.path}>{labels.visit}</a>
      </p>
    </>
  );
}

const Fact = ({ term, children }: { term: string; children: ComponentChildren }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);

const Person = ({ person: { id, name } }: { person: Member }) => (
  <span>
    <bdi>{name}</bdi> <code dir="ltr">{id}</code>
  </span>
);

interface PeopleProps {
  title: string;
  people: readonly Member[];
  room: string;
  requests: OperatorRequests;
}

function People({ title, people, room, requests }: PeopleProps) {
  const { rooms: labels, bans, done } = operatorWords();
  const asked = useSignal<Member | undefined>(undefined);
  const hours = useSignal(NETWORK_HOURS);
  const outcome = useSignal("");
  if (people.length === 0) return null;
  const person = asked.value;
  const banNetwork = ({ id, name }: Member, reason: string) => {
    const duration = hours.peek() === "" ? {} : { hours: Number(hours.peek()) };
    const body = { networkOf: id, name, room, ...duration, reason };
    return orUnknownNetwork(requests.send("POST", "/bans", body));
  };
  return (
    <section>
      <h3>{title}</h3>
      <ul class="operator-list">
        {people.map((one) => (
          <li key={one.id}>
            <Person person={one} />
            <span class="operator-links">
              <a
                href={`#${new URLSearchParams({ bans: one.id, name: one.name, in: room })}`}
                aria-label={labels.ban(isolate(one.name))}
              >
                {bans.submit}
              </a>
              <button
                type="button"
                class="link-button"
                aria-haspopup="dialog"
                aria-label={bans.networkOf(isolate(one.name))}
                onClick={() => {
                  hours.value = NETWORK_HOURS;
                  asked.value = one;
                }}
              >
                {bans.submitNetwork}
              </button>
            </span>
          </li>
        ))}
      </ul>
      <p class="operator-hint" role="status">
        {outcome}
      </p>
      {person === undefined ? null : (
        <ConfirmAct
          title={bans.submitNetwork}
          hint={bans.networkOfHint(isolate(person.name))}
          run={(reason) => banNetwork(person, reason)}
          close={(isDone) => {
            asked.value = undefined;
            outcome.value = isDone ? done : "";
          }}
        >
          <Field label={bans.hours} value={hours} isNumber />
        </ConfirmAct>
      )}
    </section>
  );
}
