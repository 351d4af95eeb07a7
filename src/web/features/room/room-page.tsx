/** The room: rooms on the side where lines begin, the conversation, people on the other. */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { isolate } from "../../i18n/names.ts";
import { formatNumber } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { pressButtonOf } from "../../ui/keyboard/button-shortcuts.ts";
import { ToastLine } from "../../ui/toast.tsx";
import { Composer } from "../composer/composer.tsx";
import { leadsToComposer } from "../composer/focus-composer.ts";
import { type ConnectionProblem, troubleOf } from "../connection-problems/problem.ts";
import { useRoom } from "../context/room-context.ts";
import { LoadingState } from "../messages/list/loading.tsx";
import { MessageList } from "../messages/list/message-list.tsx";
import { NewMessagesPill } from "../messages/list/new-messages-pill.tsx";
import { PeopleSide } from "../people/people-side.tsx";
import { RoomsSide } from "../rooms/rooms-side.tsx";
import { OpenDialog } from "./dialogs.tsx";
import { Header } from "./header.tsx";
import { dropZone, nameStep, troubleStates, useLatePart } from "./lazy-modules.ts";

const ICON = "/icons/rocket.svg";
const UNREAD_ICON = "/icons/rocket-unread.svg";

export function RoomPage() {
  const { room, unread, dialogs, activeMessage } = useRoom();
  const composer = useRef<HTMLTextAreaElement>(null);
  const toComposer = () => composer.current?.focus();

  useSignalEffect(() => {
    const count = unread.count.value;
    document.querySelector('link[rel="icon"]')?.setAttribute("href", count > 0 ? UNREAD_ICON : ICON);
    document.title = `${count > 0 ? `(${formatNumber(count)}) ` : ""}${isolate(room.rules.title.value)} · Socket Rocket`;
  });
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) composer.current?.focus();
    const listener = (event: KeyboardEvent) => {
      if (dialogs.takeKey(event)) return;
      if (pressButtonOf(event)) return event.preventDefault();
      if (leadsToComposer(event)) composer.current?.focus();
    };
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, [dialogs]);
  useEffect(() => activeMessage.hear(), [activeMessage]);

  const Zone = dropZone.loaded.value?.DropZone;
  return (
    <>
      <button type="button" class="hidden-visually skip-link" onClick={toComposer}>
        {words().composer.skipTo}
      </button>
      <div class="room">
        <RoomsSide />
        <main class="conversation">
          <Header />
          <div class="list-frame">
            <Conversation />
            <NewMessagesPill then={toComposer} />
            <ToastLine />
          </div>
          <div class="foot">
            <LateNameStep />
            <LateTrouble />
            <LateSilenced />
            <LateUnkept />
            <Composer input={composer} />
          </div>
        </main>
        <PeopleSide />
      </div>
      <OpenDialog />
      {Zone === undefined ? null : <Zone />}
      <div class="hidden-visually" aria-live="polite">
        {room.announcer.value?.text}
      </div>
    </>
  );
}

function Conversation() {
  const context = useRoom();
  const { room, arriving, hasList } = context;
  const trouble = troubleOf(context);
  if (!hasList.value) return <div class="list" />;
  if (room.opened.value && !arriving.value)
    return (
      <>
        {/* The list may begin in the middle of a day: its authors, of the third level, need one above them. */}
        <h2 class="hidden-visually">{words().list.label}</h2>
        <MessageList />
      </>
    );
  return trouble === undefined ? <LoadingState /> : <Shut trouble={trouble} />;
}

/** On a first visit, once there is something to read. */
function LateNameStep() {
  const { asksName } = useRoom();
  const step = useLatePart(nameStep, asksName.value);
  const done = () => {
    asksName.value = false;
  };
  return step === undefined ? null : <step.NamePrompt done={done} />;
}

function Shut({ trouble }: { trouble: ConnectionProblem }) {
  const states = useLatePart(troubleStates, true);
  return states === undefined ? <div class="list" /> : <states.ConnectionProblemState trouble={trouble} />;
}

/** What has come between a room that is shown and whoever is in it. */
function LateTrouble() {
  const context = useRoom();
  const trouble = troubleOf(context);
  const states = useLatePart(troubleStates, trouble !== undefined);
  if (trouble === undefined || states === undefined || !context.room.opened.value) return null;
  return <states.ConnectionProblemNotice trouble={trouble} />;
}

/** Why one may not write. Its place is always there, so that a screen reader hears of it when something changes. */
function LateSilenced() {
  const why = useRoom().room.rules.silenced.value;
  const states = useLatePart(troubleStates, why !== undefined);
  return (
    <div class="measure" role="status">
      {why === undefined || states === undefined ? null : <states.WriteBlockedNotice why={why} />}
    </div>
  );
}

/** What this browser will not keep. */
function LateUnkept() {
  const { store, draft, attachmentsDraft } = useRoom();
  const understood = useSignal(false);
  const wanted = !understood.value && (!store.isDurable || draft.unkept.value || attachmentsDraft.unkept);
  const states = useLatePart(troubleStates, wanted);
  if (!wanted || states === undefined) return null;
  return (
    <states.UnkeptNotice
      what={store.isDurable ? (draft.unkept.value ? "full" : "file") : "text"}
      understand={() => {
        understood.value = true;
      }}
    />
  );
}
