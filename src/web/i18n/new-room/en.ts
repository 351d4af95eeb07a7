/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  title: "New room",
  name: "Name",
  needsName: "Enter a room name with at least one letter or digit.",
  address: (path: string) => `Address: ${path}`,
  secretAddress: "The room gets a secret address that can't be guessed.",
  visibility: "Visibility",
  names: { public: "Public", unlisted: "Unlisted", private: "Private" },
  hints: {
    public: "Listed on the front page. Anyone can join.",
    unlisted: "Not listed. Anyone with the link can join.",
    private: "Not listed. Only people with your invite link or the passphrase can join.",
  },
  create: "Create room",
  taken: "A room with this name already exists.",
  openExisting: "Open it",
  rateLimited: "Too many rooms were created. Try again in a minute.",
  failed: "The room couldn't be created. Try again in a moment.",
};

export type NewRoomWords = typeof words;
