/** The skin tone of emoji that is chosen on this device. */
import { computed, signal } from "@preact/signals";
import { cleanEmoji } from "../../shared/text/clean-text.ts";
import type { Store } from "./device-storage.ts";

/** None, then light, medium-light, medium, medium-dark and dark in the terms of Unicode. */
export const TONES: readonly string[] = ["", "🏻", "🏼", "🏽", "🏾", "🏿"];

const KEY = "emoji:tone";

/** An emoji that can have a tone, and its variation selector, which the tone replaces. */
const BODY = /(\p{Emoji_Modifier_Base})\ufe0f?/gu;

/** Applies a tone to an emoji, if Unicode has it in that tone. */
export function withTone(emoji: string, tone: string): string {
  if (tone === "") return emoji;
  return cleanEmoji(emoji.replace(BODY, `$1${tone}`)) || emoji;
}

/** Removes the tone and the variation selector. */
export const withoutTone = (emoji: string): string => emoji.replace(/\p{Emoji_Modifier}|\ufe0f/gu, "");

export class SkinTone {
  /** The index in {@link TONES}. */
  readonly index = signal(0);
  readonly tone = computed(() => TONES[this.index.value] ?? "");

  constructor(private readonly store: Store) {
    const stored = Number(store.get(KEY));
    if (stored in TONES) this.index.value = stored;
  }

  choose(index: number): void {
    this.index.value = index;
    this.store.set(KEY, String(index));
  }
}
