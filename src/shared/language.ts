/** The languages that the pages speak, and how one is chosen. */

export const LANGUAGES = ["en", "de", "ar"] as const;

/** The primary subtag of a language tag (BCP 47), which is all that words depend on. */
export type Language = (typeof LANGUAGES)[number];

/** What is spoken where nobody asks for a language that is known here. */
export const DEFAULT_LANGUAGE: Language = "en";

/** The cookie that holds what somebody chose on this device: the server writes pages in it, too. */
export const LANGUAGE_COOKIE = "language";

/** Which way a language is written. */
export const directionOf = (language: Language): "ltr" | "rtl" => (language === "ar" ? "rtl" : "ltr");

/** The language a tag is of: `de` for `de-AT`. Undefined for a language not spoken here. */
export function languageOfTag(tag: string): Language | undefined {
  const [primary] = tag.toLowerCase().split("-");
  return LANGUAGES.find((language) => language === primary);
}

/** The first language of `tags`, best first, that is spoken here. */
export function chooseLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = languageOfTag(tag);
    if (language !== undefined) return language;
  }
  return DEFAULT_LANGUAGE;
}
