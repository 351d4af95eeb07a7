/** Something to hand on: shown whole, and copied by a button. */
import { useSignal } from "@preact/signals";
import { settingsWords } from "../words/settings/index.ts";

export function CopyField({ label, value }: { label: string; value: string }) {
  const copied = useSignal("");
  const { copy } = settingsWords();
  const take = async () => {
    copied.value = await navigator.clipboard.writeText(value).then(
      () => copy.done,
      () => copy.failed,
    );
  };
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
      <button type="button" class="button" onClick={() => void take()}>
        {copy.button}
      </button>
      <span class="settings-hint" role="status">
        {copied}
      </span>
    </div>
  );
}
