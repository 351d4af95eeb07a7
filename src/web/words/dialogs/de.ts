import type { DialogWords } from "./en.ts";

export const words: DialogWords = {
  keys: {
    title: "Tasten",
    or: "oder",
    and: "und",
    send: "Die Nachricht senden",
    newLine: "Eine neue Zeile beginnen",
    editLast: "Im leeren Schreibfeld: die letzte eigene Nachricht bearbeiten",
    complete: "Jemanden nennen, oder ein Emoji",
    toMessages: "Vom Schreibfeld zu den Nachrichten",
    walk: "In den Nachrichten: von einer zur nächsten",
    ends: "In den Nachrichten: zur ersten des Raums, oder zur neuesten",
    act: "Auf einer Nachricht: was sich mit ihr tun lässt",
    walkActions: "Von einer Aktion zur nächsten",
    toComposer: "Zurück zum Schreibfeld",
    jump: "In einen anderen Raum gehen",
    search: "Diesen Raum durchsuchen",
    help: "Diese Liste",
  },

  jump: {
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
    nothingYet: "Bisher nichts.",
    nothing: "Nichts gefunden. Weniger Wörter, oder nur ihr Anfang?",
    found: { one: "# gefunden", other: "# gefunden" },
    foundOrMore: { one: "# oder mehr gefunden", other: "# oder mehr gefunden" },
    failed: (reason) => `Die Suche ging nicht: ${reason}`,
  },
};
