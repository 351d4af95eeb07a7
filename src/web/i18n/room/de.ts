import type { RoomWords } from "./en.ts";

export const words: RoomWords = {
  language: "Sprache",
  close: "Schließen",
  closeTip: "Schließen (Esc)",
  save: "Speichern",
  cancel: "Abbrechen",
  tryAgain: "Erneut versuchen",
  notLoaded: "Das konnte nicht geladen werden. Prüfe deine Verbindung.",
  keys: {
    tip: (label, keys) => `${label} (${keys})`,
    delete: "Entf",
  },
  reload: "Seite neu laden",
  noResponse: "Der Raum hat nicht geantwortet. Prüfe deine Verbindung.",
  reasons: {
    invalid: "Der Raum kann das nicht annehmen.",
    too_large: "Das ist zu lang.",
    unauthorized: "Deine Sitzung ist abgelaufen. Lade die Seite neu.",
    forbidden: "Du hast dafür keine Berechtigung.",
    not_found: "Das gibt es nicht mehr.",
    rate_limited: "Das ging zu schnell. Versuch es gleich noch einmal.",
    muted: "Du bist in diesem Raum stummgeschaltet.",
    locked: "Dieser Raum ist gesperrt.",
    verification_required: "Sende zuerst eine Nachricht: Dabei wirst du einmal geprüft.",
    banned: "Du bist aus diesem Raum ausgeschlossen.",
    room_full: "Dieser Raum ist voll.",
    stale: "Diese Seite ist nicht auf dem Stand des Raums. Lade sie neu und versuch es noch einmal.",
    unknown_event: "Der Raum unterstützt das nicht. Lade die Seite neu.",
    internal: "Im Raum ist etwas schiefgegangen. Versuch es noch einmal.",
  },

  header: {
    aboutRoom: "Über diesen Raum",
    menu: (room) => `${room}: Menü`,
    invite: "Leute einladen",
    rooms: "Räume",
    showRooms: "Räume anzeigen",
    hideRooms: "Räume ausblenden",
    search: "Suchen",
    searchTip: "Nachrichten durchsuchen (/)",
    memberCount: (count) => `Mitglieder: ${count}`,
    showPeople: "Mitglieder anzeigen",
    hidePeople: "Mitglieder ausblenden",
  },

  connection: {
    connecting: "Wird verbunden",
    live: "Live",
    livePolling: "Live über Long-Polling",
    reconnecting: (seconds) => `Neuer Versuch in ${seconds} s`,
    noResponse: (seconds) => `Keine Antwort, neuer Versuch in ${seconds} s`,
    offline: "Offline",
    roomFull: "Raum voll",
    deleted: "Raum gelöscht",
    rejected: "Zugang verweigert",
    outdated: "Seite veraltet",
    retryNow: "Jetzt erneut versuchen",
    withUnsent: (state, waiting) => `${state}, ${waiting}`,
    unsent: { one: "# Nachricht wartet", other: "# Nachrichten warten" },
    announceLost: "Verbindung verloren. Sie wird wiederhergestellt.",
    announceConnected: "Verbunden",
  },

  loading: {
    label: "Nachrichten werden geladen",
    unreachable: "Der Raum ist nicht erreichbar",
    offline:
      "Du bist offline. Der Raum öffnet sich, sobald du wieder online bist. Nachrichten, die du jetzt schreibst, werden dann gesendet.",
    trying:
      "Die Verbindung wird noch aufgebaut. Nachrichten, die du jetzt schreibst, werden gesendet, sobald du verbunden bist.",
    tryNow: "Jetzt versuchen",
  },

  rooms: {
    title: "Räume",
    onDevice: "Deine Räume",
  },

  people: {
    title: "Mitglieder",
    count: { one: "# Mitglied online", other: "# Mitglieder online" },
    notLoaded: (reason) => `Einige Mitglieder konnten nicht geladen werden. ${reason}`,
    about: (name) => `Profil von ${name}`,
    muted: "stummgeschaltet",
    banned: "ausgeschlossen",
    owner: "Besitzer",
    bot: "Bot",
    verified: "Verifiziert",
    you: "Du",
    away: "abwesend",
    unknown: "Jemand",
  },

  list: {
    label: "Nachrichten",
    start: "Das ist der Anfang dieses Raums.",
    empty: "Noch keine Nachrichten",
    emptyText: "Schreib die erste Nachricht oder teile den Raumlink. Alle mit dem Link können beitreten.",
    copyAddress: "Raumlink kopieren",
    addressCopied: "Raumlink kopiert",
    loadingOlder: "Ältere Nachrichten werden geladen",
    olderNotLoaded: "Ältere Nachrichten konnten nicht geladen werden.",
    newerNotLoaded: "Neuere Nachrichten konnten nicht geladen werden.",
    unread: "Neu",
    newest: "Zu den neuesten Nachrichten",
    newMessages: { one: "# neue Nachricht", other: "# neue Nachrichten" },
    notInRoom: "Diese Nachricht gibt es in diesem Raum nicht",
    needsConnection: "Diese Nachricht ist nur mit einer Verbindung zu sehen",
  },

  message: {
    deleted: "Diese Nachricht wurde gelöscht",
    edited: "bearbeitet",
    resending: "Noch keine Antwort, wird erneut gesendet",
    sending: "Wird gesendet",
    sendsIn: (time) => `Wird in ${time} gesendet`,
    reaction: (emoji, count, names) => `${emoji} ${count}: ${names}`,
    notCopied: "Dein Browser hat das Kopieren blockiert",
  },

  reply: {
    deleted:
      "Die Nachricht, auf die du antwortest, wurde gelöscht. Dein Text wird als neue Nachricht gesendet.",
    inReplyTo: "Antwort an",
    goTo: "Zu dieser Nachricht gehen",
    originalGone: "Die ursprüngliche Nachricht ist nicht mehr verfügbar",
    cancel: "Antwort abbrechen (Esc)",
  },

  files: {
    attach: "Dateien anhängen",
    open: (name) => `${name} öffnen`,
  },

  composer: {
    skipTo: "Zum Nachrichtenfeld springen",
    label: "Nachricht schreiben",
    field: (room) => `Nachricht an ${room}`,
    placeholder: (room, you) => `Nachricht an ${room} als ${you}`,
    send: "Senden",
    sendTipWith: (keys) => `Senden (${keys}). Enter beginnt eine neue Zeile.`,
    sendTip: "Senden (Enter). Umschalt+Enter beginnt eine neue Zeile.",
    suggestions: "Vorschläge",
    emoji: "Emoji einfügen",
    typing: (who) => ({ one: `${who} schreibt`, other: `${who} schreiben` }),
    severalTyping: "Mehrere Personen schreiben",
    canSendIn: (time) => `Du kannst in ${time} wieder senden`,
  },

  announcements: {
    message: (from, text) => `${from}: ${text}`,
    messages: (count, from) => `${count} von ${from}`,
    severalPeople: { one: "# Person", other: "# Personen" },
  },
};
