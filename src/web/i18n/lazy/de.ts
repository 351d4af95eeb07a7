import type { LazyWords } from "./en.ts";

export const words: LazyWords = {
  longText: { more: "Mehr anzeigen", less: "Weniger anzeigen" },
  rejected: {
    frontPage: "Zur Startseite",
    room_full: {
      title: "Dieser Raum ist voll",
      text: "Es ist kein Platz mehr frei. Du trittst bei, sobald ein Platz frei wird.",
    },
    banned: {
      title: "Du bist aus diesem Raum ausgeschlossen",
      text: "Nur wer den Raum besitzt, kann den Ausschluss aufheben.",
    },
    forbidden: {
      title: "Dieser Raum ist privat",
      text: "Bitte um einen Einladungslink. Wenn du die Passphrase hast, gib sie ein.",
    },
    not_found: {
      title: "Dieser Raum wurde gelöscht",
      text: "Der Raum und alle Nachrichten wurden gelöscht. Dein Entwurf ist noch hier.",
    },
    locked: {
      title: "Dieser Raum ist geschlossen",
      text: "Die Betreiber dieser Website haben ihn geschlossen. Neue Personen kommen erst hinein, wenn sie ihn wieder öffnen.",
    },
    createAgain: "Neu erstellen",
    rate_limited: {
      title: "Das ging zu schnell",
      text: "Die Seite versucht es gleich noch einmal.",
    },
    other: {
      title: "Du konntest diesem Raum nicht beitreten",
      text: (reason) => `${reason}`,
      unknownReason: "Lade die Seite neu und versuch es noch einmal.",
    },
  },

  outdated: {
    title: "Es gibt eine neue Version dieser Seite",
    text: "Lade die Seite neu, um fortzufahren. Dein Entwurf und ungesendete Nachrichten bleiben erhalten.",
  },

  readOnly: {
    closed:
      "Die Betreiber dieser Website haben diesen Raum geschlossen. Niemand kann hier schreiben, bis sie ihn wieder öffnen. Dein Entwurf bleibt hier.",
    contact: "Impressum und Kontakt",
    exportRoom: "Raum exportieren",
    locked: "Dieser Raum ist gesperrt. Schreiben kann nur, wer ihn besitzt. Dein Entwurf bleibt hier.",
    muted:
      "Du bist in diesem Raum stummgeschaltet. Du kannst lesen, aber nicht schreiben. Dein Entwurf bleibt hier.",
  },

  textLength: {
    left: { one: "Noch # Zeichen", other: "Noch # Zeichen" },
    over: {
      one: "# Zeichen zu viel. Teile den Text auf zwei Nachrichten auf.",
      other: "# Zeichen zu viel. Teile den Text auf zwei Nachrichten auf.",
    },
  },

  storage: {
    text: "Dein Browser speichert für diese Seite keine Daten. Wenn du sie schließt, verlierst du ungesendete Nachrichten, deinen Namen und den Besitz der Räume, die du erstellt hast.",
    signedIn:
      "Dein Browser speichert für diese Seite keine Daten. Wenn du sie schließt, verlierst du ungesendete Nachrichten.",
    full: "Dein Browser hat für diese Seite keinen Speicherplatz mehr. Wenn du sie schließt, verlierst du deinen Entwurf.",
    file: "Eine Datei konnte auf diesem Gerät nicht gespeichert werden. Wenn du die Seite neu lädst oder schließt, bevor die Datei hochgeladen ist, geht die Datei verloren.",
    dismiss: "Verstanden",
  },

  access: {
    passphrase: "Passphrase",
    join: "Beitreten",
    wrongPassphrase: "Falsche Passphrase. Achte auf Groß- und Kleinschreibung.",
    inviteExpired: "Dieser Einladungslink ist nicht mehr gültig. Bitte um einen neuen.",
    inviteNeeded: "Bitte um einen Einladungslink.",
    inviteExpiredOrPassphrase:
      "Dieser Einladungslink ist nicht mehr gültig. Bitte um einen neuen. Wenn du die Passphrase hast, gib sie ein.",
  },

  unsent: {
    notSent: (reason) => `Nicht gesendet. ${reason}`,
    discard: "Löschen",
    sendWithoutFiles: "Ohne Dateien senden",
  },

  notifications: {
    title: "Benachrichtigungen",
    levels: { all: "Alle Nachrichten", mentions: "Erwähnungen und Antworten", nothing: "Nichts" },
    confirmed: "Benachrichtigungen für diesen Raum sind an.",
    notAsked: "Auf einem anderen Gerät gewählt. Wähle noch einmal, um auch hier benachrichtigt zu werden.",
    closedPage: {
      on: "Du wirst auch benachrichtigt, wenn diese Seite geschlossen ist.",
      missing:
        "Nur solange diese Seite offen ist: Dieser Browser kann für eine geschlossene Seite keine Benachrichtigungen empfangen.",
      failed:
        "Nur solange diese Seite offen ist: Dein Browser oder der Server hat Benachrichtigungen für die geschlossene Seite nicht angenommen. Beim nächsten Besuch versucht die Seite es wieder.",
    },
  },

  notificationsUnavailable: {
    blocked:
      "Benachrichtigungen sind für diese Website blockiert. Erlaube sie in den Einstellungen deines Browsers.",
    insecure: "Benachrichtigungen brauchen HTTPS. Öffne diese Seite über HTTPS.",
    failed: "Dieser Browser kann für diese Seite keine Benachrichtigungen anzeigen.",
    missing:
      "Dieser Browser hat für diese Seite keine Benachrichtigungen. Füge die Seite auf einem Telefon zuerst zum Startbildschirm hinzu.",
  },

  messageActions: {
    actions: "Nachrichtenaktionen",
    react: "Reagieren",
    reactWith: (emoji) => `Mit ${emoji} reagieren`,
    moreEmoji: "Mehr Emojis",
    notReacted: (reason) => `Deine Reaktion wurde nicht gespeichert. ${reason}`,
    edit: "Bearbeiten",
    delete: "Löschen",
    reply: "Antworten",
    actionsOn: (author) => `Nachricht von ${author}`,
    copyText: "Text kopieren",
    textCopied: "Text kopiert",
    copyLink: "Link kopieren",
    linkCopied: "Link kopiert",
    deleteQuestion: "Diese Nachricht löschen?",
    cancelDelete: "Abbrechen",
    notDeleted: (reason) => `Die Nachricht wurde nicht gelöscht. ${reason}`,
    report: "Melden",
    more: "Weitere Aktionen",
  },

  edit: {
    label: "Nachricht bearbeiten",
    empty: "Eine Nachricht darf nicht leer sein. Um sie zu entfernen, lösche sie.",
    deleted:
      "Diese Nachricht wurde gelöscht, während du sie bearbeitet hast. Wenn du speicherst, wird dein Text als neue Nachricht gesendet.",
    notEdited: (reason) => `Deine Änderung wurde nicht gespeichert. ${reason}`,
    saveTip: "Speichern (Enter)",
    cancelTip: "Abbrechen (Esc)",
  },
};
