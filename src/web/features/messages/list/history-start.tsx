/** The start of a room's history; in an empty room everything there is. */
import { useSignal } from "@preact/signals";
import { words } from "../../../i18n/room/index.ts";
import { copyToClipboard } from "../../../ui/clipboard.ts";
import { useRoom } from "../../context/room-context.ts";

export function HistoryStart() {
  const { room, dialogs } = useRoom();
  const { visibility, closed } = room.settings.current.value ?? {};
  const isPrivate = visibility === "private";
  const { messages } = room.timeline;
  if (messages.value.length > 0 || room.outgoing.messages.value.length > 0) {
    return (
      <div class="history-start">
        <h2>
          <bdi>{room.settings.title}</bdi>
        </h2>
        <p>{words().list.start}</p>
      </div>
    );
  }
  return (
    <div class="state">
      <h2>{words().list.empty}</h2>
      {isPrivate || closed ? null : <p>{words().list.emptyText}</p>}
      {closed ? null : isPrivate ? (
        <button
          type="button"
          class="button"
          onClick={() => {
            dialogs.open.value = "invite";
          }}
        >
          {words().header.invite}
        </button>
      ) : (
        <CopyAddress />
      )}
    </div>
  );
}

function CopyAddress() {
  const copied = useSignal<"no" | "yes" | "failed">("no");
  const copy = async () => {
    copied.value = (await copyToClipboard(location.href)) ? "yes" : "failed";
  };
  return (
    <>
      <button type="button" class="button" onClick={() => void copy()}>
        {copied.value === "yes" ? words().list.addressCopied : words().list.copyAddress}
      </button>
      <p role="status" dir="ltr">
        {copied.value === "failed" ? location.href : ""}
      </p>
    </>
  );
}
