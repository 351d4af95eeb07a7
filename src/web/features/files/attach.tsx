/** The button that attaches files, and the attached files. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { withTimeout } from "../../core/lazy-module.ts";
import { limits } from "../../core/limits.ts";
import { fileWords } from "../../i18n/files/index.ts";
import { formatCount } from "../../i18n/plural.ts";
import { words } from "../../i18n/room/index.ts";
import { AttachIcon } from "../../ui/icons/icons.tsx";
import { withShortcut } from "../../ui/keyboard/key-tooltip.ts";
import { type RoomPageContext, useRoom } from "../context/room-context.ts";

/** Attaches files to the next message, up to the limit. */
export function attachFiles(
  { attachmentsDraft, toast, focusComposer }: RoomPageContext,
  files: Iterable<File>,
): void {
  const all = [...files];
  attachmentsDraft.load().then(
    (uploads) => {
      if (uploads.add(all) > 0) toast.show(formatCount(fileWords().tooMany, limits.peek().filesPerMessage));
    },
    () => toast.showNotLoaded(),
  );
  focusComposer();
}

export function AttachButton({ disabled }: { disabled: boolean }) {
  const context = useRoom();
  const input = useRef<HTMLInputElement>(null);
  const label = words().files.attach;
  return (
    <>
      <input
        ref={input}
        type="file"
        class="hidden-visually"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        onChange={({ currentTarget }) => {
          attachFiles(context, currentTarget.files ?? []);
          // So that the same file can be chosen again.
          currentTarget.value = "";
        }}
      />
      <button
        type="button"
        class="icon-button attach-button"
        disabled={disabled}
        aria-label={label}
        aria-keyshortcuts="Control+U"
        title={withShortcut(label, "Ctrl+U")}
        onClick={() => input.current?.click()}
      >
        <AttachIcon />
      </button>
    </>
  );
}

/** The files above the composer, loaded with the first one. */
export function AttachedFiles() {
  const { attachmentsDraft, toast } = useRoom();
  const DraftFiles = useSignal<ComponentType | undefined>(undefined);
  const some = attachmentsDraft.uploads.value.length > 0;
  useEffect(() => {
    if (!some || DraftFiles.peek() !== undefined) return;
    withTimeout(import("./draft-files.tsx")).then(
      (loaded) => {
        DraftFiles.value = loaded.DraftFiles;
      },
      () => toast.showNotLoaded(),
    );
  }, [some, DraftFiles, toast]);
  return some && DraftFiles.value !== undefined ? <DraftFiles.value /> : null;
}
