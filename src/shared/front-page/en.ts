import type { Plural } from "../text/plural.ts";

/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  question: "Room name",
  example: "general",
  open: "Open room",
  /** The text around a button: "Or [create a new room] for everyone, or for a few people." */
  new: {
    before: "Or",
    button: "create a new room",
    after: "for everyone, or for a few people.",
  },
  recentRooms: "Recent rooms",
  publicRooms: "Public rooms",
  people: { one: "# online", other: "# online" } as Plural,
  /** The mark of a room that an operator recommends. */
  featured: "Featured",
  empty: "No one online",
  /** `time` as in "5 minutes ago". */
  active: (time: string) => `Active ${time}`,
  more: "Show more rooms",
  search: "Search public rooms",
  noRooms: "There are no public rooms yet. They appear here once people talk in them.",
};

export type FrontPageWords = typeof words;
