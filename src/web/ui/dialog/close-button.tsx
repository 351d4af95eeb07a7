/** The button that closes what it stands in. */
import type { RefObject } from "preact";
import { words } from "../../i18n/room/index.ts";
import { CloseIcon } from "../icons/icons.tsx";

interface CloseButtonProps {
  close(): void;
  /** The accessible name, if it is not just "Close". */
  label?: string;
  /** The tooltip with a keyboard shortcut, if there is one. */
  title?: string | undefined;
  button?: RefObject<HTMLButtonElement | null>;
}

export function CloseButton({ close, label = words().close, title, button }: CloseButtonProps) {
  return (
    <button ref={button} type="button" class="icon-button" aria-label={label} title={title} onClick={close}>
      <CloseIcon />
    </button>
  );
}
