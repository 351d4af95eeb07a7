import type { ReportWords } from "./en.ts";

export const words: ReportWords = {
  title: (author) => `Nachricht von ${author} melden`,
  reason: "Was stimmt damit nicht?",
  choose: "Wähle einen Grund",
  reasons: {
    spam: "Spam oder Werbung",
    harassment: "Beleidigung oder Belästigung",
    hate: "Hass",
    violence: "Gewalt oder Drohungen",
    sexual: "Sexuelle Inhalte",
    privacy: "Verrät Privates",
    illegal: "Verbotene Inhalte",
  },
  otherReason: "Etwas anderes",
  words: "Einzelheiten (optional)",
  hint: "Wem dieser Raum gehört und wer diesen Server betreibt, sieht deine Meldung. Wem der Raum gehört, sieht nicht, dass sie von dir ist.",
  report: "Melden",
  sent: "Gemeldet. Danke.",
  files: "Dateien:",

  listTitle: "Gemeldete Nachrichten",
  none: "Keine Meldungen warten.",
  waiting: {
    one: "Eine Nachricht wurde gemeldet. # Meldung wartet im Raummenü.",
    other: "Eine Nachricht wurde gemeldet. # Meldungen warten im Raummenü.",
  },
  more: "Mehr anzeigen",
  dismiss: "Verwerfen",
  deleteMessage: "Nachricht löschen",
  deleted: "Die Nachricht ist gelöscht",
  muteOrBan: "Stummschalten oder sperren…",
};
