/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  title: "Sign in",
  frontPage: "Go to the front page",
  tryAgain: "Try again",
  /** What each way to sign in does to this browser. */
  replaces:
    "Signing in deletes drafts and messages that aren't sent yet from this browser, and you lose rooms that only this browser owns.",

  /** On a device that another one has invited. */
  link: {
    /** `name` is the person's. */
    title: (name: string) => `Continue here as ${name}?`,
    hint: "You'll have the same name, rooms and unread messages as on your other device.",
    replaces:
      "Who you were in this browser until now ends: messages that aren't sent yet and drafts are deleted, and you lose rooms that only this browser owns.",
    stranger: "Only continue if you made this link yourself.",
    confirm: "Continue",
    cancel: "Cancel",
    already: (name: string) => `You're ${name} on this device already`,
    alreadyHint: "Open the link on the device that you want to add.",
    over: "This link doesn't work any more",
    overHint: "A link works once, for ten minutes. Create a new one on your other device.",
  },

  passkey: {
    title: "Passkey",
    signIn: "Sign in with a passkey",
    hint: "If you saved yourself with a passkey, you get your name and rooms back.",
    insecure: "Passkeys need a secure connection (HTTPS) to a domain.",
    missing: "This browser doesn't support passkeys.",
    cancelled: "You weren't signed in.",
    unknown: "This passkey doesn't work here any more. It may have been removed.",
    failed: "The browser couldn't use the passkey. Try again.",
  },

  recovery: {
    label: "Recovery code",
    hint: "If you have no device left where you're signed in, use the recovery code that you saved.",
    submit: "Use code",
    wrong: "This code is wrong, or was used already. Check every letter.",
  },

  /** Without a link. */
  anotherDevice: {
    title: "Another device",
    hint: "In a room on a device where you're signed in, open Members, then Devices, and create a link. Open it here, or scan its code.",
  },

  signedOut: {
    title: "You're signed out",
    removing: "Removing your data from this browser",
    text: "Your messages, drafts, files and settings were removed from this browser.",
  },

  failed: {
    rate_limited: "Too many attempts. Wait a few minutes.",
    noResponse: "The server didn't respond. Check your connection.",
  },
};

export type SignInWords = typeof words;
