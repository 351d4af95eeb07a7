import { words as frontPage } from "../../../shared/front-page/de.ts";
import type { LandingWords } from "./en.ts";

export const words: LandingWords = {
  ...frontPage,
  language: "Sprache",
  normalizedName: (name) => `Das öffnet den Raum ${name}`,
  nameErrors: {
    empty: "Gib einen Namen mit mindestens einem Buchstaben oder einer Ziffer ein.",
    too_long: (most) => `Ein Raumname hat höchstens ${most} Zeichen. Kürze ihn.`,
    characters: "Ein Raumname darf nur Buchstaben, Ziffern und Bindestriche enthalten.",
  },
  close: "Schließen",
  notLoaded: "Das konnte nicht geladen werden. Prüfe deine Verbindung.",
  searching: "Räume werden geladen",
  noneFound: (query) => `Keine öffentlichen Räume passen zu „${query}“.`,
  found: { one: "# Raum gefunden", other: "# Räume gefunden" },
  listFailed: "Die öffentlichen Räume konnten nicht geladen werden. Prüfe deine Verbindung.",
  tryAgain: "Erneut versuchen",
};
