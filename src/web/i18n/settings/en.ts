import type { Plural } from "../plural.ts";

/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  aboutTitle: "About this room",
  settingsTitle: "Room settings",
  failed: (reason: string) => `That didn't work. ${reason}`,

  general: {
    title: "General",
    name: "Name",
    nameHint:
      "Shown at the top of the room. If it's empty, the name in the address is shown. The address doesn't change.",
    topic: "Topic",
    topicHint: "What this room is about. Shown under the room's name.",
    noTopic: "This room has no topic.",
    saved: "Saved",
  },

  rules: {
    messages: "Messages",
    locked: "Only you can write",
    lockedHint: "Everyone else can only read.",
    slowMode: "Slow mode",
    slowModeHint: "How long members wait between two messages. This doesn't apply to you.",
    off: "Off",
    keepFor: "Keep messages",
    keepForHint: "Older messages are permanently deleted within an hour.",
    forever: "Forever",
    removeOlder: (span: string) => `All messages older than ${span} are permanently deleted. Are you sure?`,
    confirmRemoval: "Yes, delete them",
    newest: { one: "The newest message", other: "The newest # messages" } as Plural,
  },

  sanctions: {
    title: "Muted and banned members",
    empty: "No one is muted or banned.",
    muted: "Muted",
    banned: "Banned",
    lift: "Allow again",
    liftFor: (name: string) => `Allow again: ${name}`,
  },

  access: {
    title: "Who can join",
    visibility: "Visibility",
    names: { public: "Public", unlisted: "Unlisted", private: "Private" },
    hints: {
      public: "Listed on the front page. Anyone can join.",
      unlisted: "Not listed. Anyone with the link can join.",
      private: "Not listed. Only you and people with an invite link or the passphrase can join.",
    },
    invite: "Invite link",
    inviteNone: "There's no invite link. Anyone who opens one can join, and come back later.",
    inviteExists: "There's an invite link. For security, it's shown only when it's created.",
    inviteShownOnce:
      "Copy it now. It won't be shown again. Anyone who opens it can join, and come back later.",
    createInvite: "Create invite link",
    replaceInvite: "Replace invite link",
    revokeInvite: "Revoke invite link",
    passphrase: "Passphrase",
    passphraseHint: {
      one: "No passphrase is set. Anyone who knows it can join. At least # character.",
      other: "No passphrase is set. Anyone who knows it can join. At least # characters.",
    } as Plural,
    passphraseExists: "A passphrase is set. Anyone who knows it can join.",
    replacePassphrase: "New passphrase",
    passphraseSet: "Passphrase saved.",
    passphraseRemoved: "Passphrase removed.",
    removePassphrase: "Remove",
    guests: "People with access",
    noGuests: "No one yet.",
    removeGuest: "Remove access",
    removeGuestNamed: (name: string) => `Remove access: ${name}`,
    moreGuests: "Show more",
  },

  copy: {
    button: "Copy",
    what: (label: string) => `Copy: ${label}`,
    done: "Copied",
    failed: "Your browser blocked copying",
  },

  bots: {
    title: "Bots",
    hint: "A bot reads and writes in this room with its own token, over Socket.IO or a webhook.",
    apiLink: "API reference (OpenAPI)",
    name: "Name of the new bot",
    create: "Create bot",
    token: "Token",
    tokenShownOnce: (name: string) => `This is the token of ${name}. Copy it now. It won't be shown again.`,
    webhookExample: "Send a message with curl",
    socketExample: "Connect with socket.io-client",
    revoke: "Revoke token",
    revokeNamed: (name: string) => `Revoke token: ${name}`,
  },

  exportAndDelete: {
    export: "Export as JSON",
    exporting: "Preparing the file",
    exportHint: "All messages, the settings, and who is muted or banned.",
    exportTitle: "Export",
    dangerZone: "Danger zone",
    delete: "Delete room",
    deleteHint: "Disconnects everyone, and permanently deletes all messages right away.",
    confirm: (room: string) => `Type ${room} to delete the room.`,
    deletePermanently: "Delete permanently",
  },

  /** Shown to users who do not own the room. */
  facts: {
    address: (name: string) => `Its name in the address is ${name}.`,
    ownedByYou: "You own this room.",
    ownedBy: (name: string) => `The owner is ${name}.`,
    ownerAbsent: "The owner isn't here now.",
    noOwner: "This room has no owner yet. The first person who writes becomes the owner.",
    locked: "Only the owner can write.",
    slow: (span: string) => `Slow mode: one message every ${span}.`,
    kept: (span: string) => `Messages are kept for ${span}.`,
    keptCount: {
      one: "The newest # message is kept.",
      other: "The newest # messages are kept.",
    } as Plural,
  },

  person: {
    unmute: "Unmute",
    unmuteHint: "They're muted: they can read, but not write.",
    isUnmuted: (name: string) => `${name} is no longer muted`,
    unban: "Unban",
    unbanHint: "They're banned: they can't join this room.",
    isUnbanned: (name: string) => `${name} is no longer banned`,
    mute: "Mute",
    muteHint: "They can read, but not write.",
    ban: "Ban",
    banHint: "They're disconnected, and can't join again.",
    deleteMessages: "Delete all messages",
    deleteMessagesHint: "Permanently deletes the text of all their messages.",
    transferOwnership: "Transfer ownership",
    transferOwnershipHint: "They become the owner of the room. You stay in it.",
    isOwner: (name: string) => `${name} is the owner now`,
    isMuted: (name: string) => `${name} is muted`,
    isBanned: (name: string) => `${name} is banned`,
    knowsCredentials:
      "They may still know the passphrase and the invite link. For a while, new people from their network can't join. To keep this person out permanently, change the passphrase and the link.",
    changeCredentials: "Change passphrase and link",
    keepCredentials: "Not now",
    messagesDeleted: (name: string) => `All messages of ${name} are deleted`,
    online: "Online",
    away: "Online, but away from the screen",
    offline: "Not in this room now",
    checking: "Checking status…",
    presenceUnknown: (reason: string) => `Their status couldn't be checked. ${reason}`,
    you: "This is you.",
    bot: "This is a bot.",
    owner: "Owns this room.",
    mention: "Mention",
    confirm: (action: string) => `${action}: are you sure?`,
    yes: "Yes",
  },
};

export type SettingsWords = typeof words;
