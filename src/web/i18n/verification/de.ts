import type { VerificationWords } from "./en.ts";

export const words: VerificationWords = {
  needed: "Eine Prüfung vor deiner ersten Nachricht: Bist du ein Mensch?",
  start: "Jetzt prüfen",
  neededForRoom: "Eine Prüfung, bevor der Raum erstellt wird: Bist du ein Mensch?",
  running: "Wird geprüft…",
  notLoaded:
    "Die Prüfung konnte nicht geladen werden. Erlaube challenges.cloudflare.com oder prüfe deine Verbindung.",
  failed: "Die Prüfung ist fehlgeschlagen. Versuch es noch einmal.",
};
