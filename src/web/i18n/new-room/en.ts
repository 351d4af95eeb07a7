/** English is also the type of all languages: each has these words, no fewer and no others. */
export const words = {
  title: "New room",
  name: "Name",
  needsName: "A room needs a name: at least one letter or digit.",
  address: (path: string) => `Its address is ${path}`,
  secretAddress: "Its address is made for you, and nobody can guess it.",
  visibility: "Who can find it",
  names: { public: "Public", unlisted: "Unlisted", private: "Private" },
  hints: {
    public: "Listed on the front page. Anybody can come in.",
    unlisted: "Not listed. Anybody with the address can come in.",
    private: "Not listed. Only people with your invite link or passphrase can come in.",
  },
  create: "Create room",
  taken: "There is already a room of this name.",
  openExisting: "Open it",
  rateLimited: "Too many rooms were made just now. Try again in a minute.",
  failed: "The room could not be made just now. Try again in a moment.",
};

export type NewRoomWords = typeof words;
