import type { Plural } from "../plural.ts";

/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  shortcuts: {
    title: "Keyboard shortcuts",
    /** Joins two keys that do the same. */
    or: "or",
    /** Joins two keys that do different things. */
    and: "and",
    groups: {
      writing: "Writing",
      reading: "Message list",
      message: "Selected message",
      page: "Anywhere",
    },
    descriptions: {
      send: "Send message",
      newLine: "New line",
      editLast: "Edit your last message, when the field is empty",
      mention: "Mention a person, or insert emoji",
      emoji: "Open the emoji picker",
      attach: "Attach files",
      bold: "Bold",
      italic: "Italic",
      strikethrough: "Strikethrough",
      newest: "Jump to latest",
      toMessages: "Move to the message list",
      nextMessage: "Previous or next message",
      firstOrLast: "First or latest message",
      messageActions: "Show message actions",
      nextAction: "Previous or next action",
      toComposer: "Back to the message field",
      react: "React",
      reply: "Reply",
      copyText: "Copy text",
      copyLink: "Copy link",
      edit: "Edit your message",
      delete: "Delete",
      author: "View profile",
      roomSwitcher: "Switch rooms",
      search: "Search messages",
      rooms: "Show or hide rooms",
      people: "Show or hide members",
      about: "About this room",
      inspector: "Network inspector",
      changeName: "Change your name",
      shortcuts: "Keyboard shortcuts",
    },
    enterSends: "Press Enter to send",
    /** `keys` as in "Ctrl+Enter". */
    enterNote: (keys: string) => `When this is off, Enter starts a new line and ${keys} sends.`,
    singleKeys: "Single-key shortcuts",
    singleKeysNote: "For example / and R. Turn them off if you use voice control or press keys by accident.",
    notSaved: "Your browser doesn't save this choice. It's lost when you close the page.",
  },

  emoji: {
    title: "Emoji",
    field: "Search emoji",
    used: "Frequently used",
    found: "Search results",
    groups: [
      "Smileys & emotion",
      "People & body",
      "Animals & nature",
      "Food & drink",
      "Travel & places",
      "Activities",
      "Objects",
      "Symbols",
      "Flags",
    ],
    count: { one: "# emoji found", other: "# emoji found" } as Plural,
    none: "No emoji found.",
    hint: "Search, or use the arrow keys",
    tone: "Skin tone",
    tones: ["Default", "Light", "Medium light", "Medium", "Medium dark", "Dark"],
  },

  people: {
    /** The mark of a person with an account. */
    account: "Account",
    more: { one: "and # more member", other: "and # more members" } as Plural,
    showMore: "Show more",
    find: "Find a member",
    found: { one: "# found", other: "# found" } as Plural,
    foundOrMore: { one: "# or more found", other: "# or more found" } as Plural,
    noneFound: "No members found.",
    changeName: "Change your name",
    devices: "Devices",
    yourData: "Your data",
    yourName: "Your name",
    nameNeeded: "Your name needs at least one visible character.",
    notChanged: (reason: string) => `Your name wasn't changed. ${reason}`,
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
    keep: (name: string) => `Continue as ${name}`,
  },

  message: {
    reactWith: (emoji: string) => `React with ${emoji}`,
    moreEmoji: "More emoji",
  },

  menu: {
    settings: "Room settings",
    copyAddress: "Copy room link",
    search: "Search messages",
    print: "Print",
    shortcuts: "Keyboard shortcuts",
    inspector: "Network inspector",
    reports: "Reported messages",
    privacy: "Privacy",
    imprint: "Legal notice",
    removeFromList: "Remove from list",
  },

  /** Printed when not all messages are loaded. */
  printedPartially:
    "This is a part of the conversation: only loaded messages are printed. To print more, scroll up first.",

  invite: {
    title: "Invite people",
    address: "Room link",
    hints: {
      public: "Anyone with this link can join. The front page lists the room once people talk in it.",
      unlisted: "Anyone with this link can join. The room isn't listed anywhere.",
      private: "This room is private: people need an invite link or the passphrase to join.",
      privateOwner: "This room is private: send an invite link. The room link alone isn't enough to join.",
      privateGuest: "Only the owner can create an invite link. Ask them for one.",
    },
    addressCode: "QR code of the room link",
    addressCodeHint: "Scan it with a phone's camera.",
    share: "Share",
    notShared: "Your browser couldn't share the link. Copy it instead.",
    inviteLink: "Invite link",
    create: "Create invite link",
    createHint: "It replaces the previous link. Anyone who opens it can join, and come back later.",
    shownOnce: "Copy it now. It won't be shown again. Anyone who opens it can join, and come back later.",
    inviteLinkCode: "QR code of the invite link",
  },

  roomSwitcher: {
    title: "Switch rooms",
    field: "Room",
    list: "Rooms",
    /** What is wrong with the name in the field, by its fault. */
    nameErrors: {
      empty: "Enter the name of a room.",
      too_long: (most: string) => `A room name can have at most ${most} characters. Shorten it.`,
      characters: "A room name can contain only letters, digits and hyphens.",
    },
  },

  search: {
    title: "Search messages",
    field: "Search terms",
    placeholder: "Words, or the start of a word",
    results: "Search results",
    more: "Search older messages",
    idle: "Search all messages in this room, newest first.",
    searching: "Searching…",
    noneYet: "No results yet.",
    noneFound: "No results. Try fewer words, or only the start of a word.",
    found: { one: "# result", other: "# results" } as Plural,
    foundOrMore: { one: "# or more results", other: "# or more results" } as Plural,
    failed: (reason: string) => `The search failed. ${reason}`,
  },
};

export type DialogWords = typeof words;
