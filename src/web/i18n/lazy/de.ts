import type { LazyWords } from "./en.ts";

export const words: LazyWords = {
  longText: { more: "Mehr anzeigen", less: "Weniger anzeigen" },
  rejected: {
    frontPage: "Zur Startseite",
    room_full: {
      title: "Dieser Raum ist voll",
      text: "Mehr Personen fasst er nicht. Die Seite fragt weiter an, du kannst also einfach warten.",
    },
    banned: {
      title: "Du kannst nicht hinein",
      text: "Jemand, der sich um diesen Raum kümmert, hat ihn für dich geschlossen.",
    },
    forbidden: {
      title: "Dieser Raum ist privat",
      text: "Bitte die Person, der er gehört, um einen Einladungslink. Wenn du eine Passphrase bekommen hast, tippe sie.",
    },
    not_found: {
      title: "Dieser Raum wurde gelöscht",
      text: "Wem er gehörte, hat ihn beendet; nichts davon ist aufbewahrt. Was du gerade getippt hast, ist noch hier.",
    },
    createAgain: "Neu beginnen",
    rate_limited: {
      title: "Das ging etwas zu schnell",
      text: "Die Seite versucht es gleich noch einmal.",
    },
    other: {
      title: "Der Raum hat dich nicht eingelassen",
      text: (reason) => `Er nannte einen Grund: ${reason}.`,
      unknownReason: "Er nannte keinen Grund, den diese Seite versteht.",
    },
  },

  outdated: {
    title: "Es gibt eine neuere Fassung dieser Seite",
    text: "Der Server verwendet sie bereits, deshalb muss die Seite neu geladen werden. Was du geschrieben hast, bleibt erhalten.",
  },

  readOnly: {
    locked: "Dieser Raum ist gesperrt: Nur wem er gehört, darf schreiben. Was du tippst, bleibt hier stehen.",
    muted: "Du bist in diesem Raum stummgeschaltet: Du kannst mitlesen. Was du tippst, bleibt hier stehen.",
  },

  textLength: {
    left: { one: "noch # Zeichen", other: "noch # Zeichen" },
    over: {
      one: "# Zeichen zu viel: Sende es in zwei Teilen.",
      other: "# Zeichen zu viel: Sende es in zwei Teilen.",
    },
  },

  storage: {
    text: "Dieser Browser bewahrt nichts für diese Seite auf. Schließt du sie, gehen ungesendete Nachrichten, dein Name und der Besitz hier erstellter Räume verloren.",
    full: "Dieser Browser hat keinen Platz mehr für diese Seite: Was du hier schreibst, geht verloren, wenn du sie schließt.",
    file: "Eine Datei konnte auf diesem Gerät nicht aufbewahrt werden: Bis sie hochgeladen ist, geht sie verloren, wenn du diese Seite neu lädst oder schließt.",
    dismiss: "In Ordnung",
  },

  access: {
    passphrase: "Passphrase",
    join: "Hereinkommen",
    wrongPassphrase: "Das war nicht die richtige. Groß- und Kleinschreibung zählt.",
    inviteExpired: "Dieser Einladungslink gilt nicht mehr. Bitte um einen anderen.",
    inviteNeeded: "Bitte die Person, der er gehört, um einen Einladungslink.",
    inviteExpiredOrPassphrase:
      "Dieser Einladungslink gilt nicht mehr. Bitte um einen anderen. Wenn du eine Passphrase bekommen hast, tippe sie.",
  },

  unsent: {
    notSent: (reason) => `Nicht gesendet: ${reason}`,
    discard: "Löschen",
    sendWithoutFiles: "Ohne Dateien senden",
  },

  notifications: {
    turnOn: "Benachrichtigen, wenn ich erwähnt werde",
    turnOff: "Nicht mehr benachrichtigen",
    confirmed: "Hier erfährst du, wenn du erwähnt wirst.",
  },

  /** Why there is no switch for notifications. */
  notificationsUnavailable: {
    blocked: "Benachrichtigungen sind in den Einstellungen des Browsers für diese Seite gesperrt.",
    insecure: "Für Benachrichtigungen muss diese Seite über HTTPS geöffnet sein.",
    failed: "Dieser Browser zeigt keine Benachrichtigungen dieser Seite.",
  },

  /** The toolbar and the menu of a message. */
  messageActions: {
    actions: "Nachrichtenaktionen",
    react: "Reagieren",
    reactWith: (emoji) => `Mit ${emoji} reagieren`,
    moreEmoji: "Alle Emojis",
    notReacted: (reason) => `Keine Reaktion: ${reason}`,
    edit: "Bearbeiten",
    delete: "Löschen",
    reply: "Antworten",
    actionsOn: (author) => `Nachricht von ${author}`,
    copyText: "Text kopieren",
    textCopied: "Text kopiert",
    copyLink: "Link zu dieser Nachricht kopieren",
    linkCopied: "Link kopiert",
    deleteQuestion: "Diese Nachricht löschen?",
    cancelDelete: "Behalten",
    notDeleted: (reason) => `Nicht gelöscht: ${reason}`,
    more: "Weitere Aktionen",
  },

  /** The form that changes a message. */
  edit: {
    label: "Nachricht bearbeiten",
    empty: "Eine Nachricht braucht einen Text. Soll sie weg, lösche sie.",
    deleted:
      "Diese Nachricht wurde inzwischen gelöscht. Beim Speichern wird dein Text als neue Nachricht gesendet.",
    notEdited: (reason) => `Nicht geändert: ${reason}.`,
    saveTip: "Speichern (Enter)",
    cancelTip: "Abbrechen (Esc)",
  },
};
