/** The data in this room of a user whom the operator's site signs in: they have no account, and a token for some rooms. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { OwnDataRequests } from "../../core/account/own-data.ts";
import { deviceWords } from "../../i18n/devices/index.ts";
import { NO_RESPONSE } from "../../i18n/failure-text.ts";
import { words } from "../../i18n/room/index.ts";
import { Modal } from "../../ui/dialog/modal.tsx";
import { RequestButton, RequestError } from "../../ui/section.tsx";
import { useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";
import { saveFile } from "./save-file.ts";

export function RoomDataDialog({ close }: { close(): void }) {
  return (
    <Modal title={deviceWords().ownData.title} close={close}>
      <div class="settings-all">
        <Download />
        <Erase />
      </div>
    </Modal>
  );
}

/** Requests with the token that the site has given last. */
function useOwnData(): OwnDataRequests {
  const { room } = useRoom();
  return useMemo(() => new OwnDataRequests({ session: room, noResponse: NO_RESPONSE }), [room]);
}

function Download() {
  const { room } = useRoom();
  const request = useRequest();
  const isSaved = useSignal(false);
  const isClosed = useRef(false);
  useEffect(
    () => () => {
      isClosed.current = true;
    },
    [],
  );
  const ownData = useOwnData();
  const { ownData: labels } = deviceWords();
  const download = async () => {
    isSaved.value = false;
    const answer = await request.run(ownData.read({ name: room.name }));
    if (answer === undefined || isClosed.current) return;
    saveFile({ exportedAt: new Date().toISOString(), rooms: [answer.data] });
    isSaved.value = true;
  };
  return (
    <div class="settings-part">
      <p class="settings-hint">{labels.roomDownloadHint}</p>
      <div class="settings-field">
        <RequestButton request={request} act={download}>
          {labels.download}
        </RequestButton>
      </div>
      <p class="settings-hint" role="status">
        {isSaved.value ? labels.saved : ""}
      </p>
      <RequestError request={request} />
    </div>
  );
}

function Erase() {
  const { room } = useRoom();
  const request = useRequest();
  const isAsked = useSignal(false);
  const isErased = useSignal(false);
  const wasAsked = useRef(false);
  const button = useRef<HTMLButtonElement>(null);
  const no = useRef<HTMLButtonElement>(null);
  const ownData = useOwnData();
  const { ownData: labels } = deviceWords();
  // The button that had the focus is gone.
  useLayoutEffect(() => {
    if (isAsked.value) no.current?.focus();
    else if (wasAsked.current) button.current?.focus();
    wasAsked.current = isAsked.value;
  }, [isAsked.value]);
  const erase = async () => {
    if ((await request.run(ownData.erase({ name: room.name }))) === undefined) return;
    // They would be sent after the room was erased.
    room.outgoing.discardAll();
    isErased.value = true;
    isAsked.value = false;
  };
  return (
    <div class="settings-part">
      <p class="settings-hint">{labels.roomEraseHint}</p>
      {isAsked.value ? (
        <div class="settings-question">
          <div role="alert">
            <p>
              <strong>{labels.roomConfirm}</strong> {labels.roomErased}
            </p>
            <p>{labels.stays}</p>
            {room.settings.isOwner.value ? <p>{labels.roomOwned}</p> : null}
          </div>
          <div class="settings-field">
            <RequestButton request={request} act={() => room.outgoing.hold(erase())} kind="danger">
              {labels.yes}
            </RequestButton>
            <button
              ref={no}
              type="button"
              class="button"
              onClick={() => {
                isAsked.value = false;
              }}
            >
              {words().cancel}
            </button>
          </div>
          <RequestError request={request} />
        </div>
      ) : (
        <div class="settings-field">
          <button
            ref={button}
            type="button"
            class="button danger"
            onClick={() => {
              isErased.value = false;
              isAsked.value = true;
            }}
          >
            {labels.erase}
          </button>
        </div>
      )}
      <p class="settings-hint" role="status">
        {isErased.value ? labels.roomDone : ""}
      </p>
    </div>
  );
}
