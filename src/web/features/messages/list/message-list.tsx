/** The message list: it loads older pages on the way up and newer ones on the way down. */
import { useComputed } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { messageRows } from "../../../core/messages/message-rows.ts";
import { words } from "../../../i18n/room/index.ts";
import { listenForLongPress } from "../../../ui/long-press.ts";
import { useRoom } from "../../context/room-context.ts";
import { lineKeyOf } from "../actions/active-message.ts";
import { messageTools } from "../actions/lazy-message-tools.ts";
import { goToEndByKey } from "./go-to-message.ts";
import { HistoryStart } from "./history-start.tsx";
import { MessageRow } from "./message-row.tsx";

export function MessageList() {
  const context = useRoom();
  const { room, scrollAnchor, activeMessage } = context;
  const { timeline, outgoing, memberList } = room;
  const list = useRef<HTMLDivElement>(null);
  const rows = useComputed(() =>
    // Unsent messages follow the newest one, so they are hidden while newer pages are not loaded.
    messageRows(
      timeline.messages.value,
      timeline.hasNewer.value ? [] : outgoing.messages.value,
      memberList.you.value,
    ),
  ).value;
  const shown = scrollAnchor.rows;
  scrollAnchor.prepare();
  shown.setRows(rows, scrollAnchor.atEnd.peek());
  shown.moves.value;
  const today = new Date().setHours(0, 0, 0, 0);

  // Before the first paint, so that the list does not visibly jump.
  useLayoutEffect(
    () => (list.current === null ? undefined : scrollAnchor.attach(list.current)),
    [scrollAnchor],
  );
  useEffect(
    () =>
      list.current === null
        ? undefined
        : listenForLongPress(list.current, (target) => {
            messageTools.load().then(
              (tools) => tools.openMessageMenu(context, target),
              () => context.toast.showNotLoaded(),
            );
          }),
    [context],
  );
  useLayoutEffect(() => scrollAnchor.settle());

  return (
    <div
      ref={list}
      class="list"
      role="log"
      aria-live="off"
      aria-label={words().list.label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard has to reach it to scroll it.
      tabIndex={0}
      onKeyDown={(event) => {
        const { currentTarget } = event;
        const tools = messageTools.loaded.peek();
        if (tools?.handleMessageKey(event, context) === true) return event.preventDefault();
        goToEndByKey(event, context);
        if (tools !== undefined) tools.moveLineFocus(event, currentTarget);
        else
          messageTools.load().then(
            (tools) => tools.moveLineFocus(event, currentTarget),
            () => undefined,
          );
      }}
      onFocusIn={(event) => activeMessage.activate(lineKeyOf(event.target))}
      // Not for lines that scroll past a resting mouse: each would render its actions and remove them.
      onPointerMove={(event) => {
        if (event.pointerType === "mouse") activeMessage.activate(lineKeyOf(event.target));
      }}
      onPointerLeave={() => activeMessage.activate(lineKeyOf(document.activeElement))}
    >
      <div class="list-content measure">
        <OlderMessages />
        <ol class="rows" style={{ "padding-block": `${shown.above}px ${shown.below}px` }}>
          {rows.slice(shown.start, shown.end).map((row) => (
            <MessageRow key={row.key} row={row} today={today} />
          ))}
        </ol>
        <NewerMessages />
      </div>
    </div>
  );
}

/** Above the oldest loaded message. */
function OlderMessages() {
  const { timeline, history } = useRoom().room;
  if (!timeline.hasOlder.value) return <HistoryStart />;
  if (history.older.value === "failed") {
    return (
      <div class="older">
        <span>{words().list.olderNotLoaded}</span>
        <button type="button" class="link-button" onClick={() => void history.loadOlder()}>
          {words().tryAgain}
        </button>
      </div>
    );
  }
  return <div class="older">{history.older.value === "loading" ? words().list.loadingOlder : ""}</div>;
}

/** Below the last loaded message, if it is not the newest. */
function NewerMessages() {
  const { timeline, history } = useRoom().room;
  if (!timeline.hasNewer.value) return null;
  if (history.newer.value !== "failed") return <div class="older" />;
  return (
    <div class="older">
      <span>{words().list.newerNotLoaded}</span>
      <button type="button" class="link-button" onClick={() => void history.loadNewer()}>
        {words().tryAgain}
      </button>
    </div>
  );
}
