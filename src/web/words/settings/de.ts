import type { SettingsWords } from "./en.ts";

export const words: SettingsWords = {
  title: "Über diesen Raum",
  notDone: (reason) => `Nicht geschehen: ${reason}.`,

  topic: {
    label: "Thema",
    hint: "Worum es in diesem Raum geht, in einer Zeile. Alle sehen es unter dem Namen des Raums.",
    none: "Dieser Raum hat kein Thema.",
    saved: "Gespeichert",
  },

  rules: {
    writing: "Schreiben",
    locked: "Nur du darfst schreiben",
    lockedHint: "Alle anderen lesen mit.",
    slowMode: "Langsamer Modus",
    slowModeHint: "Wie lange jemand zwischen zwei Nachrichten wartet. Du nicht.",
    off: "Aus",
    keeping: "Aufbewahren",
    keepFor: "Nachrichten aufbewahren",
    keepForHint: "Ältere werden innerhalb einer Stunde entfernt, für immer.",
    forEver: "Für immer",
    newest: { one: "Die neueste", other: "Die neuesten #" },
  },

  shutOut: {
    title: "Stummgeschaltet und ausgeschlossen",
    nobody: "Niemand.",
    muted: "Stummgeschaltet",
    banned: "Ausgeschlossen",
    allowAgain: "Wieder zulassen",
    allowAgainNamed: (name) => `${name} wieder zulassen`,
  },

  access: {
    title: "Wer hereinkommen darf",
    visibility: "Dieser Raum ist",
    names: { public: "Öffentlich", unlisted: "Nicht gelistet", private: "Privat" },
    hints: {
      public: "Steht auf der Startseite. Alle dürfen herein.",
      unlisted: "Steht nirgends. Wer die Adresse hat, darf herein.",
      private: "Nur du und wen du mit einem Link oder einer Passphrase einlässt.",
    },
    invite: "Einladungslink",
    inviteNone: "Es gibt keinen. Wer einen öffnet, ist eingelassen und bleibt es.",
    inviteExists: "Es gibt einen. Zur Sicherheit wird er nur gezeigt, wenn er gemacht wird.",
    inviteMake: "Link machen",
    inviteAgain: "Einen anderen an seiner Stelle machen",
    inviteRevoke: "Link widerrufen",
    passphrase: "Passphrase",
    passphraseHint: "Wer sie kennt, wird eingelassen.",
    passphraseSet: "Sie ist gesetzt.",
    passphraseGone: "Jetzt gibt es keine.",
    passphraseRemove: "Entfernen",
    guests: "Eingelassen",
    noGuests: "Noch niemand.",
    removeGuest: "Nicht mehr einlassen",
    removeGuestNamed: (name) => `${name} nicht mehr einlassen`,
    moreGuests: "Mehr zeigen",
  },

  copy: { button: "Kopieren", done: "Kopiert", failed: "Der Browser hat das Kopieren nicht erlaubt" },

  bots: {
    title: "Programme",
    hint: "Ein Bot darf hereinkommen und sprechen, mit einem eigenen Token.",
    name: "Name eines neuen Bots",
    make: "Bot machen",
    token: "Token",
    tokenOnce: "Das ist sein Token. Es wird nicht noch einmal gezeigt.",
    revoke: "Widerrufen",
    revokeNamed: (name) => `Das Token von ${name} widerrufen`,
  },

  ending: {
    export: "Als JSON exportieren",
    exportHint: "Jede Nachricht, die Einstellungen und wer stummgeschaltet oder ausgeschlossen ist.",
    title: "Beenden",
    delete: "Diesen Raum löschen",
    hint: "Alle werden hinausgeschickt, und jede Nachricht ist sofort und für immer weg.",
    confirm: (room) => `Tippe ${room}, um ihn zu löschen.`,
    forGood: "Endgültig löschen",
  },

  facts: {
    ownedByYou: "Dieser Raum gehört dir.",
    ownedBy: (name) => `${name} kümmert sich um diesen Raum.`,
    ownedBySomebody: "Jemand, der nicht hier ist, kümmert sich um diesen Raum.",
    ownedByNobody: "Hier hat noch niemand geschrieben. Wer es zuerst tut, kümmert sich um den Raum.",
    locked: "Hier darf nur schreiben, wem der Raum gehört.",
    slow: (span) => `Eine Nachricht alle ${span}.`,
    kept: (span) => `Nachrichten werden aufbewahrt für: ${span}.`,
    keptCount: {
      one: "Die neueste Nachricht wird aufbewahrt.",
      other: "Die neuesten # Nachrichten werden aufbewahrt.",
    },
  },

  person: {
    mute: "Stummschalten",
    muteHint: "Liest mit und schreibt nichts.",
    ban: "Ausschließen",
    banHint: "Wird getrennt und nicht wieder eingelassen.",
    erase: "Alle Nachrichten dieser Person löschen",
    eraseHint: "Jede ihrer Nachrichten verliert ihren Text, und er lässt sich nicht zurückholen.",
    handOver: "Zum Besitzer machen",
    handOverHint: "Der Raum gehört von nun an dieser Person. Du bleibst darin.",
    isOwner: (name) => `${name} gehört der Raum jetzt`,
    isMuted: (name) => `${name} ist stummgeschaltet`,
    isBanned: (name) => `${name} ist ausgeschlossen`,
    isErased: (name) => `Die Nachrichten von ${name} sind gelöscht`,
    sure: (action) => `${action}: Bist du sicher?`,
    yes: "Ja",
  },
};
