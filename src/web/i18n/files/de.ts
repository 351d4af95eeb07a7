import type { FileWords } from "./en.ts";

export const words: FileWords = {
  attached: "Angehängte Dateien",
  drop: "Zum Anhängen loslassen",
  uploading: "Wird hochgeladen",
  progress: (name) => `${name} wird hochgeladen`,
  remove: (name) => `${name} entfernen`,
  failed: (reason) => `Nicht hochgeladen: ${reason}`,
  folder: "Ordner lassen sich nicht anhängen, ihre Dateien schon.",
  gone: "sie ist nicht mehr auf diesem Gerät",
  unreadable: "sie lässt sich nicht lesen",
  tooMany: {
    one: "Eine Nachricht nimmt # Datei auf; die übrigen fehlen",
    other: "Eine Nachricht nimmt # Dateien auf; die übrigen fehlen",
  },
  download: (size) => `Herunterladen (${size})`,
  empty: "sie ist leer",
  tooLarge: (most) => `sie ist größer als ${most}`,
  noResponse: "der Raum hat nicht geantwortet",
  locationNotRemovable: "ihr Aufnahmeort lässt sich nicht entfernen; speichere sie in einem anderen Format",
  storageFull: "in diesem Raum ist kein Platz mehr für Dateien",
  notAccepted: "dieser Server nimmt keine Dateien",
};
