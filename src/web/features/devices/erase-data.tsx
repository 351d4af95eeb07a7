/** Erases the user's data in all rooms and their account, after a question that says what stays. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { roomPath } from "../../../shared/room-name.ts";
import type { AccountRequests } from "../../core/account/account-requests.ts";
import { leave } from "../../core/account/leave.ts";
import { type OwnDataRequests, type OwnRoom, roomsOfPerson } from "../../core/account/own-data.ts";
import { deviceWords } from "../../i18n/devices/index.ts";
import { words } from "../../i18n/room/index.ts";
import { RequestButton, RequestError } from "../../ui/section.tsx";
import { useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";
import { FailedRooms, labelOf, useRoomProgress } from "./room-progress.tsx";

interface EraseDataProps {
  requests: AccountRequests;
  ownData: OwnDataRequests;
}

/** The rooms of the user, and those that they own. */
interface Question {
  rooms: OwnRoom[];
  owned: OwnRoom[];
}

export function EraseData({ requests, ownData }: EraseDataProps) {
  const { room, visitedRooms } = useRoom();
  const request = useRequest();
  const progress = useRoomProgress();
  const question = useSignal<Question | undefined>(undefined);
  const button = useRef<HTMLButtonElement>(null);
  const isCancelled = useRef(false);
  const { ownData: labels } = deviceWords();
  const ask = async () => {
    progress.failed.value = [];
    progress.text.value = labels.looking;
    const answer = await request.run(requests.data());
    if (answer === undefined) {
      progress.text.value = "";
      return;
    }
    const rooms = roomsOfPerson(visitedRooms.peek(), answer.account);
    // The page is in this room: it is told that it has lost the person at last.
    rooms.sort((a, b) => Number(a.name === room.name) - Number(b.name === room.name));
    const owned: OwnRoom[] = [];
    const look = async (one: OwnRoom) => {
      const answer = await ownData.owns(one);
      if (answer.ok && answer.owner) owned.push(one);
      return answer;
    };
    progress.failed.value = await progress.each(request, rooms, look);
    progress.text.value = "";
    if (progress.failed.peek().length === 0) question.value = { rooms, owned };
  };
  const isAsked = question.value !== undefined;
  // The button that cancelled is gone.
  useLayoutEffect(() => {
    if (isCancelled.current) button.current?.focus();
    isCancelled.current = false;
  }, [isAsked]);
  return (
    <div class="settings-part">
      <p class="settings-hint">{labels.eraseHint}</p>
      {question.value === undefined ? (
        <>
          <div class="settings-field">
            <RequestButton request={request} button={button} kind="danger" act={ask}>
              {labels.erase}
            </RequestButton>
          </div>
          <p class="settings-hint" role="status">
            {progress.text}
          </p>
          <FailedRooms progress={progress} request={request} again={ask} focus={button} />
          <RequestError request={request} />
        </>
      ) : (
        <Confirm
          {...question.value}
          requests={requests}
          ownData={ownData}
          cancel={() => {
            isCancelled.current = true;
            question.value = undefined;
          }}
        />
      )}
    </div>
  );
}

interface ConfirmProps extends EraseDataProps, Question {
  cancel(): void;
}

function Confirm({ rooms, owned, requests, ownData, cancel }: ConfirmProps) {
  const { room } = useRoom();
  const request = useRequest();
  const progress = useRoomProgress();
  const givesUp = useSignal(owned.length === 0);
  const yes = useRef<HTMLButtonElement>(null);
  const no = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => no.current?.focus(), []);
  const { ownData: labels } = deviceWords();
  const finish = async () => {
    progress.failed.value = [];
    progress.text.value = labels.account;
    const names = rooms.map(({ name }) => name).slice(0, MAX_ROOMS);
    const isDone = (await request.run(requests.erase(names))) !== undefined;
    progress.text.value = "";
    if (!isDone) return;
    room.outgoing.discardAll();
    void leave();
  };
  const erase = async (those: readonly OwnRoom[]) => {
    progress.failed.value = [];
    progress.failed.value = await progress.each(request, those, async (one) => {
      const answer = await ownData.erase(one);
      // They would be sent after the room was erased.
      if (answer.ok && one.name === room.name) room.outgoing.discardAll();
      return answer;
    });
    progress.text.value = "";
    if (progress.failed.peek().length === 0 && !progress.stopped.aborted) await finish();
  };
  return (
    <div class="settings-question">
      <div role="alert">
        <p>
          <strong>{labels.confirm}</strong> {labels.erased}
        </p>
        <p>{labels.stays}</p>
      </div>
      {owned.length === 0 ? null : (
        <>
          <p>{labels.owned}</p>
          <ul class="settings-list">
            {owned.map((one) => (
              <li key={one.name}>
                <a href={roomPath(one.name)}>
                  <bdi>{labelOf(one)}</bdi>
                </a>
              </li>
            ))}
          </ul>
          <label class="settings-check">
            <input
              type="checkbox"
              checked={givesUp.value}
              onChange={({ currentTarget }) => {
                givesUp.value = currentTarget.checked;
              }}
            />
            <span>{labels.giveUp}</span>
          </label>
        </>
      )}
      <div class="settings-field">
        <RequestButton
          request={request}
          button={yes}
          kind="danger"
          disabled={!givesUp.value}
          act={() => room.outgoing.hold(erase(rooms))}
        >
          {labels.yes}
        </RequestButton>
        <button ref={no} type="button" class="button" onClick={cancel}>
          {words().cancel}
        </button>
      </div>
      <p class="settings-hint" role="status">
        {progress.text}
      </p>
      {request.busy.value ? <p class="settings-hint">{labels.keepOpen}</p> : null}
      <FailedRooms
        progress={progress}
        request={request}
        again={() => room.outgoing.hold(erase(progress.failed.peek().map((one) => one.room)))}
        focus={yes}
      >
        <RequestButton
          request={request}
          kind="danger"
          act={() => {
            yes.current?.focus();
            return room.outgoing.hold(finish());
          }}
        >
          {labels.anyway}
        </RequestButton>
      </FailedRooms>
      <RequestError request={request} />
    </div>
  );
}

/** How many rooms are told to end the connections of the user, besides those that their account knows. */
const MAX_ROOMS = 50;
