/** Texts of the pages that the server writes, in each language; the texts of the scripts are in src/web/i18n. */
import { words as arFrontPage } from "../../../shared/front-page/ar.ts";
import { words as deFrontPage } from "../../../shared/front-page/de.ts";
import { words as enFrontPage, type FrontPageWords } from "../../../shared/front-page/en.ts";
import type { Language } from "../../../shared/language.ts";
import { words as ar } from "./ar.ts";
import { words as de } from "./de.ts";
import { words as en, type ServerWords } from "./en.ts";

export const WORDS: Readonly<Record<Language, ServerWords>> = { en, de, ar };

/** The texts of the front page that its script has, too. */
export const FRONT_PAGE_WORDS: Readonly<Record<Language, FrontPageWords>> = {
  en: enFrontPage,
  de: deFrontPage,
  ar: arFrontPage,
};
