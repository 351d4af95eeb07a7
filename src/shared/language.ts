/** The languages of the pages, and the choice between them. */

export const LANGUAGES = ["en", "de", "ar"] as const;

/** The primary subtag of a language tag (BCP 47). */
export type Language = (typeof LANGUAGES)[number];

/** For readers who prefer none of the languages. */
export const DEFAULT_LANGUAGE: Language = "en";

/** The cookie with the language that the user chose on this device, which the server uses as well. */
export const LANGUAGE_COOKIE = "language";

/** The direction of a language's script. */
export const directionOf = (language: Language): "ltr" | "rtl" => (language === "ar" ? "rtl" : "ltr");

/** The language of a tag: `de` for `de-AT`. Undefined for a language without a translation. */
export function languageOfTag(tag: string): Language | undefined {
  const [primary] = tag.toLowerCase().split("-");
  return LANGUAGES.find((language) => language === primary);
}

/** The first language of `tags` with a translation. @param tags the preferred first */
export function chooseLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = languageOfTag(tag);
    if (language !== undefined) return language;
  }
  return DEFAULT_LANGUAGE;
}
