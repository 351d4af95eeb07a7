/** Words of one part of the page, of which only the language in use is loaded. */
import { batch, signal } from "@preact/signals";
import type { Language } from "../../shared/language.ts";
import { language } from "./language.ts";

/** Call it for the words. Whoever renders them renders them again when the language changes. */
export interface Dictionary<Words> {
  /** @throws before {@link load}: a mistake of the page's own */
  (): Words;
  /** Loads the words of the language in use. Rejects where there is no network and nothing kept. */
  load(): Promise<void>;
}

/** Loads the words of a language, and returns what puts them in use. */
type Translation = (language: Language) => Promise<() => void>;

/** Those that speak, and have to follow when the language changes. */
const speaking = new Set<Translation>();

/**
 * Makes a dictionary out of a module for each language.
 *
 * @example
 * ```ts
 * export const wireWords = dictionary<WireWords>({
 *   en: () => import("./en.ts"),
 *   de: () => import("./de.ts"),
 *   ar: () => import("./ar.ts"),
 * });
 * ```
 */
export function dictionary<Words>(
  modules: Record<Language, () => Promise<{ words: Words }>>,
): Dictionary<Words> {
  const current = signal<Words | undefined>(undefined);
  const translation: Translation = async (language) => {
    const { words } = await modules[language]();
    return () => {
      current.value = words;
    };
  };
  const read = (): Words => {
    if (current.value === undefined) throw new Error("words are used before they are loaded");
    return current.value;
  };
  const load = async (): Promise<void> => {
    speaking.add(translation);
    for (;;) {
      const wanted = language.peek();
      const put = await translation(wanted);
      if (wanted !== language.peek()) continue;
      put();
      return;
    }
  };
  return Object.assign(read, { load });
}

/** Changes the language of everything on the page at once. Rejects, and changes nothing, where words do not load. */
export async function changeLanguage(wanted: Language): Promise<void> {
  const put = await Promise.all([...speaking].map((translation) => translation(wanted)));
  batch(() => {
    language.value = wanted;
    for (const one of put) one();
  });
}

/** A part of the page once its words are there too. */
export const withWords = <Part>(part: Promise<Part>, words: Dictionary<unknown>): Promise<Part> =>
  Promise.all([part, words.load()]).then(([part]) => part);
