import type { FileWords } from "./en.ts";

export const words: FileWords = {
  attached: "Angehängte Dateien",
  drop: "Dateien zum Anhängen ablegen",
  uploading: "Wird hochgeladen",
  progress: (name) => `${name} wird hochgeladen`,
  remove: (name) => `${name} entfernen`,
  failed: (reason) => `Nicht hochgeladen. ${reason}`,
  folder: "Ordner können nicht angehängt werden. Lege stattdessen ihre Dateien ab.",
  gone: "Die Datei ist nicht mehr auf diesem Gerät.",
  unreadable: "Die Datei kann nicht gelesen werden.",
  tooMany: {
    one: "Du kannst # Datei an eine Nachricht anhängen. Die übrigen wurden nicht hinzugefügt.",
    other: "Du kannst # Dateien an eine Nachricht anhängen. Die übrigen wurden nicht hinzugefügt.",
  },
  download: (size) => `Herunterladen (${size})`,
  empty: "Die Datei ist leer.",
  tooLarge: (most) => `Dateien dürfen höchstens ${most} groß sein.`,
  noResponse: "Der Raum hat nicht geantwortet. Prüfe deine Verbindung.",
  rateLimited: "Es wurden zu viele Dateien gesendet. Versuch es später noch einmal.",
  locationNotRemovable:
    "Die Standortdaten lassen sich nicht entfernen. Speichere das Bild in einem anderen Format.",
  storageFull: "In diesem Raum ist kein Platz mehr für Dateien.",
  notAccepted: "Dieser Server nimmt keine Dateien an.",
};
