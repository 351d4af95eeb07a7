/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  needed: "One check first: are you a person?",
  start: "Check now",
  neededForRoom: "One check before the room is created: are you a person?",
  running: "Checking…",
  notLoaded: "The check couldn't be loaded. Allow challenges.cloudflare.com, or check your connection.",
  expired: "The check took too long.",
  failed: "The check failed. Try again.",
};

export type VerificationWords = typeof words;
