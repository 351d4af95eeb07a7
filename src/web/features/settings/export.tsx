/** Exports the room as a file. */
import type { Failure } from "../../../shared/contract/errors.ts";
import { roomPath } from "../../../shared/room-name.ts";
import { NO_RESPONSE } from "../../i18n/failure-text.ts";
import { settingsWords } from "../../i18n/settings/index.ts";
import { RequestError } from "../../ui/section.tsx";
import { submitUnlessBusy, useRequest } from "../../ui/use-request.ts";
import { useRoom } from "../context/room-context.ts";

export function Export() {
  const { room } = useRoom();
  const request = useRequest();
  const { exportAndDelete } = settingsWords();
  const path = `/api${roomPath(room.name)}/export`;
  const name = `${room.name}.json`;
  const download = async () => {
    const answer = await request.run(fetchFile(path, room.token));
    if (answer !== undefined) save(answer.file, name);
  };
  return (
    <div class="settings-part">
      <p class="settings-hint">{exportAndDelete.exportHint}</p>
      <div class="settings-field settings-send">
        {/* A link, because it leads to a file; fetched first, so that an error is shown here instead of being saved. */}
        <a
          class="button"
          href={path}
          download={name}
          aria-disabled={request.busy.value}
          onClick={submitUnlessBusy(request, download)}
        >
          {exportAndDelete.export}
        </a>
        <span class="settings-hint" role="status">
          {request.busy.value ? exportAndDelete.exporting : ""}
        </span>
      </div>
      <RequestError request={request} />
    </div>
  );
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has started by the next task.
  setTimeout(() => URL.revokeObjectURL(link.href));
}

/** How long the server may send nothing, in milliseconds. */
const STALL_TIMEOUT = 30_000;

/**
 * Fetches a whole file, so that a download that breaks off is a failure and not a file.
 *
 * @param token of a visitor whose browser stores no cookie
 */
async function fetchFile(
  path: string,
  token: string | undefined,
): Promise<{ ok: true; file: Blob } | Failure> {
  const stalled = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expectData = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(), STALL_TIMEOUT);
  };
  try {
    expectData();
    const response = await fetch(path, {
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      signal: stalled.signal,
    });
    if (!response.ok) return (await response.json()) as Failure;
    const chunks: BlobPart[] = [];
    const reader = response.body?.getReader();
    for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
      expectData();
      chunks.push(read.value);
    }
    return { ok: true, file: new Blob(chunks, { type: "application/json" }) };
  } catch {
    return { ok: false, error: NO_RESPONSE };
  } finally {
    clearTimeout(timer);
  }
}
