import type { LandingWords } from "./en.ts";

export const words: LandingWords = {
  language: "Sprache",
  question: "Welcher Raum?",
  example: "allgemein",
  open: "Raum öffnen",
  spelledAs: (name) => `Dieser Raum schreibt sich ${name}`,
  problems: {
    empty: "Ein Raum braucht einen Namen: mindestens einen Buchstaben oder eine Ziffer.",
    too_long: (most) => `Der Name eines Raums hat höchstens ${most} Zeichen.`,
    characters: "Der Name eines Raums besteht nur aus Buchstaben, Ziffern und Bindestrichen.",
  },
  new: {
    before: "Oder",
    button: "einen neuen Raum anlegen",
    after: "mit einer Adresse, die niemand errät.",
    failed: "Der Raum ließ sich gerade nicht machen. Versuche es gleich noch einmal.",
  },
  public: "Öffentliche Räume",
  people: { one: "# Person", other: "# Personen" },
  nobody: "Niemand da",
  more: "Mehr Räume zeigen",
  recent: "Räume, in denen du warst",
};
