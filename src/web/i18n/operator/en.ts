/** The texts in English. Their type makes every other language have the same keys. */
import type { Plural } from "../plural.ts";

const people: Plural = { one: "# person", other: "# people" };
const messages: Plural = { one: "# message", other: "# messages" };

export const words = {
  title: "Operator",
  parts: { rooms: "Rooms", reports: "Reports", bans: "Bans", audit: "Audit log" },
  people,
  messages,
  language: "Language",
  loading: "Loading",
  more: "Show more",
  reason: "Reason",
  reasonHint: "For the audit log.",
  unchanged: "It was so already.",
  outcomeUnknown:
    "The server failed or did not answer. It is not known whether this was done: look before you try again.",
  done: "Done.",
  never: "never",

  reports: {
    all: "Also show what was handled",
    none: "No reports are waiting.",
    by: "Reported by",
    deleted: "(deleted)",
    gone: "The message was gone already. The report is done.",
    before: (who: string, what: string) => `${who} was first: ${what}.`,
    acts: {
      dismiss: "Dismiss",
      delete: "Delete message",
      mute: "Mute in this room",
      ban: "Ban from this room",
      "ban-everywhere": "Ban everywhere",
      "ban-network": "Ban network for 24 hours",
    },
  },

  signIn: {
    title: "Sign in as an operator",
    token: "Operator's token",
    name: "Your name",
    nameHint: "The audit log shows it.",
    submit: "Sign in",
    wrong: "This isn't the token of an operator of this server.",
    limited: "Too many wrong tokens from your network. Wait ten minutes.",
    failed: "The server didn't respond. Check your connection.",
  },
  signOut: "Sign out",
  over: "Your session has ended.",
  overLink: "Sign in again",

  ownership: {
    title: (room: string) => `Become the owner of ${room}?`,
    hint: "An operator of this server sent you this link. It works once.",
    submit: "Become the owner",
    over: "This link isn't valid, has expired, or was used.",
    done: (room: string) => `${room} is yours`,
    open: "Open the room",
  },

  rooms: {
    find: "Name of a room",
    open: "Open",
    list: "Rooms by name",
    created: (when: string) => `created ${when}`,
    none: "No rooms with this in their name. A room that isn't listed yet opens by its full name.",
    missing: "Nobody has created this room.",
    visit: "Visit the room",
    owner: "Owner",
    visibility: "Visibility",
    visibilities: { public: "Public", unlisted: "Unlisted", private: "Private" },
    topic: "Topic",
    size: "Size",
    lastMessage: "Last message",
    state: "State",
    closed: "Closed by an operator",
    locked: "Locked by its owner",
    featured: "Featured",
    here: "People who are there",
    muted: "Muted",
    banned: "Banned from this room",
    nobody: "Nobody",
    ban: (name: string) => `Ban ${name} in all rooms`,
  },

  acts: {
    title: "Change",
    close: "Close",
    closeHint: "Everyone can read, and nobody can write or change anything, its owner included.",
    open: "Open again",
    openHint: "People may write again.",
    feature: "Feature",
    featureHint: "The directory shows it first, however few people have written.",
    unfeature: "Don't feature",
    unfeatureHint: "The directory treats it like any other room.",
    handover: "Hand over",
    handoverHint: "A person becomes the owner. The list of people shows their ids.",
    to: "Id of the new owner",
    link: "Hand over by a link",
    linkHint:
      "The first person who opens the link becomes the owner. It is valid for a week, and replaces the one before.",
    linkMade: "Send this link to the new owner:",
    reclaim: "Reclaim the name",
    reclaimHint:
      "Deletes the room, and keeps its name closed until you hand it over or open it. This can't be undone.",
    delete: "Delete",
    deleteHint: "Deletes the room with all messages and files. This can't be undone.",
    typeName: (room: string) => `To confirm, type ${room}`,
  },

  bans: {
    add: "Ban in all rooms",
    person: "Id of a person",
    network: "Address of a network",
    networkHint: "Either the id or the network. An IPv4 address, or an IPv6 address, whose /64 is banned.",
    submitNetwork: "Ban network",
    networkOf: (name: string) => `Ban the network of ${name} in all rooms`,
    networkOfHint: (name: string) =>
      `Nobody can use any room from the network that ${name} is connected from, or was last. Other people may share it.`,
    networkUnknown: "The room doesn't know this person's network: they are not connected.",
    hours: "For how many hours (empty: for ever)",
    submit: "Ban",
    list: "Who is banned",
    none: "Nobody is banned.",
    by: (who: string, when: string) => `by ${who}, ${when}`,
    until: (when: string) => `until ${when}`,
    forever: "for ever",
    end: "End the ban",
    endOf: (value: string) => `End the ban of ${value}`,
  },

  audit: {
    exportJson: "Download as NDJSON",
    exportCsv: "Download as CSV",
    none: "Nothing was done yet.",
    outcomes: { done: "done", unchanged: "nothing changed", pending: "unknown" } as Record<string, string>,
  },
};

export type OperatorWords = typeof words;
