import type { DialogWords } from "./en.ts";

export const words: DialogWords = {
  shortcuts: {
    title: "Tasten",
    or: "oder",
    and: "und",
    groups: {
      writing: "Beim Schreiben",
      reading: "In den Nachrichten",
      message: "Auf einer Nachricht",
      page: "Überall",
    },
    descriptions: {
      send: "Die Nachricht senden",
      newLine: "Eine neue Zeile beginnen",
      editLast: "Im leeren Schreibfeld: die letzte eigene Nachricht bearbeiten",
      mention: "Jemanden nennen, oder ein Emoji",
      emoji: "Ein Emoji einfügen",
      attach: "Dateien anhängen",
      bold: "Fett",
      italic: "Kursiv",
      strikethrough: "Durchstreichen",
      newest: "Zur neuesten Nachricht",
      toMessages: "Vom Schreibfeld zu den Nachrichten",
      nextMessage: "Von einer zur nächsten",
      firstOrLast: "Zur ersten des Raums, oder zur neuesten",
      messageActions: "Was sich mit ihr tun lässt",
      nextAction: "Von einer Aktion zur nächsten",
      toComposer: "Zurück zum Schreibfeld",
      react: "Reagieren",
      reply: "Antworten",
      copyText: "Den Text kopieren",
      copyLink: "Einen Link kopieren",
      edit: "Bearbeiten, wenn sie deine ist",
      delete: "Löschen, nach einer Rückfrage",
      author: "Über die Person, die sie schrieb",
      roomSwitcher: "In einen anderen Raum gehen",
      search: "Diesen Raum durchsuchen",
      rooms: "Räume zeigen oder einklappen",
      people: "Personen zeigen oder einklappen",
      about: "Über diesen Raum",
      inspector: "Sehen, was übertragen wird",
      changeName: "Den eigenen Namen ändern",
      shortcuts: "Diese Liste",
    },
    enterSends: "Enter sendet die Nachricht",
    enterNote: (keys) => `Ist das aus, beginnt Enter eine neue Zeile, und ${keys} sendet.`,
    singleKeys: "Tasten ohne Strg",
    singleKeysNote:
      "Etwa / und R. Schalte sie aus, wenn du mit dem Computer sprichst oder leicht aus Versehen Tasten drückst.",
  },

  emoji: {
    title: "Emojis",
    field: "Emoji nach Namen suchen",
    used: "Oft benutzt",
    found: "Gefunden",
    groups: [
      "Smileys und Gefühle",
      "Menschen und Hände",
      "Tiere und Natur",
      "Essen und Trinken",
      "Reisen und Orte",
      "Aktivitäten",
      "Gegenstände",
      "Symbole",
      "Flaggen",
    ],
    count: { one: "# Emoji gefunden", other: "# Emojis gefunden" },
    none: "So heißt kein Emoji.",
    hint: "Tippe einen Namen, oder geh mit den Pfeiltasten",
    tone: "Hautton",
    tones: ["Keiner", "Hell", "Mittelhell", "Mittel", "Mitteldunkel", "Dunkel"],
  },

  people: {
    more: { one: "und # weitere Person", other: "und # weitere Personen" },
    showMore: "Mehr zeigen",
    find: "Jemanden finden",
    found: { one: "# gefunden", other: "# gefunden" },
    foundOrMore: { one: "# oder mehr gefunden", other: "# oder mehr gefunden" },
    noneFound: "Hier heißt niemand so.",
    changeName: "Namen ändern",
    yourName: "Dein Name",
    nameNeeded: "Ein Name braucht mindestens ein sichtbares Zeichen.",
    notChanged: (reason) => `Nicht geändert: ${reason}.`,
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
    keep: (name) => `${name} bleiben`,
  },

  message: {
    reactWith: (emoji) => `Mit ${emoji} reagieren`,
    moreEmoji: "Alle Emojis",
  },

  menu: {
    settings: "Raumeinstellungen",
    copyAddress: "Adresse kopieren",
    search: "Nachrichten durchsuchen",
    print: "Drucken",
    shortcuts: "Tastenkürzel",
    inspector: "Verbindung untersuchen",
    removeFromList: "Aus der Liste entfernen",
  },

  /** On paper, where not all messages were loaded. */
  printedPartially:
    "Das ist ein Teil der Unterhaltung: die Nachrichten, die geladen waren. Wer vor dem Drucken hochscrollt, bekommt mehr davon.",

  invite: {
    title: "Leute einladen",
    address: "Adresse dieses Raums",
    hints: {
      public: "Wer diese Adresse hat, kann eintreten. Der Raum steht auch auf der Startseite.",
      unlisted: "Wer diese Adresse hat, kann eintreten. Der Raum steht in keiner Liste.",
      private: "Die Adresse allein öffnet nichts: Dieser Raum ist privat.",
      privateOwner:
        "Verschicke einen Einladungslink. Die Adresse allein öffnet nichts: Dieser Raum ist privat.",
      privateGuest: "Nur wem der Raum gehört, kann einen Einladungslink erstellen. Bitte dort um einen.",
    },
    addressCode: "QR-Code der Adresse",
    addressCodeHint: "Richte die Kamera eines Telefons darauf.",
    share: "Teilen",
    inviteLink: "Einladungslink",
    create: "Einladungslink erstellen",
    createHint: "Er ersetzt den bisherigen. Wer ihn öffnet, darf eintreten, auch später noch.",
    shownOnce:
      "Kopiere ihn jetzt: Er wird nicht noch einmal gezeigt. Wer ihn öffnet, darf eintreten, auch später noch.",
    inviteLinkCode: "QR-Code des Einladungslinks",
  },

  roomSwitcher: {
    title: "In einen Raum gehen",
    field: "Raum",
    list: "Räume",
    empty: "Tippe den Namen eines Raums.",
  },

  search: {
    title: "Diesen Raum durchsuchen",
    field: "Gesuchte Wörter",
    placeholder: "Wörter, oder der Anfang von einem",
    results: "Gefundene Nachrichten",
    more: "Weiter zurück suchen",
    idle: "Findet jede Nachricht, die hier je geschrieben wurde, die neueste zuerst.",
    searching: "Sucht…",
    noneYet: "Bisher nichts.",
    noneFound: "Nichts gefunden. Weniger Wörter, oder nur ihr Anfang?",
    found: { one: "# gefunden", other: "# gefunden" },
    foundOrMore: { one: "# oder mehr gefunden", other: "# oder mehr gefunden" },
    failed: (reason) => `Die Suche ging nicht: ${reason}`,
  },
};
