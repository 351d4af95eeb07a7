import type { Plural } from "../plural.ts";

/** English is also the type of all languages: each has these words, no fewer and no others. */
export const words = {
  shortcuts: {
    title: "Keys",
    /** Between two keys that do the same. */
    or: "or",
    /** Between two that are pressed for different things. */
    and: "and",
    groups: {
      writing: "Writing",
      reading: "Among the messages",
      message: "On a message",
      page: "Anywhere",
    },
    descriptions: {
      send: "Send the message",
      newLine: "Start a new line",
      editLast: "In an empty composer: edit your last message",
      mention: "Name somebody, or an emoji",
      emoji: "Insert an emoji",
      attach: "Attach files",
      bold: "Bold",
      italic: "Italic",
      strikethrough: "Strike out",
      newest: "Go to the newest message",
      toMessages: "From the composer to the messages",
      nextMessage: "From one to the next",
      firstOrLast: "To the first of the room, or the newest",
      messageActions: "What can be done with it",
      nextAction: "From one action to the next",
      toComposer: "Back to the composer",
      react: "React",
      reply: "Reply",
      copyText: "Copy the text",
      copyLink: "Copy a link",
      edit: "Edit, if it is yours",
      delete: "Delete, after a question",
      author: "About whoever wrote it",
      roomSwitcher: "Go to another room",
      search: "Search this room",
      rooms: "Show or fold the rooms",
      people: "Show or fold the people",
      about: "About this room",
      inspector: "See what travels",
      changeName: "Change your name",
      shortcuts: "This list",
    },
    enterSends: "Enter sends the message",
    /** `keys` as in "Ctrl+Enter". */
    enterNote: (keys: string) => `If it is off, Enter starts a new line and ${keys} sends.`,
    singleKeys: "Keys pressed alone",
    singleKeysNote: "Such as / and R. Turn them off if you speak to your computer, or press keys by mistake.",
  },

  emoji: {
    title: "Emoji",
    field: "Find an emoji by its name",
    used: "Used most",
    found: "Found",
    groups: [
      "Smileys and feelings",
      "People and hands",
      "Animals and nature",
      "Food and drink",
      "Travel and places",
      "Activities",
      "Objects",
      "Symbols",
      "Flags",
    ],
    count: { one: "# emoji found", other: "# emoji found" } as Plural,
    none: "No emoji is called that.",
    hint: "Type a name, or walk with the arrow keys",
    tone: "Skin tone",
    tones: ["None", "Light", "Medium light", "Medium", "Medium dark", "Dark"],
  },

  people: {
    more: { one: "and # person more", other: "and # people more" } as Plural,
    showMore: "Show more",
    find: "Find somebody",
    found: { one: "# found", other: "# found" } as Plural,
    foundOrMore: { one: "# or more found", other: "# or more found" } as Plural,
    noneFound: "Nobody here has such a name.",
    changeName: "Change your name",
    yourName: "Your name",
    nameNeeded: "A name needs at least one visible character.",
    notChanged: (reason: string) => `Not changed: ${reason}.`,
  },

  rooms: {
    newRoom: "New room",
    browse: "Browse public rooms",
    unread: "unread",
    mentions: { one: "# mention", other: "# mentions" } as Plural,
    draft: "draft",
    remove: (room: string) => `Remove ${room} from the list`,
    shortcuts: "Keyboard shortcuts",
    shortcutsTip: "Keyboard shortcuts (?)",
  },

  nameStep: {
    question: "What should people call you?",
    keep: (name: string) => `Stay ${name}`,
  },

  message: {
    reactWith: (emoji: string) => `React with ${emoji}`,
    moreEmoji: "All emoji",
  },

  menu: {
    settings: "Room settings",
    copyAddress: "Copy the address",
    search: "Search messages",
    print: "Print",
    shortcuts: "Keyboard shortcuts",
    inspector: "Inspect the connection",
    removeFromList: "Remove from list",
  },

  /** On paper, where not all messages were loaded. */
  printedPartially:
    "This is a part of the conversation: the messages that were loaded. Scroll up before you print to have more of it.",

  invite: {
    title: "Invite people",
    address: "Address of this room",
    hints: {
      public: "Anybody with this address can come in. The room is also listed on the front page.",
      unlisted: "Anybody with this address can come in. The room is not listed anywhere.",
      private: "The address alone opens nothing: this room is private.",
      privateOwner: "Send an invite link. The address alone opens nothing: this room is private.",
      privateGuest: "Only the owner can make an invite link. Ask them for one.",
    },
    addressCode: "QR code of the address",
    addressCodeHint: "Point a phone's camera at it.",
    share: "Share",
    inviteLink: "Invite link",
    create: "Create an invite link",
    createHint: "It replaces the link before it. Whoever opens it is let in and stays so.",
    shownOnce: "Copy it now: it is not shown again. Whoever opens it is let in and stays so.",
    inviteLinkCode: "QR code of the invite link",
  },

  roomSwitcher: {
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
    noneYet: "Nothing so far.",
    noneFound: "Nothing found. Fewer words, or only their beginning?",
    found: { one: "# found", other: "# found" } as Plural,
    foundOrMore: { one: "# or more found", other: "# or more found" } as Plural,
    failed: (reason: string) => `The search did not work: ${reason}`,
  },
};

export type DialogWords = typeof words;
