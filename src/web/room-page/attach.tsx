/** Ways for files into the next message: a button, the clipboard, and whatever is dropped on the page. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { limits } from "../limits.ts";
import { AttachIcon } from "../look/icons.tsx";
import { counted } from "../words/plural.ts";
import { words } from "../words/room/index.ts";
import { withKey } from "./key-tip.ts";
import { type RoomPageContext, useRoom } from "./room-context.ts";

function attach({ attaching, toast, toComposer }: RoomPageContext, files: Iterable<File>): void {
  if (attaching.add(files) > 0) toast.say(counted(words().files.tooMany, limits.value.filesPerMessage));
  toComposer();
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
          attach(context, currentTarget.files ?? []);
          // The same file may be chosen again.
          currentTarget.value = "";
        }}
      />
      <button
        type="button"
        class="icon-button attach"
        disabled={disabled}
        aria-label={label}
        aria-keyshortcuts="Control+U"
        title={withKey(label, "Ctrl+U")}
        onClick={() => input.current?.click()}
      >
        <AttachIcon />
      </button>
    </>
  );
}

/** The files beside the composer, once there are any. */
export function AttachedFiles() {
  const { attaching, toast } = useRoom();
  const Chips = useSignal<ComponentType | undefined>(undefined);
  const some = attaching.uploads.value.length > 0;
  useEffect(() => {
    if (!some || Chips.peek() !== undefined) return;
    import("../files/chips.tsx").then(
      (loaded) => {
        Chips.value = loaded.Chips;
      },
      () => toast.notLoaded(),
    );
  }, [some, Chips, toast]);
  return some && Chips.value !== undefined ? <Chips.value /> : null;
}

/** Takes what is dropped anywhere on the page or pasted, and says so while it is over the page. */
export function DropZone() {
  const context = useRoom();
  const over = useSignal(false);
  useEffect(() => {
    const onDrag = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      over.value = event.type === "dragover";
      if (event.type === "drop") attach(context, event.dataTransfer.files);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) over.value = false;
    };
    const onPaste = ({ clipboardData }: ClipboardEvent) => {
      const { files } = clipboardData ?? new DataTransfer();
      if (files.length > 0) attach(context, files);
    };
    for (const type of ["dragover", "drop"] as const) document.addEventListener(type, onDrag);
    document.addEventListener("dragleave", onLeave);
    document.addEventListener("paste", onPaste);
    return () => {
      for (const type of ["dragover", "drop"] as const) document.removeEventListener(type, onDrag);
      document.removeEventListener("dragleave", onLeave);
      document.removeEventListener("paste", onPaste);
    };
  }, [context, over]);
  return over.value ? <div class="drop-zone">{words().files.drop}</div> : null;
}
