/** Names of people and rooms inside sentences. A name may be in a script of either direction. */
import { computed } from "@preact/signals";
import { direction, locale } from "./language.ts";

/** First Strong Isolate and Pop Directional Isolate (Unicode Bidirectional Algorithm, section 2.2). */
const FSI = "\u2068";
const PDI = "\u2069";

/** Letters of scripts that are written from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Isolates a name in plain text (a label, a title, an announcement), so that neither the name nor the sentence changes the
 * direction of the other. In JSX use `<bdi>` instead. A name in the direction of the sentence is returned unchanged.
 */
export const isolate = (name: string): string =>
  direction.value === "rtl" || RIGHT_TO_LEFT.test(name) ? `${FSI}${name}${PDI}` : name;

const conjunction = computed(() => new Intl.ListFormat(locale.value, { type: "conjunction" }));

/** Formats a list of names, each isolated: "Ada, Grace and Alan". */
export const formatNames = (names: readonly string[]): string => conjunction.value.format(names.map(isolate));

const collator = computed(() => new Intl.Collator(locale.value, { sensitivity: "base", numeric: true }));

/** Compares two names for an alphabetical list. */
export const compareNames = (a: string, b: string): number => collator.value.compare(a, b);
