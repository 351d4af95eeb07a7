/** Shows the open dialog; each has a chunk of its own that loads when it is opened. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { withTimeout } from "../../core/lazy-module.ts";
import type { DialogName, DialogProps } from "../context/dialogs.ts";
import { useRoom } from "../context/room-context.ts";
import { lazyDialogs } from "./lazy-modules.ts";

export function OpenDialog() {
  const { dialogs, toast } = useRoom();
  const name = dialogs.open.value;
  const loaded = useSignal<{ name: DialogName; Dialog: ComponentType<DialogProps> } | undefined>(undefined);
  useEffect(() => {
    if (name === undefined) return;
    lazyDialogs
      .load()
      .then(({ loadDialog }) => withTimeout(loadDialog[name]()))
      .then((Dialog) => {
        loaded.value = { name, Dialog };
      })
      .catch(() => {
        if (dialogs.open.peek() !== name) return;
        dialogs.open.value = undefined;
        toast.showNotLoaded();
      });
  }, [name, loaded, dialogs, toast]);
  const DialogContext = lazyDialogs.loaded.value?.DialogContext;
  if (name === undefined || loaded.value?.name !== name || DialogContext === undefined) return null;
  const { Dialog } = loaded.value;
  // Another dialog may have been opened by the time this one closes.
  const close = () => {
    if (dialogs.open.peek() === name) dialogs.open.value = undefined;
  };
  return (
    <DialogContext>
      <Dialog close={close} />
    </DialogContext>
  );
}
