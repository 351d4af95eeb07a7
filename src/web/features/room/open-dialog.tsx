/** Shows the open dialog; each has a chunk of its own that loads when it is opened. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
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
      .then(({ loadDialog }) => loadDialog[name]())
      .then((Dialog) => {
        loaded.value = { name, Dialog };
      })
      .catch(() => {
        dialogs.open.value = undefined;
        toast.showNotLoaded();
      });
  }, [name, loaded, dialogs, toast]);
  if (name === undefined || loaded.value?.name !== name) return null;
  const { Dialog } = loaded.value;
  // Another dialog may have been opened by the time this one closes.
  const close = () => {
    if (dialogs.open.peek() === name) dialogs.open.value = undefined;
  };
  return <Dialog close={close} />;
}
