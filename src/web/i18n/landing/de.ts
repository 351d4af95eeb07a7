import type { LandingWords } from "./en.ts";

export const words: LandingWords = {
  language: "Sprache",
  question: "Welcher Raum?",
  example: "allgemein",
  open: "Raum öffnen",
  normalizedName: (name) => `Dieser Raum schreibt sich ${name}`,
  nameErrors: {
    empty: "Ein Raum braucht einen Namen: mindestens einen Buchstaben oder eine Ziffer.",
    too_long: (most) => `Der Name eines Raums hat höchstens ${most} Zeichen.`,
    characters: "Der Name eines Raums besteht nur aus Buchstaben, Ziffern und Bindestrichen.",
  },
  new: {
    before: "Oder",
    button: "einen neuen Raum anlegen",
    after: "für alle oder für wenige.",
  },
  close: "Schließen",
  notLoaded: "Das ließ sich nicht laden. Gibt es ein Netz?",
  active: (time) => `Aktiv ${time}`,
  publicRooms: "Öffentliche Räume",
  people: { one: "# Person", other: "# Personen" },
  empty: "Niemand da",
  more: "Mehr Räume zeigen",
  search: "Öffentliche Räume durchsuchen",
  searching: "Räume werden gesucht",
  noRooms: "Noch gibt es keinen öffentlichen Raum. Öffne oben einen, und er steht hier.",
  noneFound: (query) => `Kein öffentlicher Raum hat „${query}“ im Namen oder im Thema.`,
  found: { one: "# Raum gefunden", other: "# Räume gefunden" },
  listFailed: "Die öffentlichen Räume ließen sich nicht laden. Gibt es ein Netz?",
  tryAgain: "Noch einmal versuchen",
  recentRooms: "Räume, in denen du warst",
};
