/** Numbers, and the plural form that a text takes for a number. */
import { computed } from "@preact/signals";
import type { Plural } from "../../shared/text/plural.ts";
import { locale } from "./language.ts";

export type { Plural };

const rules = computed(() => new Intl.PluralRules(locale.value));
const numbers = computed(() => new Intl.NumberFormat(locale.value));

/**
 * Whether a number can be written without `Intl`: 0 to 999 in English or German with default digits. The first use of
 * `Intl` takes a tenth of a second on a slow phone.
 */
const isSimple = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value < 1_000 && /^(?:en|de)\b(?!.*-u-)/.test(locale.value);

/** Formats a number with the digits and separators of the language. */
export const formatNumber = (value: number): string =>
  isSimple(value) ? String(value) : numbers.value.format(value);

/** Returns the plural form for a number. */
export const pluralForm = (forms: Plural, count: number): string =>
  forms[isSimple(count) ? (count === 1 ? "one" : "other") : rules.value.select(count)] ?? forms.other;

/**
 * Returns the plural form for a number, with the formatted number in place of `#`.
 *
 * @example
 * formatCount({ one: "# person", other: "# people" }, 12) // "12 people"
 */
export const formatCount = (forms: Plural, count: number): string =>
  pluralForm(forms, count).replace("#", () => formatNumber(count));
