import type { LandingWords } from "./en.ts";

export const words: LandingWords = {
  language: "Sprache",
  question: "Raumname",
  example: "allgemein",
  open: "Raum öffnen",
  normalizedName: (name) => `Das öffnet den Raum ${name}`,
  nameErrors: {
    empty: "Gib einen Namen mit mindestens einem Buchstaben oder einer Ziffer ein.",
    too_long: (most) => `Ein Raumname hat höchstens ${most} Zeichen. Kürze ihn.`,
    characters: "Ein Raumname darf nur Buchstaben, Ziffern und Bindestriche enthalten.",
  },
  new: {
    before: "Oder",
    button: "einen neuen Raum erstellen",
    after: "für alle oder für wenige Personen.",
  },
  close: "Schließen",
  notLoaded: "Das konnte nicht geladen werden. Prüfe deine Verbindung.",
  active: (time) => `Aktiv ${time}`,
  publicRooms: "Öffentliche Räume",
  people: { one: "# online", other: "# online" },
  empty: "Niemand online",
  more: "Mehr Räume anzeigen",
  search: "Öffentliche Räume durchsuchen",
  searching: "Räume werden geladen",
  noRooms: "Es gibt noch keine öffentlichen Räume. Öffne oben einen, dann erscheint er hier.",
  noneFound: (query) => `Keine öffentlichen Räume passen zu „${query}“.`,
  found: { one: "# Raum gefunden", other: "# Räume gefunden" },
  listFailed: "Die öffentlichen Räume konnten nicht geladen werden. Prüfe deine Verbindung.",
  tryAgain: "Erneut versuchen",
  recentRooms: "Zuletzt besuchte Räume",
};
