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
};

export type DeviceWords = typeof words;
