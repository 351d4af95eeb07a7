import type { VerificationWords } from "./en.ts";

export const words: VerificationWords = {
  needed: "Zuerst eine Prüfung: Bist du ein Mensch?",
  start: "Jetzt prüfen",
  neededForRoom: "Eine Prüfung, bevor der Raum erstellt wird: Bist du ein Mensch?",
  running: "Wird geprüft…",
  notLoaded:
    "Die Prüfung konnte nicht geladen werden. Erlaube challenges.cloudflare.com oder prüfe deine Verbindung.",
  expired: "Die Prüfung hat zu lange gedauert.",
  failed: "Die Prüfung ist fehlgeschlagen. Versuch es noch einmal.",
};
