/** The files of the next message, above its text. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import { isPicture } from "../../../shared/contract/files.ts";
import { fileSize } from "../../core/text/file-size.ts";
import { fileWords } from "../../i18n/files/index.ts";
import { isolate } from "../../i18n/names.ts";
import { words } from "../../i18n/room/index.ts";
import { CloseIcon, FileIcon } from "../../ui/icons/icons.tsx";
import type { Upload } from "../context/attachments.ts";
import { verifyPerson } from "../context/lazy-verify-person.ts";
import { useRoom } from "../context/room-context.ts";
import { useLazyModule } from "../context/use-lazy-module.ts";

export function DraftFiles() {
  const { attachmentsDraft, toast } = useRoom();
  const isReady = useSignal(false);
  // Not before a message takes them along: code that loads after its deadline lists them and counts as not loaded.
  useLayoutEffect(() => {
    attachmentsDraft.load().then(
      () => {
        isReady.value = true;
      },
      () => toast.showNotLoaded(),
    );
  }, [attachmentsDraft, toast, isReady]);
  const labels = fileWords();
  if (!isReady.value) return null;
  return (
    <ul class="draft-files" aria-label={labels.attached}>
      {attachmentsDraft.uploads.value.map((upload) => (
        <DraftFile key={upload.key} upload={upload} />
      ))}
    </ul>
  );
}

function DraftFile({ upload }: { upload: Upload }) {
  const { attachmentsDraft, focusComposer } = useRoom();
  const { name, size, state } = upload;
  const labels = fileWords();
  const siteKey = state.kind === "failed" ? state.failure.siteKey : undefined;
  const verification = useLazyModule(verifyPerson, siteKey !== undefined);
  const retry = () => void attachmentsDraft.load().then((uploads) => uploads.retry(upload));
  return (
    <li class="draft-file" data-state={state.kind}>
      <Thumbnail upload={upload} />
      <span class="draft-file-text">
        <bdi class="draft-file-name" title={name}>
          {name}
        </bdi>
        {siteKey !== undefined && verification !== undefined ? (
          <verification.VerifyPerson siteKey={siteKey} verified={retry} />
        ) : state.kind === "failed" ? (
          <span class="field-error" role="alert">
            {labels.failed(state.failure.reason || labels.noResponse)}
          </span>
        ) : (
          <span class="draft-file-note">{state.kind === "done" ? fileSize(size) : labels.uploading}</span>
        )}
        {state.kind === "uploading" ? (
          <progress max={1} value={state.progress} aria-label={labels.progress(isolate(name))} />
        ) : null}
      </span>
      {state.kind === "failed" && state.failure.kind !== "final" ? (
        <button type="button" class="link-button" onClick={retry}>
          {words().tryAgain}
        </button>
      ) : null}
      <button
        type="button"
        class="icon-button"
        aria-label={labels.remove(isolate(name))}
        title={labels.remove(isolate(name))}
        onClick={() => {
          void attachmentsDraft.load().then((uploads) => uploads.remove(upload));
          focusComposer();
        }}
      >
        <CloseIcon />
      </button>
    </li>
  );
}

function Thumbnail({ upload: { file, state } }: { upload: Upload }) {
  const path = state.kind === "done" && isPicture(state.attachment.type) ? state.attachment.path : undefined;
  const localUrl = useMemo(
    () => (file !== undefined && isPicture(file.type) ? URL.createObjectURL(file) : undefined),
    [file],
  );
  useEffect(() => () => void (localUrl !== undefined && URL.revokeObjectURL(localUrl)), [localUrl]);
  const source = localUrl ?? path;
  return source === undefined ? <FileIcon /> : <img class="draft-file-image" src={source} alt="" />;
}
