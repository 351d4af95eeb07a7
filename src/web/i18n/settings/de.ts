import type { SettingsWords } from "./en.ts";

export const words: SettingsWords = {
  aboutTitle: "Über diesen Raum",
  settingsTitle: "Raumeinstellungen",
  failed: (reason) => `Das hat nicht geklappt. ${reason}`,

  general: {
    title: "Allgemein",
    name: "Name",
    nameHint:
      "Steht oben im Raum. Ist das Feld leer, erscheint der Name aus der Adresse. Die Adresse ändert sich nicht.",
    topic: "Thema",
    topicHint: "Worum es in diesem Raum geht. Steht unter dem Namen des Raums.",
    noTopic: "Dieser Raum hat kein Thema.",
    saving: "Wird gespeichert …",
    saved: "Gespeichert",
  },

  rules: {
    messages: "Nachrichten",
    locked: "Nur du kannst schreiben",
    lockedHint: "Alle anderen können nur lesen.",
    slowMode: "Langsamer Modus",
    slowModeHint: "Wie lange Mitglieder zwischen zwei Nachrichten warten. Für dich gilt das nicht.",
    off: "Aus",
    keepFor: "Nachrichten aufbewahren",
    keepForHint: "Ältere Nachrichten werden innerhalb einer Stunde endgültig gelöscht.",
    forever: "Für immer",
    removeOlder: (span) =>
      `Alle Nachrichten, die älter sind als ${span}, werden endgültig gelöscht. Bist du sicher?`,
    confirmRemoval: "Ja, löschen",
    newest: { one: "Die neueste Nachricht", other: "Die neuesten # Nachrichten" },
  },

  sanctions: {
    title: "Stummgeschaltete und ausgeschlossene Mitglieder",
    empty: "Niemand ist stummgeschaltet oder ausgeschlossen.",
    muted: "Stummgeschaltet",
    banned: "Ausgeschlossen",
    lift: "Wieder zulassen",
    liftFor: (name) => `Wieder zulassen: ${name}`,
  },

  access: {
    title: "Wer beitreten kann",
    visibility: "Sichtbarkeit",
    names: { public: "Öffentlich", unlisted: "Nicht gelistet", private: "Privat" },
    hints: {
      public: "Steht auf der Startseite. Alle können beitreten.",
      unlisted: "Steht in keiner Liste. Alle mit dem Link können beitreten.",
      private:
        "Steht in keiner Liste. Nur du und wer einen Einladungslink oder die Passphrase hat, kann beitreten.",
    },
    notListedYet: {
      one: "Noch nicht auf der Startseite: Der Raum erscheint dort, sobald # weitere Person darin geschrieben hat.",
      other:
        "Noch nicht auf der Startseite: Der Raum erscheint dort, sobald # weitere Personen darin geschrieben haben.",
    },
    invite: "Einladungslink",
    inviteNone:
      "Es gibt noch keinen Einladungslink. Alle, die ihn öffnen, können beitreten und später wiederkommen.",
    inviteExists: "Es gibt einen Einladungslink. Zur Sicherheit wird er nur beim Erstellen angezeigt.",
    inviteShownOnce:
      "Kopiere ihn jetzt. Er wird nicht noch einmal angezeigt. Alle, die ihn öffnen, können beitreten und später wiederkommen.",
    createInvite: "Einladungslink erstellen",
    replaceInvite: "Einladungslink ersetzen",
    revokeInvite: "Einladungslink widerrufen",
    passphrase: "Passphrase",
    passphraseHint: {
      one: "Es ist keine Passphrase gesetzt. Alle, die sie kennen, können beitreten. Mindestens # Zeichen.",
      other: "Es ist keine Passphrase gesetzt. Alle, die sie kennen, können beitreten. Mindestens # Zeichen.",
    },
    passphraseExists: "Eine Passphrase ist gesetzt. Alle, die sie kennen, können beitreten.",
    replacePassphrase: "Neue Passphrase",
    passphraseSet: "Passphrase gespeichert.",
    passphraseRemoved: "Passphrase entfernt.",
    removePassphrase: "Entfernen",
    guests: "Personen mit Zugang",
    noGuests: "Noch niemand.",
    removeGuest: "Zugang entziehen",
    removeGuestNamed: (name) => `Zugang entziehen: ${name}`,
    moreGuests: "Mehr anzeigen",
  },

  copy: {
    button: "Kopieren",
    what: (label) => `Kopieren: ${label}`,
    done: "Kopiert",
    failed: "Dein Browser hat das Kopieren blockiert",
  },

  bots: {
    title: "Bots",
    hint: "Ein Bot liest und schreibt in diesem Raum mit einem eigenen Token: über Socket.IO oder einen Webhook.",
    apiLink: "API-Referenz (OpenAPI)",
    name: "Name des neuen Bots",
    create: "Bot erstellen",
    token: "Token",
    tokenShownOnce: (name) =>
      `Das ist das Token von ${name}. Kopiere es jetzt. Es wird nicht noch einmal angezeigt.`,
    webhookExample: "Eine Nachricht mit curl senden",
    socketExample: "Mit socket.io-client verbinden",
    revoke: "Token widerrufen",
    revokeNamed: (name) => `Token widerrufen: ${name}`,
  },

  exportAndDelete: {
    export: "Als JSON exportieren",
    exporting: "Die Datei wird vorbereitet",
    exportHint: "Alle Nachrichten, die Einstellungen und wer stummgeschaltet oder ausgeschlossen ist.",
    exportTitle: "Export",
    dangerZone: "Gefahrenzone",
    delete: "Raum löschen",
    deleteHint: "Beendet alle Verbindungen und löscht sofort alle Nachrichten endgültig.",
    confirm: (room) => `Gib ${room} ein, um den Raum zu löschen.`,
    deletePermanently: "Endgültig löschen",
  },

  facts: {
    closed: "Die Betreiber dieser Website haben den Raum geschlossen.",
    address: (name) => `Sein Name in der Adresse ist ${name}.`,
    ownedByYou: "Du besitzt diesen Raum.",
    ownedBy: (name) => `Der Raum gehört ${name}.`,
    ownerAbsent: "Die Person, der dieser Raum gehört, ist gerade nicht hier.",
    noOwner: "Dieser Raum gehört noch niemandem. Er gehört dann der ersten Person, die schreibt.",
    locked: "Schreiben kann nur, wer den Raum besitzt.",
    slow: (span) => `Langsamer Modus: ${span} zwischen zwei Nachrichten.`,
    kept: (span) => `Nachrichten werden ${span} lang aufbewahrt.`,
    keptCount: {
      one: "Die neueste Nachricht wird aufbewahrt.",
      other: "Die neuesten # Nachrichten werden aufbewahrt.",
    },
  },

  person: {
    unmute: "Stummschaltung aufheben",
    unmuteHint: "Diese Person ist stummgeschaltet: Sie kann lesen, aber nicht schreiben.",
    isUnmuted: (name) => `${name} ist nicht mehr stummgeschaltet`,
    unban: "Ausschluss aufheben",
    unbanHint: "Diese Person ist ausgeschlossen: Sie kann diesem Raum nicht beitreten.",
    isUnbanned: (name) => `${name} ist nicht mehr ausgeschlossen`,
    mute: "Stummschalten",
    muteHint: "Diese Person kann dann lesen, aber nicht schreiben.",
    ban: "Ausschließen",
    banHint: "Die Verbindung wird getrennt, und die Person kann nicht wieder beitreten.",
    deleteMessages: "Alle Nachrichten löschen",
    deleteMessagesHint: "Löscht den Text aller Nachrichten dieser Person endgültig.",
    transferOwnership: "Besitz übertragen",
    transferOwnershipHint: "Der Raum gehört dann dieser Person. Du bleibst darin.",
    isOwner: (name) => `${name} besitzt den Raum jetzt`,
    isMuted: (name) => `${name} ist stummgeschaltet`,
    isBanned: (name) => `${name} ist ausgeschlossen`,
    knowsCredentials:
      "Diese Person kennt vielleicht noch die Passphrase und den Einladungslink. Neue Personen aus demselben Netz können eine Weile nicht beitreten. Um die Person dauerhaft auszuschließen, ändere Passphrase und Link.",
    changeCredentials: "Passphrase und Link ändern",
    newCredentials:
      "Gib das nur an Personen weiter, die beitreten sollen: Es wird nur einmal angezeigt. Gäste bleiben zugelassen.",
    credentialsDone: "Fertig",
    keepCredentials: "Nicht jetzt",
    messagesDeleted: (name) => `Alle Nachrichten von ${name} sind gelöscht`,
    online: "Online",
    away: "Online, aber nicht am Bildschirm",
    offline: "Gerade nicht in diesem Raum",
    checking: "Status wird geprüft …",
    presenceUnknown: (reason) => `Der Status konnte nicht geprüft werden. ${reason}`,
    you: "Das bist du.",
    bot: "Das ist ein Bot.",
    verified: "Die Website, die diesen Chat betreibt, hat die Identität bestätigt.",
    account: "Hat hier ein Konto und ist damit auf jedem Gerät dieselbe Person.",
    owner: "Besitzt diesen Raum.",
    mention: "Erwähnen",
    confirm: (action) => `${action}: Bist du sicher?`,
    yes: "Ja",
  },
};
