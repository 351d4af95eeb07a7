import type { Plural } from "../plural.ts";

/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  longText: { more: "Show more", less: "Show less" },
  rejected: {
    frontPage: "Go to the front page",
    room_full: {
      title: "This room is full",
      text: "It has reached its limit of people. You'll join as soon as there's space.",
    },
    banned: { title: "You're banned from this room", text: "Only the owner of the room can lift the ban." },
    forbidden: {
      title: "This room is private",
      text: "Ask the owner for an invite link. If you have the passphrase, enter it.",
    },
    not_found: {
      title: "This room was deleted",
      text: "The owner deleted the room and all its messages. Your draft is still here.",
    },
    locked: {
      title: "This room is closed",
      text: "The operators of this site have closed it. Nobody new can join until they open it again.",
    },
    createAgain: "Create it again",
    rate_limited: { title: "You're going too fast", text: "The page tries again in a moment." },
    other: {
      title: "You couldn't join this room",
      text: (reason: string) => `${reason}`,
      unknownReason: "Reload the page and try again.",
    },
  },

  outdated: {
    title: "A new version of this page is available",
    text: "Reload the page to continue. Your draft and unsent messages are kept.",
  },

  /** Shown above the composer to a user who can read but not write. */
  readOnly: {
    closed:
      "The operators of this site have closed this room. Nobody can write here until they open it again. Your draft stays here.",
    contact: "Legal notice and contact",
    exportRoom: "Export the room",
    locked: "This room is locked. Only the owner can write. Your draft stays here.",
    muted: "You're muted in this room. You can read, but not write. Your draft stays here.",
  },

  /** How many characters are left, or too many. */
  textLength: {
    left: { one: "# character left", other: "# characters left" } as Plural,
    over: {
      one: "# character too many. Split it into two messages.",
      other: "# characters too many. Split it into two messages.",
    } as Plural,
  },

  storage: {
    text: "Your browser doesn't save data for this page. If you close it, you lose unsent messages, your name and the ownership of rooms you created.",
    /** With a token of the operator's site: name and rooms come with the next one. */
    signedIn: "Your browser doesn't save data for this page. If you close it, you lose unsent messages.",
    full: "Your browser has no space left for this page. If you close it, you lose your draft.",
    file: "A file couldn't be saved on this device. If you reload or close the page before it's uploaded, you lose it.",
    dismiss: "Got it",
  },

  access: {
    passphrase: "Passphrase",
    join: "Join",
    wrongPassphrase: "Wrong passphrase. Check capital letters.",
    inviteExpired: "This invite link is no longer valid. Ask for a new one.",
    inviteNeeded: "Ask the owner for an invite link.",
    inviteExpiredOrPassphrase:
      "This invite link is no longer valid. Ask for a new one. If you have the passphrase, enter it.",
  },

  /** Shown at a message that was not sent. */
  unsent: {
    notSent: (reason: string) => `Not sent. ${reason}`,
    discard: "Delete",
    sendWithoutFiles: "Send without files",
  },

  /** What to be notified of in a room. */
  notifications: {
    title: "Notifications",
    levels: { all: "All messages", mentions: "Mentions and replies", nothing: "Nothing" },
    /** The first notification, shown when they are turned on. */
    confirmed: "Notifications are on for this room.",
    /** Chosen on another device. */
    notAsked: "Chosen on another device. To be notified here too, choose again.",
    closedPage: {
      on: "You're also notified while this page is closed.",
      missing: "Only while this page is open: this browser can't receive notifications for a closed page.",
      failed:
        "Only while this page is open: your browser or the server didn't accept notifications for a closed page. The page tries again on your next visit.",
    },
  },

  /** Shown instead of the switch when notifications are not possible. */
  notificationsUnavailable: {
    blocked: "Notifications are blocked for this site. Allow them in your browser's settings.",
    insecure: "Notifications need HTTPS. Open this page over HTTPS.",
    failed: "This browser can't show notifications for this page.",
    missing:
      "This browser has no notifications for this page. On a phone, add the page to the home screen first.",
  },

  /** The toolbar and the menu of a message. */
  messageActions: {
    actions: "Message actions",
    react: "React",
    reactWith: (emoji: string) => `React with ${emoji}`,
    moreEmoji: "More emoji",
    notReacted: (reason: string) => `Your reaction wasn't saved. ${reason}`,
    edit: "Edit",
    delete: "Delete",
    reply: "Reply",
    actionsOn: (author: string) => `Message from ${author}`,
    copyText: "Copy text",
    textCopied: "Text copied",
    copyLink: "Copy link",
    linkCopied: "Link copied",
    deleteQuestion: "Delete this message?",
    cancelDelete: "Cancel",
    notDeleted: (reason: string) => `The message wasn't deleted. ${reason}`,
    report: "Report",
    more: "More actions",
  },

  /** The form that edits a message. */
  edit: {
    label: "Edit message",
    empty: "A message can't be empty. To remove it, delete it.",
    deleted:
      "This message was deleted while you were editing. If you save, your text is sent as a new message.",
    notEdited: (reason: string) => `Your change wasn't saved. ${reason}`,
    saveTip: "Save (Enter)",
    cancelTip: "Cancel (Esc)",
  },
};

export type LazyWords = typeof words;
