import type { Plural } from "../plural.ts";

/** English is also the type of all languages: each has these words, no fewer and no others. */
export const words = {
  title: "About this room",
  notDone: (reason: string) => `Not done: ${reason}.`,

  naming: {
    name: "Name",
    nameHint: "What everybody sees at the top. Without one it is the name in the address, which stays.",
    topic: "Topic",
    topicHint: "What this room is about, in a line. Everybody sees it under the room's name.",
    noTopic: "This room has no topic.",
    saved: "Saved",
  },

  rules: {
    writing: "Writing",
    locked: "Only you may write",
    lockedHint: "Everybody else reads along.",
    slowMode: "Slow mode",
    slowModeHint: "How long somebody waits between two messages. You do not.",
    off: "Off",
    keeping: "Keeping",
    keepFor: "Keep messages",
    keepForHint: "Older ones are removed within the hour, for good.",
    forEver: "For ever",
    newest: { one: "The newest #", other: "The newest #" } as Plural,
  },

  shutOut: {
    title: "Muted and banned",
    nobody: "Nobody is.",
    muted: "Muted",
    banned: "Banned",
    allowAgain: "Allow again",
    allowAgainNamed: (name: string) => `Allow again: ${name}`,
  },

  access: {
    title: "Who may come in",
    visibility: "This room is",
    names: { public: "Public", unlisted: "Unlisted", private: "Private" },
    hints: {
      public: "Listed on the front page. Anybody may come in.",
      unlisted: "Not listed. Whoever has the address may come in.",
      private: "Only you, and people you let in by a link or a passphrase.",
    },
    invite: "Invite link",
    inviteNone: "There is none. Whoever opens one is let in, and stays so.",
    inviteExists: "There is one. For your safety it is shown only when it is made.",
    inviteMake: "Make a link",
    inviteAgain: "Make another in its place",
    inviteRevoke: "Revoke the link",
    passphrase: "Passphrase",
    passphraseHint: "Whoever knows it is let in.",
    passphraseSet: "It is set.",
    passphraseGone: "There is none now.",
    passphraseRemove: "Remove",
    guests: "Let in",
    noGuests: "Nobody yet.",
    removeGuest: "Let in no more",
    removeGuestNamed: (name: string) => `Let in no more: ${name}`,
    moreGuests: "Show more",
  },

  copy: { button: "Copy", done: "Copied", failed: "The browser did not allow copying" },

  bots: {
    title: "Programs",
    hint: "A bot may come in and speak, with a token of its own.",
    name: "Name of a new bot",
    make: "Make a bot",
    token: "Token",
    tokenOnce: "This is its token. It is not shown again.",
    revoke: "Revoke",
    revokeNamed: (name: string) => `Revoke the token of ${name}`,
  },

  ending: {
    export: "Export as JSON",
    exportHint: "Every message, the settings, and who is muted or banned.",
    title: "Ending",
    delete: "Delete this room",
    hint: "Everybody is sent away, and every message is gone at once and for good.",
    confirm: (room: string) => `Type ${room} to delete it.`,
    forGood: "Delete for good",
  },

  /** What everybody but the owner is told. */
  facts: {
    address: (name: string) => `In its address it is called ${name}.`,
    ownedByYou: "This room is yours.",
    ownedBy: (name: string) => `${name} looks after this room.`,
    ownedBySomebody: "Somebody who is not here looks after this room.",
    ownedByNobody: "Nobody has written here yet. Whoever does first looks after the room.",
    locked: "Only its owner may write here.",
    slow: (span: string) => `One message every ${span}.`,
    kept: (span: string) => `Messages are kept for ${span}.`,
    keptCount: {
      one: "The newest # message is kept.",
      other: "The newest # messages are kept.",
    } as Plural,
  },

  person: {
    mute: "Mute",
    muteHint: "Reads along, and writes nothing.",
    ban: "Ban",
    banHint: "Is disconnected, and not let in again.",
    erase: "Delete all their messages",
    eraseHint: "Every message of theirs loses its text, and cannot be brought back.",
    handOver: "Make them the owner",
    handOverHint: "The room is theirs from now on. You stay in it.",
    isOwner: (name: string) => `${name} owns the room now`,
    isMuted: (name: string) => `${name} is muted`,
    isBanned: (name: string) => `${name} is banned`,
    isErased: (name: string) => `The messages of ${name} are deleted`,
    unmute: "Let them write again",
    isUnmuted: (name: string) => `${name} may write again`,
    unban: "Let them in again",
    isUnbanned: (name: string) => `${name} may come in again`,
    here: "Here now",
    away: "Here, but away from the screen",
    gone: "Not here now",
    asking: "Here or not? Looking…",
    unknown: (reason: string) => `Whether they are here is not known: ${reason}.`,
    you: "This is you.",
    bot: "A program.",
    owner: "Looks after this room.",
    mention: "Mention",
    sure: (action: string) => `${action}: are you sure?`,
    yes: "Yes",
  },
};

export type SettingsWords = typeof words;
