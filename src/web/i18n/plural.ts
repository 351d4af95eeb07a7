/** Numbers, and the form that words take beside them. */
import { computed } from "@preact/signals";
import { locale } from "./language.ts";

/** A phrase for each form its language has (CLDR's plural categories): two in English and German, six in Arabic. */
export type Plural = { readonly [form in Intl.LDMLPluralRule]?: string } & { readonly other: string };

const rules = computed(() => new Intl.PluralRules(locale.value));
const numbers = computed(() => new Intl.NumberFormat(locale.value));

/**
 * Whether English or German is written as by default, with 0 to 999 in the digits of ASCII and two forms of words. What
 * `Intl` makes for all other numbers and languages takes a slow phone a tenth of a second.
 */
const isSimple = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value < 1_000 && /^(?:en|de)\b(?!.*-u-)/.test(locale.value);

/** A number in the digits and with the separators of the language. */
export const formatNumber = (value: number): string =>
  isSimple(value) ? String(value) : numbers.value.format(value);

/** The form of a phrase for `count` of something. */
export const pluralForm = (forms: Plural, count: number): string =>
  forms[isSimple(count) ? (count === 1 ? "one" : "other") : rules.value.select(count)] ?? forms.other;

/**
 * The same with the number where the form has a `#`.
 *
 * @example
 * counted({ one: "# person", other: "# people" }, 12) // "12 people"
 */
export const formatCount = (forms: Plural, count: number): string =>
  pluralForm(forms, count).replace("#", () => formatNumber(count));
