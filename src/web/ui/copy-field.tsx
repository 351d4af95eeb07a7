/** Something to hand on: shown whole, and copied by a button. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { settingsWords } from "../i18n/settings/index.ts";
import { copyToClipboard } from "./clipboard.ts";
import { RequestButton, RequestError } from "./section.tsx";
import type { PendingRequest } from "./use-request.ts";

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

/** Some lines of code with a copy button. With `isWhole` long lines wrap, so that all of it is seen, and the button gets the focus. */
export function CopyBlock({
  label,
  value,
  isWhole = false,
}: {
  label: string;
  value: string;
  isWhole?: boolean;
}) {
  return (
    <div class="settings-block" data-whole={isWhole || undefined}>
      <div class="settings-field">
        <p>{label}</p>
        <CopyButton what={label} value={value} takesFocus={isWhole} />
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

interface ShownOnceProps {
  request: PendingRequest;
  /** A heading, if it needs one. */
  title?: string;
  /** What it is called. */
  label: string;
  /** What is said of it, also by a screen reader when it was created. */
  note: string;
  /** Undefined until it is created. */
  secret: string | undefined;
  /** Whether people write it down, so that all of it has to be seen. */
  isWhole?: boolean;
  /** The text of the button; undefined where none is needed any more. */
  button: string | undefined;
  create(): Promise<void>;
  /** Further buttons. */
  children?: ComponentChildren;
}

/** A secret that is created on a click and shown only then. */
export function ShownOnce(props: ShownOnceProps) {
  const { request, title, label, note, secret, isWhole, button, create, children } = props;
  return (
    <>
      <div>
        {title === undefined ? null : <h4>{title}</h4>}
        <p class="settings-hint" role="status">
          {note}
        </p>
      </div>
      {secret === undefined ? null : isWhole ? (
        <CopyBlock label={label} value={secret} isWhole />
      ) : (
        <CopyField label={label} value={secret} />
      )}
      {button === undefined && children === undefined ? null : (
        <div class="settings-field">
          {button === undefined ? null : (
            <RequestButton request={request} act={create}>
              {button}
            </RequestButton>
          )}
          {children}
        </div>
      )}
      <RequestError request={request} />
    </>
  );
}
