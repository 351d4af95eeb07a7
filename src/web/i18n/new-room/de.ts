import type { NewRoomWords } from "./en.ts";

export const words: NewRoomWords = {
  title: "Neuer Raum",
  name: "Name",
  needsName: "Gib einen Namen mit mindestens einem Buchstaben oder einer Ziffer ein.",
  address: (path) => `Adresse: ${path}`,
  secretAddress: "Der Raum bekommt eine geheime Adresse, die sich nicht erraten lässt.",
  visibility: "Sichtbarkeit",
  names: { public: "Öffentlich", unlisted: "Nicht gelistet", private: "Privat" },
  hints: {
    public: "Steht auf der Startseite. Alle können beitreten.",
    unlisted: "Steht in keiner Liste. Alle mit dem Link können beitreten.",
    private: "Steht in keiner Liste. Nur wer deinen Einladungslink oder die Passphrase hat, kann beitreten.",
  },
  create: "Raum erstellen",
  taken: "Einen Raum mit diesem Namen gibt es bereits.",
  openExisting: "Öffnen",
  rateLimited: "Es wurden zu viele Räume erstellt. Versuch es in einer Minute noch einmal.",
  failed: "Der Raum konnte nicht erstellt werden. Versuch es gleich noch einmal.",
};
