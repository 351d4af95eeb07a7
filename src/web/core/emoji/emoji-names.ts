/** What emoji are called in the language of the page, and the words they are looked for by. */
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
  /** What it is found by: the words of its name, and others. Folded, as {@link fold} does it. */
  words: readonly string[];
}

/** Letters without their marks, and all of one case, so that a search is not particular about either. */
export const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

export type NamedGroups = readonly (readonly NamedEmoji[])[];

const known = new Map<Language, NamedGroups>();

/** Loads the names in the language of the page. Rejects where there is no network and nothing kept. */
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

/** Every emoji with its names. @throws before {@link loadNames}: a mistake of the page's own */
export function namedGroups(): NamedGroups {
  const named = known.get(language.value);
  if (named === undefined) throw new Error("emoji are shown before their names are loaded");
  return named;
}
