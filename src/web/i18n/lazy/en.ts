import type { Plural } from "../plural.ts";

/** English is also the type of all languages: each has these words, no fewer and no others. */
export const words = {
  longText: { more: "Show more", less: "Show less" },
  rejected: {
    frontPage: "Go to the front page",
    room_full: {
      title: "This room is full",
      text: "It holds as many people as it can. The page keeps asking, so you may simply wait.",
    },
    banned: { title: "You cannot come in", text: "Somebody who looks after this room has closed it to you." },
    forbidden: {
      title: "This room is private",
      text: "Ask its owner for an invite link. If you were given a passphrase, type it.",
    },
    not_found: {
      title: "This room was deleted",
      text: "Its owner has ended it, and nothing of it is kept. What you were typing is still here.",
    },
    createAgain: "Begin it anew",
    rate_limited: { title: "That was a little fast", text: "The page tries again in a moment." },
    other: {
      title: "The room did not let you in",
      text: (reason: string) => `It gave a reason: ${reason}.`,
      unknownReason: "It gave no reason that this page understands.",
    },
  },

  outdated: {
    title: "There is a newer version of this page",
    text: "The server uses it already, so this page has to be loaded anew. What you wrote is kept.",
  },

  /** What stands above the composer where one may read and not write. */
  readOnly: {
    locked: "This room is locked: only its owner may write. What you type stays here.",
    muted: "You are muted in this room: you may read. What you type stays here.",
  },

  /** How many characters more a message may have, or has too many. */
  textLength: {
    left: { one: "# character left", other: "# characters left" } as Plural,
    over: {
      one: "# character too many: send it in two parts.",
      other: "# characters too many: send it in two parts.",
    } as Plural,
  },

  storage: {
    text: "This browser keeps nothing for this page. When you close it, unsent messages, your name and your ownership of rooms made here are lost.",
    full: "This browser has no more space for this page: what you write here is lost when you close it.",
    file: "A file could not be kept on this device: until it is uploaded, it is lost when you reload or close this page.",
    dismiss: "All right",
  },

  access: {
    passphrase: "Passphrase",
    join: "Come in",
    wrongPassphrase: "That did not open it. Capital letters count.",
    inviteExpired: "This invite link is not good any more. Ask for another one.",
    inviteNeeded: "Ask its owner for an invite link.",
    inviteExpiredOrPassphrase:
      "This invite link is not good any more. Ask for another one. If you were given a passphrase, type it.",
  },

  /** Where the room did not take a message. */
  unsent: {
    notSent: (reason: string) => `Not sent: ${reason}`,
    discard: "Delete",
    sendWithoutFiles: "Send without the files",
  },

  /** The switch for notifications. */
  notifications: {
    turnOn: "Notify me when I am mentioned",
    turnOff: "Stop notifying me",
    /** The first notification, once they are on. */
    confirmed: "You will hear here when you are mentioned.",
  },

  /** Why there is no switch for notifications. */
  notificationsUnavailable: {
    blocked: "Notifications are blocked in this browser's settings for this site.",
    insecure: "Notifications need this page to be opened over HTTPS.",
    failed: "This browser does not show notifications of this page.",
  },

  /** The toolbar and the menu of a message. */
  messageActions: {
    actions: "Message actions",
    react: "React",
    reactWith: (emoji: string) => `React with ${emoji}`,
    moreEmoji: "All emoji",
    notReacted: (reason: string) => `No reaction: ${reason}`,
    edit: "Edit",
    delete: "Delete",
    reply: "Reply",
    actionsOn: (author: string) => `Message from ${author}`,
    copyText: "Copy the text",
    textCopied: "Text copied",
    copyLink: "Copy a link to this message",
    linkCopied: "Link copied",
    deleteQuestion: "Delete this message?",
    cancelDelete: "Keep",
    notDeleted: (reason: string) => `Not deleted: ${reason}`,
    more: "More actions",
  },

  /** The form that changes a message. */
  edit: {
    label: "Edit the message",
    empty: "A message needs a text. To take it away, delete it.",
    deleted: "This message was deleted meanwhile. If you save, your text is sent as a new message.",
    notEdited: (reason: string) => `Not changed: ${reason}.`,
    saveTip: "Save (Enter)",
    cancelTip: "Cancel (Esc)",
  },
};

export type LazyWords = typeof words;
