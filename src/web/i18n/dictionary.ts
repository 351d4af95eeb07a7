/** Texts of one part of the page. Only the language in use is loaded. */
import { batch, signal } from "@preact/signals";
import type { Language } from "../../shared/language.ts";
import { language } from "./language.ts";

/** A function that returns the texts. It reads a signal: a component that calls it renders again with the language. */
export interface Dictionary<Words> {
  /** @throws Error before {@link load}, which is a mistake in the code of the page */
  (): Words;
  /** Loads the texts of the language in use. Rejects if they are neither cached nor on the network. */
  load(): Promise<void>;
}

/** Loads the texts of a language. The returned function puts them in use. */
type LoadLanguage = (language: Language) => Promise<() => void>;

/** The loaders of all dictionaries in use, for a change of the language. */
const loaders = new Set<LoadLanguage>();

/**
 * Makes a dictionary from one module per language.
 *
 * @example
 * ```ts
 * export const inspectorWords = dictionary<InspectorWords>({
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
  const loadLanguage: LoadLanguage = async (language) => {
    const { words } = await modules[language]();
    return () => {
      current.value = words;
    };
  };
  const read = (): Words => {
    if (current.value === undefined) throw new Error("texts are used before they are loaded");
    return current.value;
  };
  const load = async (): Promise<void> => {
    loaders.add(loadLanguage);
    for (;;) {
      const wanted = language.peek();
      const use = await loadLanguage(wanted);
      // The user may have changed the language meanwhile.
      if (wanted !== language.peek()) continue;
      use();
      return;
    }
  };
  return Object.assign(read, { load });
}

/** Changes the language of the whole page at once. Rejects, and changes nothing, if texts cannot be loaded. */
export async function changeLanguage(wanted: Language): Promise<void> {
  const uses = await Promise.all([...loaders].map((load) => load(wanted)));
  batch(() => {
    language.value = wanted;
    for (const use of uses) use();
  });
}

/** Resolves with a lazy module once its texts are loaded too. */
export const withWords = <Module>(module: Promise<Module>, words: Dictionary<unknown>): Promise<Module> =>
  Promise.all([module, words.load()]).then(([loaded]) => loaded);
