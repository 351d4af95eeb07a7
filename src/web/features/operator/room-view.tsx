/** One room: what an operator has to know of it, the people there, and what can be changed. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Member } from "../../../shared/contract/index.ts";
import type { OperatedRoom, Operator } from "../../../shared/operator.ts";
import { exactTime } from "../../core/text/times.ts";
import { operatorWords } from "../../i18n/operator/index.ts";
import { formatCount } from "../../i18n/plural.ts";
import { RequestError } from "../../ui/section.tsx";
import { useLoadRequest } from "../../ui/use-request.ts";
import type { OperatorRequests } from "./operator-requests.ts";
import { RoomActs } from "./room-acts.tsx";

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
  useEffect(() => {
    room.value = undefined;
    void load();
  }, [name]);
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
          <People title={labels.here} people={shown.members} room={name} />
          <People title={labels.muted} people={shown.muted} room={name} />
          <People title={labels.banned} people={shown.banned} room={name} />
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
          {formatCount(people, room.people)}, {formatCount(messages, room.messages)}
        </Fact>
        <Fact term={labels.lastMessage}>{lastAt === undefined ? never : exactTime(lastAt)}</Fact>
        {states.length === 0 ? null : <Fact term={labels.state}>{states.join(", ")}</Fact>}
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

function People({ title, people, room }: { title: string; people: readonly Member[]; room: string }) {
  const { rooms: labels, bans } = operatorWords();
  if (people.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul class="operator-list">
        {people.map((person) => (
          <li key={person.id}>
            <Person person={person} />
            <a
              href={`#${new URLSearchParams({ bans: person.id, name: person.name, in: room })}`}
              aria-label={labels.ban(person.name)}
            >
              {bans.submit}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
