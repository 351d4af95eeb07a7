/** The language of the page: the one chosen on this device, or the first supported language of the browser. */
import { computed, effect, signal } from "@preact/signals";
import {
  chooseLanguage,
  DEFAULT_LANGUAGE,
  directionOf,
  LANGUAGE_COOKIE,
  type Language,
  languageOfTag,
} from "../../shared/language.ts";

/** Lifetime of the cookie in seconds: the longest that browsers allow. */
const COOKIE_MAX_AGE = 400 * 24 * 60 * 60;

/** The language in use. Call `changeLanguage` to change it. */
export const language = signal<Language>(DEFAULT_LANGUAGE);

export const direction = computed(() => directionOf(language.value));

/** The locale for `Intl`. It keeps the region of the browser: with `de-AT`, dates are written as in Austria. */
export const locale = computed(
  () => navigator.languages.find((tag) => languageOfTag(tag) === language.value) ?? language.value,
);

/**
 * Sets the language before anything is rendered, and keeps `<html lang dir>` up to date.
 *
 * @param given the language of a page that already has texts
 */
export function detectLanguage(given?: string): void {
  const tags = given === undefined ? [...savedLanguages(), ...navigator.languages] : [given];
  language.value = chooseLanguage(tags);
  effect(() => {
    document.documentElement.lang = language.value;
    document.documentElement.dir = direction.value;
  });
}

/** Saves the chosen language on this device. In a cookie, because the server writes some texts of the page. */
export function saveLanguage(chosen: Language): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser.
  document.cookie = `${LANGUAGE_COOKIE}=${chosen}; Path=/; Max-Age=${COOKIE_MAX_AGE}; SameSite=Lax${secure}`;
}

const savedLanguages = (): string[] =>
  document.cookie
    .split("; ")
    .map((pair) => pair.split("="))
    .flatMap(([name, value]) => (name === LANGUAGE_COOKIE && value !== undefined ? [value] : []));
