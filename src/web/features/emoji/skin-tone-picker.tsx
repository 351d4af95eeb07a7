/** A hand in the chosen skin tone; when pressed, it shows one hand for each tone. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { dialogWords } from "../../i18n/dialogs/index.ts";
import { type SkinTone, TONES, withTone } from "../../storage/skin-tone.ts";

const HAND = "✋";

interface SkinTonePickerProps {
  skinTone: SkinTone;
  /** Whether all tones are shown. */
  open: boolean;
  setOpen(open: boolean): void;
}

export function SkinTonePicker({ skinTone, open, setOpen }: SkinTonePickerProps) {
  const labels = dialogWords().emoji;
  const wasOpen = useRef(false);
  const focused = useRef<HTMLButtonElement>(null);
  // The focus moves to the chosen tone, and back.
  useLayoutEffect(() => {
    if (open || wasOpen.current) focused.current?.focus();
    wasOpen.current = open;
  }, [open]);
  const chosen = skinTone.index.value;
  const nameOf = (index: number) => labels.tones[index] ?? "";
  if (!open)
    return (
      <button
        ref={focused}
        type="button"
        class="skin-tone"
        aria-label={`${labels.tone}: ${nameOf(chosen)}`}
        title={labels.tone}
        onClick={() => setOpen(true)}
      >
        <span class="emoji">{withTone(HAND, skinTone.tone.value)}</span>
      </button>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings borders and margins of its own, and says no more.
    <div class="skin-tones" role="group" aria-label={labels.tone}>
      {TONES.map((tone, index) => (
        <button
          key={tone}
          ref={index === chosen ? focused : undefined}
          type="button"
          class="skin-tone"
          aria-label={nameOf(index)}
          aria-pressed={index === chosen}
          title={nameOf(index)}
          onClick={() => {
            skinTone.choose(index);
            setOpen(false);
          }}
        >
          <span class="emoji">{withTone(HAND, tone)}</span>
        </button>
      ))}
    </div>
  );
}
