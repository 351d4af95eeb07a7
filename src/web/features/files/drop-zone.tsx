/** Attaches files that are dropped on the page or pasted. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { fileWords } from "../../i18n/files/index.ts";
import { type RoomPageContext, useRoom } from "../context/room-context.ts";
import { attachFiles } from "./attach.tsx";
import { pastedFiles, pasteLink } from "./paste.ts";

/** Folders are skipped; files dropped with them are attached. */
function handleDrop(context: RoomPageContext, { files, items }: DataTransfer): void {
  const isFolder = [...items]
    .filter(({ kind }) => kind === "file")
    .map((item) => item.webkitGetAsEntry()?.isDirectory === true);
  if (isFolder.includes(true)) context.toast.show(fileWords().folder);
  const taken = [...files].filter((_, place) => isFolder[place] !== true);
  if (taken.length > 0) attachFiles(context, taken);
}

/** Accepts drops anywhere on the page, and shows where to drop. */
export function DropZone() {
  const context = useRoom();
  const over = useSignal(false);
  useEffect(() => {
    const onDrag = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      over.value = event.type === "dragover";
      if (event.type === "drop") handleDrop(context, event.dataTransfer);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) over.value = false;
    };
    const onPaste = (event: ClipboardEvent) => {
      const { clipboardData: data, target } = event;
      if (data === null || event.defaultPrevented) return;
      const files = pastedFiles(data);
      if (files.length > 0) attachFiles(context, files);
      else if (!(target instanceof HTMLTextAreaElement && pasteLink(target, data))) return;
      event.preventDefault();
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
  return over.value ? <div class="drop-zone">{fileWords().drop}</div> : null;
}
