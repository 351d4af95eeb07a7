import type { ErrorCode } from "../../../shared/contract/errors.ts";
import type { Plural } from "../plural.ts";

/** Half a sentence each, to stand after a colon: the room's own messages are for those who write clients. */
const reasons: Record<ErrorCode, string> = {
  invalid: "the room cannot take it like this",
  too_large: "it is too long",
  unauthorized: "the room does not know you any more; reload the page",
  forbidden: "you may not do this here",
  not_found: "it is not there any more",
  rate_limited: "that was a little fast",
  muted: "you are muted in this room",
  locked: "this room is locked",
  banned: "this room is closed to you",
  room_full: "this room is full",
  stale: "the room has moved on too far",
  unknown_event: "the room does not know how; reload the page",
  internal: "the room had a problem",
};

/** English is also the type of all languages: each has these words, no fewer and no others. */
export const words = {
  language: "Language",
  close: "Close",
  closeTip: "Close (Esc)",
  save: "Save",
  cancel: "Cancel",
  tryAgain: "Try again",
  notLoaded: "This did not load. Is there a network?",
  keys: {
    /** What something is for, and the keys that do it too. */
    tip: (label: string, keys: string) => `${label} (${keys})`,
    /** The name of this key on keyboards of the language. */
    delete: "Delete",
  },
  reload: "Reload the page",
  /** Where no answer came: half a sentence, like the reasons. */
  noResponse: "the room did not answer, perhaps because there is no network",
  reasons,

  header: {
    aboutRoom: "About this room",
    /** Of the button with the room's name. */
    menu: (room: string) => `${room}: menu`,
    invite: "Invite people",
    rooms: "Rooms",
    showRooms: "Show the rooms",
    hideRooms: "Fold the rooms away",
    search: "Search",
    searchTip: "Search this room (/)",
    /** What one sees beside the icon is the number alone: it is in the name as it is seen. */
    memberCount: (count: string) => `People: ${count}`,
    showPeople: "Show who is here",
    hidePeople: "Fold the people away",
  },

  connection: {
    connecting: "Connecting",
    live: "Live",
    livePolling: "Live over long-polling",
    reconnecting: (seconds: string) => `Reconnecting in ${seconds} s`,
    noResponse: (seconds: string) => `No answer, trying again in ${seconds} s`,
    offline: "Offline",
    roomFull: "Room full",
    deleted: "Room deleted",
    rejected: "Not let in",
    outdated: "Page out of date",
    retryNow: "Retry now",
    /** The state, and how many messages wait for another. */
    withUnsent: (state: string, waiting: string) => `${state}, ${waiting}`,
    unsent: { one: "# message waiting", other: "# messages waiting" } as Plural,
    announceLost: "Connection lost, reconnecting",
    announceConnected: "Connected",
  },

  loading: {
    label: "Loading messages",
    unreachable: "The room cannot be reached",
    offline:
      "This device is offline. The room opens by itself once there is a network; what you write until then waits here.",
    trying: "The page keeps trying. What you write until then waits here and is sent once.",
    tryNow: "Try now",
  },

  rooms: {
    title: "Rooms",
    onDevice: "Rooms on this device",
  },

  people: {
    title: "People",
    count: { one: "# person here", other: "# people here" } as Plural,
    notLoaded: (reason: string) => `Not all names are here: ${reason}.`,
    about: (name: string) => `About ${name}`,
    muted: "muted",
    banned: "banned",
    owner: "Owner",
    bot: "Bot",
    you: "You",
    away: "away",
    unknown: "Somebody",
  },

  list: {
    label: "Messages",
    start: "This is where the room begins.",
    empty: "Nobody has said anything yet",
    emptyText: "Write the first message, or send someone the address: whoever has it can come in.",
    copyAddress: "Copy the address",
    addressCopied: "Address copied",
    loadingOlder: "Loading older messages",
    olderNotLoaded: "Older messages did not load.",
    newerNotLoaded: "Newer messages did not load.",
    unread: "New",
    newest: "Newest messages",
    newMessages: { one: "# new message", other: "# new messages" } as Plural,
    notInRoom: "This message is not in the room",
    needsConnection: "This message needs a connection",
  },

  message: {
    deleted: "This message was deleted",
    edited: "edited",
    resending: "No answer yet, sending again",
    sending: "Sending",
    /** `time` as on a stopwatch: 0:12. */
    sendsIn: (time: string) => `Sent by itself in ${time}`,
    /** An emoji under a message, how many put it there, and who. */
    reaction: (emoji: string, count: string, names: string) => `${emoji} ${count}: ${names}`,
    notCopied: "The browser did not allow copying",
  },

  reply: {
    deleted: "The message you reply to was deleted. Your text goes as a message of its own.",
    inReplyTo: "In reply to",
    goTo: "Go to this message",
    originalGone: "What this answers is not here any more",
    cancel: "Do not reply (Esc)",
  },

  files: {
    attach: "Attach files",
    open: (name: string) => `Open ${name}`,
  },

  composer: {
    skipTo: "Skip to the composer",
    label: "Write a message",
    field: (room: string) => `Message ${room}`,
    placeholder: (room: string, you: string) => `Message ${room} as ${you}`,
    send: "Send",
    /** Where Enter does not send; `keys` are those that do. */
    sendTipWith: (keys: string) => `Send (${keys}). Enter starts a new line.`,
    sendTip: "Send (Enter). Shift+Enter starts a new line.",
    suggestions: "Suggestions",
    emoji: "Insert an emoji",
    /** `who` is one name or a list of them, as many as the form is for. */
    typing: (who: string) => ({ one: `${who} is typing`, other: `${who} are typing` }) as Plural,
    severalTyping: "Several people are typing",
    /** `time` as on a stopwatch: 0:12. */
    canSendIn: (time: string) => `You may write again in ${time}`,
  },

  announcements: {
    message: (from: string, text: string) => `${from}: ${text}`,
    messages: (count: string, from: string) => `${count} from ${from}`,
    severalPeople: { one: "# person", other: "# people" } as Plural,
  },
};

export type RoomWords = typeof words;
