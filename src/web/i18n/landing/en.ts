import { words as frontPage } from "../../../shared/front-page/en.ts";
import type { Plural } from "../plural.ts";

/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  ...frontPage,
  language: "Language",
  normalizedName: (name: string) => `This opens the room ${name}`,
  /** What is wrong with the name of a room. */
  nameErrors: {
    empty: "Enter a room name with at least one letter or digit.",
    too_long: (most: string) => `A room name can have at most ${most} characters. Shorten it.`,
    characters: "A room name can contain only letters, digits and hyphens.",
  },
  close: "Close",
  notLoaded: "This couldn't be loaded. Check your connection.",
  searching: "Loading rooms",
  noneFound: (query: string) => `No public rooms match “${query}”.`,
  found: { one: "# room found", other: "# rooms found" } as Plural,
  listFailed: "The public rooms couldn't be loaded. Check your connection.",
  tryAgain: "Try again",
};

export type LandingWords = typeof words;
