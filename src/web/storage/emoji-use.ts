/** The emoji that are used most on this device. */
import { signal } from "@preact/signals";
import { readJson, type Store, writeJson } from "./device-storage.ts";

const KEY = "emoji";
/** Common reactions, until the device has its own. */
const DEFAULTS = ["👍", "❤️", "😂", "🎉", "😮", "😢", "👀", "✅"];
const MAX_ENTRIES = 32;
/** When a count reaches this all are halved, so that recent use counts more. */
const HALVE_AT = 64;

type Counts = readonly (readonly [emoji: string, count: number])[];

const isCounts = (value: unknown): value is Counts =>
  Array.isArray(value) &&
  value.every(
    (pair: unknown) => Array.isArray(pair) && typeof pair[0] === "string" && Number.isFinite(pair[1]),
  );

export class EmojiUse {
  /** Most used first; of equal counts, the latest first. */
  readonly #counts = signal<Counts>([]);

  constructor(private readonly store: Store) {
    this.#counts.value = readJson(store, KEY, isCounts) ?? [];
  }

  /** Counts a use of `emoji`. */
  record(emoji: string): void {
    const before = this.#counts.peek();
    const count = (before.find(([other]) => other === emoji)?.[1] ?? 0) + 1;
    const halve = count >= HALVE_AT ? 2 : 1;
    const counts = [[emoji, count] as const, ...before.filter(([other]) => other !== emoji)]
      .map(([emoji, count]) => [emoji, Math.ceil(count / halve)] as const)
      .sort(([, a], [, b]) => b - a)
      .slice(0, MAX_ENTRIES);
    this.#counts.value = counts;
    writeJson(this.store, KEY, counts);
  }

  /** The `count` emoji used most, completed with common ones. A component that reads it renders again on changes. */
  mostUsed(count: number): string[] {
    const used = this.#counts.value.map(([emoji]) => emoji);
    return [...new Set([...used, ...DEFAULTS])].slice(0, count);
  }
}
