/** The names of emoji in the language of the page, and their search words. */
import type { Language } from "../../../shared/language.ts";
import { language } from "../../i18n/language.ts";
import { type Emoji, groups } from "./emoji-list.ts";

const FILES: Record<Language, () => Promise<{ default: string }>> = {
  en: () => import("./names/en.txt"),
  de: () => import("./names/de.txt"),
  ar: () => import("./names/ar.txt"),
};

export interface NamedEmoji extends Emoji {
  name: string;
  /** Its search words, folded by {@link fold}. */
  words: readonly string[];
}

/** Removes diacritics and case for a search. */
export const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

export type NamedGroups = readonly (readonly NamedEmoji[])[];

const known = new Map<Language, NamedGroups>();

/** Loads the names in the language of the page. Rejects without a network if they are not cached. */
export async function loadNames(): Promise<void> {
  const spoken = language.peek();
  if (known.has(spoken)) return;
  const lines = (await FILES[spoken]()).default.split("\n");
  const named = groups.map((group) =>
    group.map((entry) => {
      const line = lines[entry.index] ?? "";
      const words = fold([line, ...entry.codes].join(" ")).split(/[\s|_:,()-]+/);
      return { ...entry, name: line.split("|")[0] ?? "", words: [...new Set(words)] };
    }),
  );
  known.set(spoken, named);
}

/** All emoji with their names. @throws Error before {@link loadNames} has resolved */
export function namedGroups(): NamedGroups {
  const named = known.get(language.value);
  if (named === undefined) throw new Error("the names of emoji are not loaded");
  return named;
}
