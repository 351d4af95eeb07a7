/** The page of a room: the rooms panel, the conversation, the people panel. */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { isFramed } from "../../core/first-load.ts";
import { isolate } from "../../i18n/names.ts";
import { formatNumber } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { pressShortcutButton } from "../../ui/keyboard/key-events.ts";
import { ToastLine } from "../../ui/toast.tsx";
import { Composer } from "../composer/composer.tsx";
import { type ConnectionProblem, connectionProblemOf } from "../connection/connection-problem.ts";
import { useRoom } from "../context/room-context.ts";
import { useLazyModule } from "../context/use-lazy-module.ts";
import { AttachButton, AttachedFiles } from "../files/attach.tsx";
import { ReplyBar } from "../messages/actions/reply-bar.tsx";
import { LoadingState } from "../messages/list/loading-state.tsx";
import { MessageList } from "../messages/list/message-list.tsx";
import { NewMessagesButton } from "../messages/list/new-messages-button.tsx";
import { RoomsPanel } from "../rooms/rooms-panel.tsx";
import { Header } from "./header.tsx";
import { dropZone, namePrompt, problemStates } from "./lazy-modules.ts";
import { OpenDialog } from "./open-dialog.tsx";
import { focusesComposer, toggleDialogByKey } from "./page-shortcuts.ts";
import { PeoplePanel } from "./people-panel.tsx";

const ICON = "/icons/rocket.svg";
const UNREAD_ICON = "/icons/rocket-unread.svg";

export function RoomPage() {
  const context = useRoom();
  const { room, unread, activeMessage, toast } = context;
  const composer = useRef<HTMLTextAreaElement>(null);
  const toComposer = () => composer.current?.focus();

  useSignalEffect(() => {
    const count = unread.count.value;
    const icon = document.querySelector('link[rel="icon"]');
    const href = count > 0 ? UNREAD_ICON : ICON;
    // The browser would fetch the same icon again.
    if (icon?.getAttribute("href") !== href) icon?.setAttribute("href", href);
    document.title = `${count > 0 ? `(${formatNumber(count)}) ` : ""}${isolate(room.settings.title.value)} · Socket Rocket`;
  });
  useEffect(() => {
    // In a frame that would take the focus from the page around, and a message that the address names has it already.
    const isMessageFocused = document.activeElement?.matches("[data-line]");
    if (!isFramed() && !isMessageFocused && matchMedia("(pointer: fine)").matches) composer.current?.focus();
    const listener = (event: KeyboardEvent) => {
      if (toggleDialogByKey(event, context)) return;
      if (pressShortcutButton(event)) return event.preventDefault();
      if (focusesComposer(event)) composer.current?.focus();
    };
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, [context]);
  useEffect(() => activeMessage.watchInput(), [activeMessage]);

  const DropZone = dropZone.loaded.value?.DropZone;
  return (
    <>
      <button type="button" class="hidden-visually skip-link" onClick={toComposer}>
        {words().composer.skipTo}
      </button>
      <div class="room">
        {isFramed() ? null : <RoomsPanel />}
        <main class="conversation">
          <Header />
          <div class="list-frame">
            <Conversation />
            <NewMessagesButton onPress={toComposer} />
            <ToastLine toast={toast} />
          </div>
          <div class="conversation-footer">
            <LazyNamePrompt />
            <LazyConnectionProblem />
            <LazyWriteBlockedNotice />
            <LazyStorageNotice />
            <Composer
              input={composer}
              above={
                <>
                  <ReplyBar />
                  <AttachedFiles />
                </>
              }
              attachButton={(disabled) => <AttachButton disabled={disabled} />}
            />
          </div>
        </main>
        <PeoplePanel />
      </div>
      <OpenDialog />
      {DropZone === undefined ? null : <DropZone />}
      <div class="hidden-visually" aria-live="polite">
        {room.announcer.value?.text}
      </div>
    </>
  );
}

function Conversation() {
  const context = useRoom();
  const { room, isLocating, hasList } = context;
  const problem = connectionProblemOf(context);
  if (!hasList.value) return <div class="list" />;
  if (room.opened.value && !isLocating.value)
    return (
      <>
        {/* The list may start in the middle of a day: its authors are headings of level 3 and need one of level 2 before them. */}
        <h2 class="hidden-visually">{words().list.label}</h2>
        <MessageList />
      </>
    );
  return problem === undefined ? <LoadingState /> : <Unavailable problem={problem} />;
}

/** On a first visit, once messages are shown. */
function LazyNamePrompt() {
  const { asksForName } = useRoom();
  const prompt = useLazyModule(namePrompt, asksForName.value);
  const done = () => {
    asksForName.value = false;
  };
  return prompt === undefined ? null : <prompt.NamePrompt done={done} />;
}

function Unavailable({ problem }: { problem: ConnectionProblem }) {
  const states = useLazyModule(problemStates, true);
  return states === undefined ? <div class="list" /> : <states.ConnectionProblemState problem={problem} />;
}

/** A connection problem of a room that is shown. */
function LazyConnectionProblem() {
  const context = useRoom();
  const problem = connectionProblemOf(context);
  const states = useLazyModule(problemStates, problem !== undefined);
  if (problem === undefined || states === undefined || !context.room.opened.value) return null;
  return <states.ConnectionProblemNotice problem={problem} />;
}

/** Why the user cannot write. The element is always there, so that a screen reader announces changes. */
function LazyWriteBlockedNotice() {
  const why = useRoom().room.settings.writeBlocked.value;
  const states = useLazyModule(problemStates, why !== undefined);
  return (
    <div class="measure" role="status">
      {why === undefined || states === undefined ? null : <states.WriteBlockedNotice why={why} />}
    </div>
  );
}

/** What this browser does not store. */
function LazyStorageNotice() {
  const { store, draft, attachmentsDraft } = useRoom();
  const isDismissed = useSignal(false);
  const wanted =
    !isDismissed.value && (!store.isDurable || draft.isUnsaved.value || attachmentsDraft.hasUnsavedFile);
  const states = useLazyModule(problemStates, wanted);
  if (!wanted || states === undefined) return null;
  return (
    <states.StorageNotice
      what={store.isDurable ? (draft.isUnsaved.value ? "full" : "file") : "text"}
      dismiss={() => {
        isDismissed.value = true;
      }}
    />
  );
}
