/** The language the page speaks: the one chosen on this device, else the first of the browser's that it knows. */
import { computed, effect, signal } from "@preact/signals";
import {
  chooseLanguage,
  DEFAULT_LANGUAGE,
  directionOf,
  LANGUAGE_COOKIE,
  type Language,
  languageOfTag,
} from "../../shared/language.ts";

/** How long a choice is kept: the longest a browser keeps a cookie, in seconds. */
const KEPT_FOR = 400 * 24 * 60 * 60;

/** The language in use. To change it, call `speak`. */
export const language = signal<Language>(DEFAULT_LANGUAGE);

export const direction = computed(() => directionOf(language.value));

/**
 * The locale for everything that `Intl` writes. The words have one German; dates are those of Austria where the browser
 * asks for `de-AT`.
 */
export const locale = computed(
  () => navigator.languages.find((tag) => languageOfTag(tag) === language.value) ?? language.value,
);

/**
 * Begins to speak, before anything is shown; from then on `<html lang dir>` says which language it is.
 *
 * @param given the language of a page whose other words are there already
 */
export function detectLanguage(given?: string): void {
  const tags = given === undefined ? [...chosenOnDevice(), ...navigator.languages] : [given];
  language.value = chooseLanguage(tags);
  effect(() => {
    document.documentElement.lang = language.value;
    document.documentElement.dir = direction.value;
  });
}

/** Keeps a choice on this device. A cookie, because the server writes the words of the page before its scripts run. */
export function saveLanguage(chosen: Language): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser.
  document.cookie = `${LANGUAGE_COOKIE}=${chosen}; Path=/; Max-Age=${KEPT_FOR}; SameSite=Lax${secure}`;
}

const chosenOnDevice = (): string[] =>
  document.cookie
    .split("; ")
    .map((pair) => pair.split("="))
    .flatMap(([name, value]) => (name === LANGUAGE_COOKIE && value !== undefined ? [value] : []));
