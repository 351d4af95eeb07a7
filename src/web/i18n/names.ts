/** Names inside sentences: people and rooms are called what they like, in scripts that run either way. */
import { computed } from "@preact/signals";
import { direction, locale } from "./language.ts";

/** First-strong isolate, and its end (Unicode Bidirectional Algorithm, section 2.2). */
const FSI = "\u2068";
const PDI = "\u2069";

/** Letters of scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A name for a sentence that is plain text (a label, a title, an announcement): it keeps its own order there, and leaves
 * the sentence its own. Among elements use `<bdi>`. A name that runs as the sentence does is left alone.
 */
export const isolate = (name: string): string =>
  direction.value === "rtl" || RIGHT_TO_LEFT.test(name) ? `${FSI}${name}${PDI}` : name;

const conjunction = computed(() => new Intl.ListFormat(locale.value, { type: "conjunction" }));

/** "Ada, Grace and Alan", each isolated. */
export const formatNames = (names: readonly string[]): string => conjunction.value.format(names.map(isolate));

const order = computed(() => new Intl.Collator(locale.value, { sensitivity: "base", numeric: true }));

/** Compares two names for an alphabetical list. */
export const compareNames = (a: string, b: string): number => order.value.compare(a, b);
