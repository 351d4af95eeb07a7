/** Something to hand on: shown whole, and copied by a button. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { settingsWords } from "../i18n/settings/index.ts";
import { copyToClipboard } from "./clipboard.ts";

/** One line with a copy button, which gets the focus. */
export function CopyField({ label, value }: { label: string; value: string }) {
  return (
    <div class="settings-field">
      <input
        class="field"
        dir="ltr"
        readOnly
        aria-label={label}
        value={value}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <CopyButton key={value} what={label} value={value} takesFocus />
    </div>
  );
}

/** Some lines of code with a copy button. */
export function CopyBlock({ label, value }: { label: string; value: string }) {
  return (
    <div class="settings-block">
      <div class="settings-field">
        <p>{label}</p>
        <CopyButton what={label} value={value} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard. */}
      <pre dir="ltr" tabIndex={0}>
        <code>{value}</code>
      </pre>
    </div>
  );
}

interface CopyButtonProps {
  what: string;
  value: string;
  takesFocus?: boolean;
}

function CopyButton({ what, value, takesFocus = false }: CopyButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const copied = useSignal("");
  const { copy } = settingsWords();
  useLayoutEffect(() => {
    if (takesFocus) button.current?.focus();
  }, [takesFocus]);
  const take = async () => {
    copied.value = (await copyToClipboard(value)) ? copy.done : copy.failed;
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="button"
        aria-label={copy.what(what)}
        onClick={() => void take()}
      >
        {copy.button}
      </button>
      <span class="settings-hint settings-copied" role="status">
        {copied}
      </span>
    </>
  );
}
