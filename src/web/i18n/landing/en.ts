import type { Plural } from "../plural.ts";

/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  language: "Language",
  question: "Room name",
  example: "general",
  open: "Open room",
  normalizedName: (name: string) => `This opens the room ${name}`,
  /** What is wrong with the name of a room. */
  nameErrors: {
    empty: "Enter a room name with at least one letter or digit.",
    too_long: (most: string) => `A room name can have at most ${most} characters. Shorten it.`,
    characters: "A room name can contain only letters, digits and hyphens.",
  },
  /** The text around a button: "Or [create a new room] for everyone, or for a few people." */
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
