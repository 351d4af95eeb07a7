/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  title: "Devices",

  link: {
    title: "Use on another device",
    hint: "Open a link there and you're the same person on both: your name, your rooms and what you've read.",
    create: "Create link",
    renew: "Create a new link",
    label: "Sign-in link",
    code: "QR code of the sign-in link",
    codeHint:
      "Scan it with the camera of the other device. Don't share it: anyone who opens the link is you.",
    /** `time` as in "14:03". */
    until: (time: string) => `Works once, until ${time}.`,
    used: "The link was used. The device is in the list.",
  },

  passkeys: {
    title: "Passkeys",
    hint: "A passkey signs you in on any device that has it, also when all cookies are gone. It's stored by your device or password manager.",
    save: "Save with a passkey",
    another: "Add another passkey",
    /** `time` as in "5 minutes ago". */
    saved: (time: string) => `Saved ${time}`,
    used: (time: string) => `Used ${time}`,
    name: (name: string) => `Name of the passkey ${name}`,
    remove: "Remove",
    removeNamed: (name: string) => `Remove the passkey ${name}`,
    removeHint: "Passkey removed here. Delete it in your password manager, too.",
    insecure: "Passkeys need a secure connection (HTTPS) to a domain. Everything else here works without.",
    missing: "This browser doesn't support passkeys. Use another device by a link.",
    cancelled: "No passkey was saved.",
    exists: "This device already has a passkey of yours.",
    failed: "The browser couldn't make a passkey. Try another device.",
  },

  recovery: {
    title: "Recovery code",
    hint: "This room belongs to this browser. If you delete its cookies, or lose the device, you lose the room. A recovery code brings you back once; “Devices”, below your name, has better ways.",
    own: "A recovery code signs you in once, when you have no device and no passkey left.",
    exists: "You have a recovery code. A new one replaces it.",
    create: "Create recovery code",
    renew: "Create a new recovery code",
    shownOnce:
      "Write it down or save it now. It's shown only here, and works once, at “Sign in” on the front page.",
  },

  list: {
    title: "Signed in",
    none: "You're only on this device. If you delete its cookies, you lose your rooms.",
    current: "This device",
    unknown: "Unknown device",
    /** A browser and an operating system, as in "Firefox, Android". */
    kind: (browser: string, system: string) => `${browser}, ${system}`,
    /** `time` as in "5 minutes ago". */
    used: (time: string) => `Used ${time}`,
    usedNow: "In use",
    signOut: "Sign out",
    signOutNamed: (device: string) => `Sign out ${device}`,
    done: (device: string) => `${device} is signed out`,
  },

  signOut: {
    title: "Sign out",
    hint: "Removes your messages, drafts and settings from this browser. The next person here starts as a new one.",
    here: "Sign out here",
    everywhere: "Sign out everywhere",
    /** Before a sign-out after which nothing signs this person in again. */
    last: "You aren't signed in anywhere else. You lose your name and the ownership of your rooms for good.",
    unsent: "You have messages that aren't sent yet. They're deleted.",
    confirmHere: "Sign out here?",
    confirmEverywhere: "Sign out on all devices?",
    yes: "Yes, sign out",
  },

  ownData: {
    title: "Your data",
    downloadHint:
      "One file with your profile, devices, passkey names, notification settings and rooms, and with your messages, reactions, files' names and reports in each of them.",
    download: "Download my data",
    saved: "Your data is downloaded.",
    /** `room` is a name, `done` and `total` are numbers, as in "Room 3 of 12: tea". */
    progress: (room: string, done: string, total: string) => `Room ${done} of ${total}: ${room}`,
    failed: "These rooms didn't work. All others are done.",
    failedReason: (room: string, reason: string) => `${room}: ${reason}`,
    again: "Try these rooms again",
    anyway: "Go on without these rooms",

    eraseHint:
      "Erases you from all rooms in your list and from your browser, and signs you out on all devices. To erase yourself in another room, open it first: then it's in your list.",
    erase: "Erase my data",
    looking: "Looking for rooms that you own…",
    confirm: "Erase all your data?",
    erased:
      "Your messages, files, reactions, read marks, notifications and your account are deleted, in rooms with others, too. This can't be undone.",
    stays:
      "What stays: empty places where your messages were, without your name. Bans, and reports for a limited time, both without your name. Copies that others have made.",
    owned:
      "You own these rooms. Hand them over or delete them first, if you don't want to leave them without an owner:",
    giveUp: "Leave these rooms without an owner",
    yes: "Yes, erase everything",
    keepOpen: "Keep this dialog open until you're signed out. If you close it, the rest isn't erased.",
    account: "Erasing your account…",

    // For a user whom the operator's site signs in: of one room.
    roomDownloadHint: "One file with your messages, reactions, files' names and reports in this room.",
    roomEraseHint:
      "Erases you from this room. The site that signs you in keeps what it has, and what you write here afterwards is stored again.",
    roomConfirm: "Erase your data in this room?",
    roomErased:
      "Your messages, files, reactions, read marks and notifications here are deleted. This can't be undone.",
    roomOwned: "You own this room. Hand it over first, if you don't want to leave it without an owner.",
    roomDone: "Your data in this room is erased.",
  },
};

export type DeviceWords = typeof words;
