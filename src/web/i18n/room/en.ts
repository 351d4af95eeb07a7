import type { ErrorCode } from "../../../shared/contract/errors.ts";
import type { Plural } from "../plural.ts";

export type ReasonCode = ErrorCode;

/** One sentence for each error code. The server's own messages are for developers of clients. */
const reasons: Record<ReasonCode, string> = {
  invalid: "The room can't accept this.",
  too_large: "It's too long.",
  unauthorized: "Your session has ended. Reload the page.",
  forbidden: "You don't have permission to do this.",
  not_found: "It no longer exists.",
  rate_limited: "You're going too fast. Try again in a moment.",
  muted: "You're muted in this room.",
  locked: "This room is locked.",
  verification_required: "Send a message first: it asks you for one check.",
  banned: "You're banned from this room.",
  room_full: "This room is full.",
  stale: "This page is too far behind the room. Reload it and try again.",
  unknown_event: "The room doesn't support this. Reload the page.",
  internal: "Something went wrong in the room. Try again.",
};

/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  language: "Language",
  close: "Close",
  closeTip: "Close (Esc)",
  save: "Save",
  cancel: "Cancel",
  tryAgain: "Try again",
  notLoaded: "This couldn't be loaded. Check your connection.",
  keys: {
    /** A tooltip: what a control does, and its keyboard shortcut. */
    tip: (label: string, keys: string) => `${label} (${keys})`,
    /** The name of the Delete key on keyboards of the language. */
    delete: "Delete",
  },
  reload: "Reload the page",
  /** Shown instead of a reason when the room did not respond. */
  noResponse: "The room didn't respond. Check your connection.",
  reasons,

  header: {
    aboutRoom: "About this room",
    /** Label of the button with the room's name. */
    menu: (room: string) => `${room}: menu`,
    invite: "Invite people",
    rooms: "Rooms",
    showRooms: "Show rooms",
    hideRooms: "Hide rooms",
    search: "Search",
    searchTip: "Search messages (/)",
    /** The label contains the number, because the number is the visible text of the button. */
    memberCount: (count: string) => `Members: ${count}`,
    showPeople: "Show members",
    hidePeople: "Hide members",
  },

  connection: {
    connecting: "Connecting",
    live: "Live",
    livePolling: "Live over long-polling",
    reconnecting: (seconds: string) => `Reconnecting in ${seconds} s`,
    noResponse: (seconds: string) => `No response, retrying in ${seconds} s`,
    offline: "Offline",
    roomFull: "Room full",
    deleted: "Room deleted",
    rejected: "Access denied",
    outdated: "Page out of date",
    retryNow: "Retry now",
    /** The connection state, followed by the number of unsent messages. */
    withUnsent: (state: string, waiting: string) => `${state}, ${waiting}`,
    unsent: { one: "# message waiting", other: "# messages waiting" } as Plural,
    announceLost: "Connection lost. Reconnecting.",
    announceConnected: "Connected",
  },

  loading: {
    label: "Loading messages",
    unreachable: "Can't reach the room",
    offline:
      "You're offline. The room opens when you're back online, and messages you write now are sent then.",
    trying: "Still trying to connect. Messages you write now are sent once you're connected.",
    tryNow: "Try now",
  },

  rooms: {
    title: "Rooms",
    onDevice: "Your rooms",
  },

  people: {
    title: "Members",
    count: { one: "# member online", other: "# members online" } as Plural,
    notLoaded: (reason: string) => `Some members couldn't be loaded. ${reason}`,
    about: (name: string) => `Profile of ${name}`,
    muted: "muted",
    banned: "banned",
    owner: "Owner",
    bot: "Bot",
    verified: "Verified",
    you: "You",
    away: "away",
    unknown: "Someone",
  },

  list: {
    label: "Messages",
    start: "This is the beginning of the room.",
    empty: "No messages yet",
    emptyText: "Write the first message, or share the room link. Anyone with the link can join.",
    copyAddress: "Copy room link",
    addressCopied: "Room link copied",
    loadingOlder: "Loading older messages",
    olderNotLoaded: "Older messages couldn't be loaded.",
    newerNotLoaded: "Newer messages couldn't be loaded.",
    unread: "New",
    newest: "Jump to latest",
    newMessages: { one: "# new message", other: "# new messages" } as Plural,
    notInRoom: "This message doesn't exist in this room",
    needsConnection: "Connect to see this message",
  },

  message: {
    deleted: "This message was deleted",
    edited: "edited",
    resending: "No response yet, sending again",
    sending: "Sending",
    /** `time` as on a stopwatch: 0:12. */
    sendsIn: (time: string) => `Sends in ${time}`,
    /** An emoji under a message, the number of people who reacted with it, and their names. */
    reaction: (emoji: string, count: string, names: string) => `${emoji} ${count}: ${names}`,
    notCopied: "Your browser blocked copying",
  },

  reply: {
    deleted: "The message you were replying to was deleted. Your text is sent as a new message.",
    inReplyTo: "In reply to",
    goTo: "Go to this message",
    originalGone: "The original message is no longer available",
    cancel: "Cancel reply (Esc)",
  },

  files: {
    attach: "Attach files",
    open: (name: string) => `Open ${name}`,
  },

  composer: {
    skipTo: "Skip to the message field",
    label: "Write a message",
    field: (room: string) => `Message ${room}`,
    placeholder: (room: string, you: string) => `Message ${room} as ${you}`,
    send: "Send",
    /** Used when Enter does not send; `keys` are the keys that do. */
    sendTipWith: (keys: string) => `Send (${keys}). Enter starts a new line.`,
    sendTip: "Send (Enter). Shift+Enter starts a new line.",
    suggestions: "Suggestions",
    emoji: "Insert emoji",
    /** `who` is a name or a list of names; the plural form is chosen by their number. */
    typing: (who: string) => ({ one: `${who} is typing`, other: `${who} are typing` }) as Plural,
    severalTyping: "Several people are typing",
    /** `time` as on a stopwatch: 0:12. */
    canSendIn: (time: string) => `You can send again in ${time}`,
  },

  announcements: {
    message: (from: string, text: string) => `${from}: ${text}`,
    messages: (count: string, from: string) => `${count} from ${from}`,
    severalPeople: { one: "# person", other: "# people" } as Plural,
  },
};

export type RoomWords = typeof words;
