/** The skin tone of hands and people, as somebody chose it on this device. */
import { computed, signal } from "@preact/signals";
import { cleanEmoji } from "../../shared/text/clean-text.ts";
import type { Store } from "./device-storage.ts";

/** None, then what Unicode calls light, medium-light, medium, medium-dark and dark. */
export const TONES: readonly string[] = ["", "🏻", "🏼", "🏽", "🏾", "🏿"];

const KEY = "emoji:tone";

/** What stands for a body, and the selector that asks for its colourful form, which a tone does by itself. */
const BODY = /(\p{Emoji_Modifier_Base})\ufe0f?/gu;

/** An emoji in a tone; as it is, where Unicode knows it in no tone. */
export function withTone(emoji: string, tone: string): string {
  if (tone === "") return emoji;
  return cleanEmoji(emoji.replace(BODY, `$1${tone}`)) || emoji;
}

/** The same for an emoji in all tones, and with or without its selector. */
export const withoutTone = (emoji: string): string => emoji.replace(/\p{Emoji_Modifier}|\ufe0f/gu, "");

export class SkinTone {
  /** Its place in {@link TONES}. */
  readonly index = signal(0);
  readonly tone = computed(() => TONES[this.index.value] ?? "");

  constructor(private readonly store: Store) {
    const kept = Number(store.get(KEY));
    if (kept in TONES) this.index.value = kept;
  }

  choose(index: number): void {
    this.index.value = index;
    this.store.set(KEY, String(index));
  }
}
