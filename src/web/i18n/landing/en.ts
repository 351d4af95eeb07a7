import type { Plural } from "../plural.ts";

/** English is also the type of all languages: each has these words, no fewer and no others. */
export const words = {
  language: "Language",
  question: "Which room?",
  example: "general",
  open: "Open the room",
  normalizedName: (name: string) => `This room is written ${name}`,
  /** What is wrong with a room's name. */
  nameErrors: {
    empty: "A room needs a name: at least one letter or digit.",
    too_long: (most: string) => `A room's name has at most ${most} characters.`,
    characters: "A room's name is made of letters, digits and hyphens, nothing else.",
  },
  /** Around a button: "Or [make a new room] for everybody, or for a few." */
  new: {
    before: "Or",
    button: "make a new room",
    after: "for everybody, or for a few.",
  },
  close: "Close",
  notLoaded: "This did not load. Is there a network?",
  /** `time` as in "5 minutes ago". */
  active: (time: string) => `Active ${time}`,
  publicRooms: "Public rooms",
  people: { one: "# person", other: "# people" } as Plural,
  empty: "Nobody there",
  more: "Show more rooms",
  search: "Search public rooms",
  searching: "Looking for rooms",
  noRooms: "There is no public room yet. Open one above, and it is here.",
  noneFound: (query: string) => `No public room has “${query}” in its name or topic.`,
  found: { one: "# room found", other: "# rooms found" } as Plural,
  listFailed: "The public rooms did not load. Is there a network?",
  tryAgain: "Try again",
  recentRooms: "Rooms you were in",
};

export type LandingWords = typeof words;
