/** What the server itself says in pages, in each language; the page's own words are in src/web/i18n. */
import type { Language } from "../../../shared/language.ts";
import { words as ar } from "./ar.ts";
import { words as de } from "./de.ts";
import { words as en, type ServerWords } from "./en.ts";

export const WORDS: Readonly<Record<Language, ServerWords>> = { en, de, ar };
