import type { FrontPageWords } from "./en.ts";

export const words: FrontPageWords = {
  question: "Raumname",
  example: "allgemein",
  open: "Raum öffnen",
  new: {
    before: "Oder",
    button: "einen neuen Raum erstellen",
    after: "für alle oder für wenige Personen.",
  },
  recentRooms: "Zuletzt besuchte Räume",
  publicRooms: "Öffentliche Räume",
  people: { one: "# online", other: "# online" },
  featured: "Empfohlen",
  empty: "Niemand online",
  active: (time) => `Aktiv ${time}`,
  more: "Mehr Räume anzeigen",
  search: "Öffentliche Räume durchsuchen",
  noRooms: "Es gibt noch keine öffentlichen Räume. Sie erscheinen hier, sobald sich Leute darin unterhalten.",
};
