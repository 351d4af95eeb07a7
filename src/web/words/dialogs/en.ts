import type { Plural } from "../plural.ts";

/** English is also the type of all languages: each has these words, no fewer and no others. */
export const words = {
  keys: {
    title: "Keys",
    /** Between two keys that do the same. */
    or: "or",
    /** Between two that are pressed for different things. */
    and: "and",
    send: "Send the message",
    newLine: "Start a new line",
    editLast: "In an empty composer: edit your last message",
    complete: "Name somebody, or an emoji",
    toMessages: "From the composer to the messages",
    walk: "In the messages: from one to the next",
    ends: "In the messages: to the first of the room, or the newest",
    act: "On a message: what can be done with it",
    walkActions: "From one action to the next",
    toComposer: "Back to the composer",
    jump: "Go to another room",
    search: "Search this room",
    help: "This list",
  },

  jump: {
    title: "Go to a room",
    field: "Room",
    list: "Rooms",
    empty: "Type the name of a room.",
  },

  search: {
    title: "Search this room",
    field: "Words to look for",
    placeholder: "Words, or the beginning of one",
    results: "Found messages",
    more: "Look further back",
    idle: "Finds every message ever written here, newest first.",
    searching: "Looking…",
    nothingYet: "Nothing so far.",
    nothing: "Nothing found. Fewer words, or only their beginning?",
    found: { one: "# found", other: "# found" } as Plural,
    foundOrMore: { one: "# or more found", other: "# or more found" } as Plural,
    failed: (reason: string) => `The search did not work: ${reason}`,
  },
};

export type DialogWords = typeof words;
