/** Downloads the user's data from all rooms and the account, or erases it. */
import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import type { AccountRequests } from "../../core/account/account-requests.ts";
import { OwnDataRequests, type OwnRoomData, roomsOfPerson } from "../../core/account/own-data.ts";
import { unsentMessages } from "../../core/outgoing/unsent-messages.ts";
import { deviceWords } from "../../i18n/devices/index.ts";
import { NO_RESPONSE } from "../../i18n/failure-text.ts";
import { RequestButton, RequestError, Section } from "../../ui/section.tsx";
import { useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";
import { EraseData } from "./erase-data.tsx";
import { FailedRooms, useRoomProgress } from "./room-progress.tsx";
import { saveFile } from "./save-file.ts";

export function OwnData({ requests }: { requests: AccountRequests }) {
  const { profile } = useRoom();
  const ownData = useMemo(
    () => new OwnDataRequests({ session: profile, noResponse: NO_RESPONSE }),
    [profile],
  );
  return (
    <Section title={deviceWords().ownData.title}>
      <Download requests={requests} ownData={ownData} />
      <EraseData requests={requests} ownData={ownData} />
    </Section>
  );
}

interface OwnDataProps {
  requests: AccountRequests;
  ownData: OwnDataRequests;
}

function Download({ requests, ownData }: OwnDataProps) {
  const { store, visitedRooms } = useRoom();
  const request = useRequest();
  const progress = useRoomProgress();
  const isSaved = useSignal(false);
  /** What was read of each room: a repeat only reads the others. */
  const read = useRef(new Map<string, OwnRoomData>());
  const button = useRef<HTMLButtonElement>(null);
  const { ownData: labels } = deviceWords();
  const download = async () => {
    isSaved.value = false;
    progress.failed.value = [];
    const answer = await request.run(requests.data());
    if (answer === undefined) return;
    const { account } = answer;
    const rooms = roomsOfPerson(visitedRooms.peek(), account);
    const missing = rooms.filter(({ name }) => !read.current.has(name));
    progress.failed.value = await progress.each(request, missing, async (room) => {
      const answer = await ownData.read(room);
      if (answer.ok) read.current.set(room.name, answer.data);
      return answer;
    });
    progress.text.value = "";
    // The dialog is closed.
    if (progress.stopped.aborted) return;
    const keys = store.keys("").filter((key) => key !== "token");
    const file = {
      exportedAt: new Date().toISOString(),
      you: answer.you,
      account,
      browser: Object.fromEntries(keys.map((key) => [key, store.get(key)])),
      unsent: await unsentMessages(),
      rooms: rooms.flatMap(({ name }) => read.current.get(name) ?? []),
      failed: progress.failed.peek().map(({ room, error }) => ({ room: room.name, error: error.message })),
    };
    saveFile(file);
    isSaved.value = true;
    // A new download is complete.
    if (progress.failed.peek().length === 0) read.current.clear();
  };
  return (
    <div class="settings-part">
      <p class="settings-hint">{labels.downloadHint}</p>
      <div class="settings-field">
        <RequestButton request={request} button={button} act={download}>
          {labels.download}
        </RequestButton>
      </div>
      <p class="settings-hint" role="status">
        {progress.text.value || (isSaved.value ? labels.saved : "")}
      </p>
      <FailedRooms progress={progress} request={request} again={download} focus={button} />
      <RequestError request={request} />
    </div>
  );
}
