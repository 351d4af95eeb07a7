import type { DialogWords } from "./en.ts";

export const words: DialogWords = {
  shortcuts: {
    title: "Tastenkürzel",
    or: "oder",
    and: "und",
    groups: {
      writing: "Beim Schreiben",
      reading: "Nachrichtenliste",
      message: "Ausgewählte Nachricht",
      page: "Überall",
    },
    descriptions: {
      send: "Nachricht senden",
      newLine: "Neue Zeile",
      editLast: "Die letzte eigene Nachricht bearbeiten, wenn das Feld leer ist",
      mention: "Eine Person erwähnen oder ein Emoji einfügen",
      emoji: "Emoji-Auswahl öffnen",
      attach: "Dateien anhängen",
      bold: "Fett",
      italic: "Kursiv",
      strikethrough: "Durchgestrichen",
      newest: "Zu den neuesten Nachrichten",
      toMessages: "Zur Nachrichtenliste",
      nextMessage: "Vorige oder nächste Nachricht",
      firstOrLast: "Erste oder neueste Nachricht",
      messageActions: "Nachrichtenaktionen anzeigen",
      nextAction: "Vorige oder nächste Aktion",
      toComposer: "Zurück zum Nachrichtenfeld",
      react: "Reagieren",
      reply: "Antworten",
      copyText: "Text kopieren",
      copyLink: "Link kopieren",
      edit: "Eigene Nachricht bearbeiten",
      delete: "Löschen",
      author: "Profil ansehen",
      roomSwitcher: "Raum wechseln",
      search: "Nachrichten durchsuchen",
      rooms: "Räume ein- oder ausblenden",
      people: "Mitglieder ein- oder ausblenden",
      about: "Über diesen Raum",
      inspector: "Netzwerk-Inspektor",
      changeName: "Namen ändern",
      shortcuts: "Tastenkürzel",
    },
    enterSends: "Mit Enter senden",
    enterNote: (keys) => `Wenn das ausgeschaltet ist, beginnt Enter eine neue Zeile, und ${keys} sendet.`,
    singleKeys: "Tastenkürzel mit einer Taste",
    singleKeysNote:
      "Zum Beispiel / und R. Schalte sie aus, wenn du Sprachsteuerung benutzt oder Tasten versehentlich drückst.",
    notSaved:
      "Dein Browser speichert diese Einstellung nicht. Sie geht verloren, wenn du die Seite schließt.",
  },

  emoji: {
    title: "Emojis",
    field: "Emojis suchen",
    used: "Häufig verwendet",
    found: "Suchergebnisse",
    groups: [
      "Smileys & Gefühle",
      "Menschen & Körper",
      "Tiere & Natur",
      "Essen & Trinken",
      "Reisen & Orte",
      "Aktivitäten",
      "Gegenstände",
      "Symbole",
      "Flaggen",
    ],
    count: { one: "# Emoji gefunden", other: "# Emojis gefunden" },
    none: "Keine Emojis gefunden.",
    hint: "Suche oder nutze die Pfeiltasten",
    tone: "Hautton",
    tones: ["Standard", "Hell", "Mittelhell", "Mittel", "Mitteldunkel", "Dunkel"],
  },

  people: {
    account: "Konto",
    more: { one: "und # weiteres Mitglied", other: "und # weitere Mitglieder" },
    showMore: "Mehr anzeigen",
    find: "Mitglied suchen",
    found: { one: "# gefunden", other: "# gefunden" },
    foundOrMore: { one: "# oder mehr gefunden", other: "# oder mehr gefunden" },
    noneFound: "Keine Mitglieder gefunden.",
    changeName: "Namen ändern",
    devices: "Geräte",
    yourData: "Deine Daten",
    yourName: "Dein Name",
    nameNeeded: "Dein Name braucht mindestens ein sichtbares Zeichen.",
    notChanged: (reason) => `Dein Name wurde nicht geändert. ${reason}`,
  },

  rooms: {
    newRoom: "Neuer Raum",
    browse: "Öffentliche Räume ansehen",
    unread: "ungelesen",
    mentions: { one: "# Erwähnung", other: "# Erwähnungen" },
    draft: "Entwurf",
    remove: (room) => `${room} aus der Liste entfernen`,
    shortcuts: "Tastenkürzel",
    shortcutsTip: "Tastenkürzel (?)",
  },

  nameStep: {
    question: "Wie sollen dich andere nennen?",
    keep: (name) => `Als ${name} fortfahren`,
  },

  message: {
    reactWith: (emoji) => `Mit ${emoji} reagieren`,
    moreEmoji: "Mehr Emojis",
  },

  menu: {
    settings: "Raumeinstellungen",
    copyAddress: "Raumlink kopieren",
    search: "Nachrichten durchsuchen",
    print: "Drucken",
    shortcuts: "Tastenkürzel",
    inspector: "Netzwerk-Inspektor",
    reports: "Gemeldete Nachrichten",
    privacy: "Datenschutz",
    imprint: "Impressum",
    removeFromList: "Aus der Liste entfernen",
  },

  printedPartially:
    "Das ist ein Teil der Unterhaltung: Nur geladene Nachrichten werden gedruckt. Um mehr zu drucken, scrolle vorher nach oben.",

  invite: {
    title: "Leute einladen",
    address: "Raumlink",
    hints: {
      public:
        "Alle mit diesem Link können beitreten. Er steht auf der Startseite, sobald sich Leute darin unterhalten.",
      unlisted: "Alle mit diesem Link können beitreten. Der Raum steht in keiner Liste.",
      private: "Dieser Raum ist privat: Zum Beitreten braucht man einen Einladungslink oder die Passphrase.",
      privateOwner:
        "Dieser Raum ist privat: Verschicke einen Einladungslink. Der Raumlink allein genügt nicht.",
      privateGuest:
        "Nur wer den Raum besitzt, kann einen Einladungslink erstellen. Bitte diese Person um einen.",
    },
    addressCode: "QR-Code des Raumlinks",
    addressCodeHint: "Scanne ihn mit der Kamera eines Telefons.",
    share: "Teilen",
    notShared: "Dein Browser konnte den Link nicht teilen. Kopiere ihn stattdessen.",
    inviteLink: "Einladungslink",
    create: "Einladungslink erstellen",
    createHint:
      "Er ersetzt den bisherigen Link. Alle, die ihn öffnen, können beitreten und später wiederkommen.",
    shownOnce:
      "Kopiere ihn jetzt. Er wird nicht noch einmal angezeigt. Alle, die ihn öffnen, können beitreten und später wiederkommen.",
    inviteLinkCode: "QR-Code des Einladungslinks",
  },

  roomSwitcher: {
    title: "Raum wechseln",
    field: "Raum",
    list: "Räume",
    nameErrors: {
      empty: "Gib den Namen eines Raums ein.",
      too_long: (most) => `Ein Raumname hat höchstens ${most} Zeichen. Kürze ihn.`,
      characters: "Ein Raumname darf nur Buchstaben, Ziffern und Bindestriche enthalten.",
    },
  },

  search: {
    title: "Nachrichten durchsuchen",
    field: "Suchbegriffe",
    placeholder: "Wörter oder der Anfang eines Worts",
    results: "Suchergebnisse",
    more: "Ältere Nachrichten durchsuchen",
    idle: "Durchsuche alle Nachrichten in diesem Raum, die neuesten zuerst.",
    searching: "Suche läuft …",
    noneYet: "Noch keine Ergebnisse.",
    noneFound: "Keine Ergebnisse. Versuch es mit weniger Wörtern oder nur dem Wortanfang.",
    found: { one: "# Ergebnis", other: "# Ergebnisse" },
    foundOrMore: { one: "# oder mehr Ergebnisse", other: "# oder mehr Ergebnisse" },
    failed: (reason) => `Die Suche ist fehlgeschlagen. ${reason}`,
  },
};
