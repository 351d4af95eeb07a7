import type { Plural } from "../plural.ts";

/** English is also the type of all languages: each has these words, no fewer and no others. */
export const words = {
  language: "Language",
  question: "Room name",
  example: "general",
  open: "Open room",
  normalizedName: (name: string) => `This opens the room ${name}`,
  /** What is wrong with a room's name. */
  nameErrors: {
    empty: "Enter a room name with at least one letter or digit.",
    too_long: (most: string) => `A room name can have at most ${most} characters. Shorten it.`,
    characters: "A room name can contain only letters, digits and hyphens.",
  },
  /** Around a button: "Or [make a new room] for everybody, or for a few." */
  new: {
    before: "Or",
    button: "create a new room",
    after: "for everyone, or for a few people.",
  },
  close: "Close",
  notLoaded: "This couldn't be loaded. Check your connection.",
  /** `time` as in "5 minutes ago". */
  active: (time: string) => `Active ${time}`,
  publicRooms: "Public rooms",
  people: { one: "# online", other: "# online" } as Plural,
  empty: "No one online",
  more: "Show more rooms",
  search: "Search public rooms",
  searching: "Loading rooms",
  noRooms: "There are no public rooms yet. Open one above, and it appears here.",
  noneFound: (query: string) => `No public rooms match “${query}”.`,
  found: { one: "# room found", other: "# rooms found" } as Plural,
  listFailed: "The public rooms couldn't be loaded. Check your connection.",
  tryAgain: "Try again",
  recentRooms: "Recent rooms",
};

export type LandingWords = typeof words;
