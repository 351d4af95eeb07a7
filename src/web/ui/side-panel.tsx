/** A panel beside the conversation: a column, or a sheet over it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { DialogFrame } from "./dialog/dialog-frame.tsx";
import type { Panel } from "./panel.ts";

interface SideProps {
  panel: Panel;
  label: string;
  children: ComponentChildren;
}

export function SidePanel({ panel, label, children }: SideProps) {
  if (!panel.wide.value) return <Sheet panel={panel} label={label} children={children} />;
  if (!panel.open.value) return null;
  return (
    <aside class={`panel ${panel.name}`} aria-label={label}>
      {children}
    </aside>
  );
}

/** A modal dialog: the browser keeps the focus in it, closes it on Esc and restores the focus. */
function Sheet({ panel, label, children }: SideProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = panel.open.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <DialogFrame frame={dialog} class={`sheet ${panel.name}`} label={label} close={() => panel.closeSheet()}>
      {open ? <div class={`panel ${panel.name}`}>{children}</div> : null}
    </DialogFrame>
  );
}
