import type { RoomWords } from "./en.ts";

export const words: RoomWords = {
  language: "Sprache",
  close: "Schließen",
  closeTip: "Schließen (Esc)",
  save: "Speichern",
  cancel: "Abbrechen",
  tryAgain: "Noch einmal versuchen",
  notLoaded: "Das ließ sich nicht laden. Gibt es ein Netz?",
  keys: {
    tip: (label, keys) => `${label} (${keys})`,
    delete: "Entf",
  },
  reload: "Seite neu laden",
  noResponse: "der Raum hat nicht geantwortet, vielleicht fehlt das Netz",
  reasons: {
    invalid: "so kann der Raum es nicht annehmen",
    too_large: "es ist zu lang",
    unauthorized: "der Raum kennt dich nicht mehr; lade die Seite neu",
    forbidden: "das darfst du hier nicht",
    not_found: "es ist nicht mehr da",
    rate_limited: "das ging etwas zu schnell",
    muted: "du bist in diesem Raum stummgeschaltet",
    locked: "dieser Raum ist gesperrt",
    banned: "dieser Raum ist für dich geschlossen",
    room_full: "dieser Raum ist voll",
    stale: "der Raum ist schon zu weit",
    unknown_event: "der Raum kann das nicht; lade die Seite neu",
    internal: "der Raum hatte ein Problem",
  },

  header: {
    aboutRoom: "Über diesen Raum",
    menu: (room) => `${room}: Menü`,
    invite: "Leute einladen",
    rooms: "Räume",
    showRooms: "Räume zeigen",
    hideRooms: "Räume einklappen",
    search: "Suchen",
    searchTip: "Diesen Raum durchsuchen (/)",
    memberCount: (count) => `Personen: ${count}`,
    showPeople: "Zeigen, wer da ist",
    hidePeople: "Personen einklappen",
  },

  connection: {
    connecting: "Verbinde",
    live: "Live",
    livePolling: "Live über Long-Polling",
    reconnecting: (seconds) => `Neuer Versuch in ${seconds} s`,
    noResponse: (seconds) => `Keine Antwort, neuer Versuch in ${seconds} s`,
    offline: "Offline",
    roomFull: "Raum voll",
    deleted: "Raum gelöscht",
    rejected: "Nicht eingelassen",
    outdated: "Seite veraltet",
    retryNow: "Jetzt versuchen",
    withUnsent: (state, waiting) => `${state}, ${waiting}`,
    unsent: { one: "# Nachricht wartet", other: "# Nachrichten warten" },
    announceLost: "Verbindung verloren, wird neu aufgebaut",
    announceConnected: "Verbunden",
  },

  loading: {
    label: "Nachrichten werden geladen",
    unreachable: "Der Raum ist nicht erreichbar",
    offline:
      "Dieses Gerät ist offline. Der Raum öffnet sich von selbst, sobald es ein Netz gibt; was du bis dahin schreibst, wartet hier.",
    trying:
      "Die Seite versucht es weiter. Was du bis dahin schreibst, wartet hier und wird genau einmal gesendet.",
    tryNow: "Jetzt versuchen",
  },

  rooms: {
    title: "Räume",
    onDevice: "Räume auf diesem Gerät",
  },

  people: {
    title: "Personen",
    count: { one: "# Person hier", other: "# Personen hier" },
    notLoaded: (reason) => `Es sind nicht alle Namen da: ${reason}.`,
    about: (name) => `Über ${name}`,
    muted: "stumm",
    banned: "ausgeschlossen",
    owner: "Inhaber",
    bot: "Bot",
    you: "Du",
    away: "abwesend",
    unknown: "Jemand",
  },

  list: {
    label: "Nachrichten",
    start: "Hier beginnt der Raum.",
    empty: "Noch hat niemand etwas gesagt",
    emptyText:
      "Schreib die erste Nachricht, oder schick jemandem die Adresse: Wer sie hat, kann hereinkommen.",
    copyAddress: "Adresse kopieren",
    addressCopied: "Adresse kopiert",
    loadingOlder: "Ältere Nachrichten werden geladen",
    olderNotLoaded: "Ältere Nachrichten ließen sich nicht laden.",
    newerNotLoaded: "Neuere Nachrichten ließen sich nicht laden.",
    unread: "Neu",
    newest: "Neueste Nachrichten",
    newMessages: { one: "# neue Nachricht", other: "# neue Nachrichten" },
    notInRoom: "Diese Nachricht ist nicht im Raum",
    needsConnection: "Für diese Nachricht braucht es eine Verbindung",
  },

  message: {
    deleted: "Diese Nachricht wurde gelöscht",
    edited: "bearbeitet",
    resending: "Noch keine Antwort, wird erneut gesendet",
    sending: "Wird gesendet",
    sendsIn: (time) => `Wird in ${time} von selbst gesendet`,
    reaction: (emoji, count, names) => `${emoji} ${count}: ${names}`,
    notCopied: "Der Browser hat das Kopieren nicht erlaubt",
  },

  reply: {
    deleted: "Die Nachricht, auf die du antwortest, wurde gelöscht. Dein Text wird eine eigene Nachricht.",
    inReplyTo: "Antwort an",
    goTo: "Zu dieser Nachricht",
    originalGone: "Worauf dies antwortet, ist nicht mehr hier",
    cancel: "Nicht antworten (Esc)",
  },

  files: {
    attach: "Dateien anhängen",
    open: (name) => `${name} öffnen`,
  },

  composer: {
    skipTo: "Zum Schreibfeld springen",
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
    canSendIn: (time) => `Du kannst in ${time} wieder schreiben`,
  },

  announcements: {
    message: (from, text) => `${from}: ${text}`,
    messages: (count, from) => `${count} von ${from}`,
    severalPeople: { one: "# Person", other: "# Personen" },
  },
};
