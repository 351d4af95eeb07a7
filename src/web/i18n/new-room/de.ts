import type { NewRoomWords } from "./en.ts";

export const words: NewRoomWords = {
  title: "Neuer Raum",
  name: "Name",
  needsName: "Ein Raum braucht einen Namen: mindestens einen Buchstaben oder eine Ziffer.",
  address: (path) => `Die Adresse ist ${path}`,
  secretAddress: "Die Adresse wird für dich gemacht, und niemand kann sie erraten.",
  visibility: "Wer findet ihn",
  names: { public: "Öffentlich", unlisted: "Nicht gelistet", private: "Privat" },
  hints: {
    public: "Steht auf der Startseite. Alle können eintreten.",
    unlisted: "Steht in keiner Liste. Wer die Adresse hat, kann eintreten.",
    private: "Steht in keiner Liste. Nur wer deinen Einladungslink oder die Passphrase hat, kann eintreten.",
  },
  create: "Raum anlegen",
  taken: "Einen Raum mit diesem Namen gibt es schon.",
  openExisting: "Öffnen",
  rateLimited: "Gerade wurden zu viele Räume angelegt. Versuche es in einer Minute noch einmal.",
  failed: "Der Raum ließ sich gerade nicht anlegen. Versuche es gleich noch einmal.",
};
