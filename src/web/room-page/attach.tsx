/** The button that attaches files, and those that are attached. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { limits } from "../limits.ts";
import { AttachIcon } from "../look/icons.tsx";
import { fileWords } from "../words/files/index.ts";
import { counted } from "../words/plural.ts";
import { words } from "../words/room/index.ts";
import { withKey } from "./key-tip.ts";
import { type RoomPageContext, useRoom } from "./room-context.ts";

/** Attaches files to the next message, as many as it takes. */
export function attach({ attaching, toast, toComposer }: RoomPageContext, files: Iterable<File>): void {
  const all = [...files];
  attaching.work().then(
    (uploads) => {
      if (uploads.add(all) > 0) toast.say(counted(fileWords().tooMany, limits.peek().filesPerMessage));
    },
    () => toast.notLoaded(),
  );
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
