/** Texts of the pages that the server writes, in each language; the texts of the scripts are in src/web/i18n. */
import type { Language } from "../../../shared/language.ts";
import { words as ar } from "./ar.ts";
import { words as de } from "./de.ts";
import { words as en, type ServerWords } from "./en.ts";

export const WORDS: Readonly<Record<Language, ServerWords>> = { en, de, ar };
