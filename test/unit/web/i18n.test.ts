/** Texts of the page and the server: complete in every language; plural forms, names and numbers. */
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { chooseLanguage, LANGUAGES, type Language } from "../../../src/shared/language.ts";
import { language } from "../../../src/web/i18n/language.ts";
import { formatNames, isolate } from "../../../src/web/i18n/names.ts";
import { formatCount, formatNumber, type Plural, pluralForm } from "../../../src/web/i18n/plural.ts";

const web = new URL("../../../src/web/i18n/", import.meta.url);
const parts = readdirSync(web, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ part: name, folder: new URL(`${name}/`, web) }));
parts.push({ part: "the server's", folder: new URL("../../../src/http/pages/i18n/", import.meta.url) });

type Entry = string | Plural | ((...names: string[]) => Entry) | { [key: string]: Entry };

const dictionaryOf = async (folder: URL, language: Language): Promise<Entry> =>
  ((await import(new URL(`${language}.ts`, folder).pathname)) as { words: Entry }).words;

const isPlural = (entry: Entry): entry is Plural =>
  typeof entry === "object" && "other" in entry && !("text" in Object(entry.other));

/** All texts by their path; functions are called with the names of their parameters. */
function sayings(entry: Entry, path = "", found = new Map<string, string | Plural>()) {
  if (typeof entry === "string" || isPlural(entry)) found.set(path, entry);
  else if (typeof entry === "function")
    sayings(entry(...Array.from({ length: entry.length }, (_, index) => `<${index}>`)), `${path}()`, found);
  else for (const [key, value] of Object.entries(entry)) sayings(value, `${path}.${key}`, found);
  return found;
}

const formsOf = (saying: string | Plural): string[] =>
  typeof saying === "string" ? [saying] : Object.values(saying);
const placesIn = (text: string): string[] => [...text.matchAll(/<\d>/g)].map(([place]) => place).sort();

/** Texts that are the same in every language: names, and texts that only combine others. */
const isInternational = (text: string): boolean =>
  /^(WebSocket|general)?$/.test(text.replace(/<\d>|[^\p{L}]/gu, ""));

test("numbers and plural forms equal those of Intl, also where they are formatted without it", () => {
  const forms = { zero: "zero", one: "one", two: "two", few: "few", many: "many", other: "other" };
  const before = language.value;
  for (const spoken of LANGUAGES) {
    language.value = spoken;
    const [numbers, rules] = [new Intl.NumberFormat(spoken), new Intl.PluralRules(spoken)];
    for (const value of [0, 1, 2, 3, 11, 100, 999, 1_000, 12_345, 1.5, -1]) {
      expect(formatNumber(value), spoken).toBe(numbers.format(value));
      expect(pluralForm(forms, value), `${spoken} ${value}`).toBe(rules.select(value));
    }
  }
  language.value = before;
});

for (const { part, folder } of parts) {
  test(`${part} texts exist in every language, each with its placeholders and plural forms`, async () => {
    const english = sayings(await dictionaryOf(folder, "en"));
    expect(english.size).toBeGreaterThan(5);
    for (const language of LANGUAGES) {
      const said = sayings(await dictionaryOf(folder, language));
      expect([...said.keys()], language).toEqual([...english.keys()]);
      const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      for (const [path, saying] of said) {
        const where = `${language}${path}`;
        const original = english.get(path) ?? "";
        expect(typeof saying, where).toBe(typeof original);
        if (typeof saying === "object") {
          expect(Object.keys(saying).sort(), where).toEqual([...categories].sort());
          expect(saying.other, where).toContain(original.toString().includes("#") ? "#" : "");
        }
        for (const text of formsOf(saying)) {
          expect(text.trim(), where).toBe(text);
          expect(placesIn(text), where).toEqual(placesIn(formsOf(original)[0] ?? ""));
          if (language === "ar" && !isInternational(text)) expect(text, where).toMatch(/\p{Script=Arabic}/u);
        }
      }
    }
  });
}

/** Runs a function in a language. */
function inLanguage<Result>(spoken: Language, say: () => Result): Result {
  const before = language.value;
  language.value = spoken;
  try {
    return say();
  } finally {
    language.value = before;
  }
}

test("a number has the plural form of its language", async () => {
  const people = async (language: Language) => {
    const { words } = await import(`../../../src/web/i18n/room/${language}.ts`);
    return (count: number) => inLanguage(language, () => formatCount(words.people.count, count));
  };
  const english = await people("en");
  expect([0, 1, 2, 1_234].map(english)).toEqual([
    "0 members online",
    "1 member online",
    "2 members online",
    "1,234 members online",
  ]);
  const german = await people("de");
  expect([1, 2, 1_234].map(german)).toEqual([
    "1 Mitglied online",
    "2 Mitglieder online",
    "1.234 Mitglieder online",
  ]);
  const arabic = await people("ar");
  expect([0, 1, 2, 3, 11, 100].map(arabic)).toEqual([
    "لا أعضاء متصلون",
    "عضو واحد متصل",
    "عضوان متصلان",
    "3 أعضاء متصلون",
    "11 عضوًا متصلًا",
    "100 عضو متصل",
  ]);
  const awkward = { one: "one", other: "# of $& and $1" };
  expect(inLanguage("en", () => formatCount(awkward, 5))).toBe("5 of $& and $1");
  expect(inLanguage("de", () => pluralForm(awkward, 1))).toBe("one");
});

test("a name keeps its direction in a sentence, and does not change that of the sentence", () => {
  expect(inLanguage("en", () => isolate("Ada"))).toBe("Ada");
  expect(inLanguage("en", () => isolate("ليلى"))).toBe("\u2068ليلى\u2069");
  expect(inLanguage("ar", () => isolate("Ada"))).toBe("\u2068Ada\u2069");
  expect(inLanguage("de", () => formatNames(["Ada", "Grace", "Alan"]))).toBe("Ada, Grace und Alan");
  expect(inLanguage("ar", () => formatNames(["Ada", "ليلى"]))).toBe("\u2068Ada\u2069 و\u2068ليلى\u2069");
});

test("the first supported language is chosen, whatever its region, or else English", () => {
  expect(chooseLanguage(["fr-FR", "de-AT", "en"])).toBe("de");
  expect(chooseLanguage(["AR-eg"])).toBe("ar");
  expect(chooseLanguage(["den", "fr", "", "*"])).toBe("en");
  expect(chooseLanguage([])).toBe("en");
});
