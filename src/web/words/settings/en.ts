import type { Plural } from "../plural.ts";

/** English is also the type of all languages: each has these words, no fewer and no others. */
export const words = {
  title: "About this room",
  notDone: (reason: string) => `Not done: ${reason}.`,

  topic: {
    label: "Topic",
    hint: "What this room is about, in a line. Everybody sees it under the room's name.",
    none: "This room has no topic.",
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
    allowAgainNamed: (name: string) => `Allow ${name} again`,
  },

  ending: {
    title: "Ending",
    delete: "Delete this room",
    hint: "Everybody is sent away, and every message is gone at once and for good.",
    confirm: (room: string) => `Type ${room} to delete it.`,
    forGood: "Delete for good",
  },

  /** What everybody but the owner is told. */
  facts: {
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
    isMuted: (name: string) => `${name} is muted`,
    isBanned: (name: string) => `${name} is banned`,
    isErased: (name: string) => `The messages of ${name} are deleted`,
    sure: (action: string) => `${action}: are you sure?`,
    yes: "Yes",
  },
};

export type SettingsWords = typeof words;
