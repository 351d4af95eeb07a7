import type { DeviceWords } from "./en.ts";

export const words: DeviceWords = {
  title: "Geräte",

  link: {
    title: "Auf einem anderen Gerät verwenden",
    hint: "Öffne dort einen Link, und du bist auf beiden Geräten dieselbe Person: mit deinem Namen, deinen Räumen und dem, was du gelesen hast.",
    create: "Link erstellen",
    renew: "Neuen Link erstellen",
    label: "Anmeldelink",
    code: "QR-Code des Anmeldelinks",
    codeHint:
      "Scanne ihn mit der Kamera des anderen Geräts. Gib ihn nicht weiter: Wer den Link öffnet, ist du.",
    until: (time) => `Gilt einmal, bis ${time}.`,
    used: "Der Link wurde verwendet. Das Gerät steht in der Liste.",
  },

  passkeys: {
    title: "Passkeys",
    hint: "Ein Passkey meldet dich auf jedem Gerät an, das ihn hat, auch wenn alle Cookies weg sind. Dein Gerät oder dein Passwortmanager speichert ihn.",
    save: "Mit einem Passkey sichern",
    another: "Weiteren Passkey hinzufügen",
    saved: (time) => `Gespeichert ${time}`,
    used: (time) => `Verwendet ${time}`,
    name: (name) => `Name des Passkeys ${name}`,
    remove: "Entfernen",
    removeNamed: (name) => `Den Passkey ${name} entfernen`,
    removeHint: "Der Passkey ist hier entfernt. Lösche ihn auch in deinem Passwortmanager.",
    insecure:
      "Passkeys brauchen eine sichere Verbindung (HTTPS) zu einer Domain. Alles andere hier geht auch ohne.",
    missing: "Dieser Browser unterstützt keine Passkeys. Verwende ein anderes Gerät mit einem Link.",
    cancelled: "Es wurde kein Passkey gespeichert.",
    exists: "Dieses Gerät hat schon einen Passkey von dir.",
    failed: "Der Browser konnte keinen Passkey erstellen. Versuch es auf einem anderen Gerät.",
  },

  recovery: {
    title: "Wiederherstellungscode",
    hint: "Dieser Raum gehört diesem Browser. Wenn du seine Cookies löschst oder das Gerät verlierst, verlierst du den Raum. Ein Wiederherstellungscode bringt dich einmal zurück; unter „Geräte“, bei deinem Namen, gibt es bessere Wege.",
    own: "Ein Wiederherstellungscode meldet dich einmal an, wenn du kein Gerät und keinen Passkey mehr hast.",
    exists: "Du hast einen Wiederherstellungscode. Ein neuer ersetzt ihn.",
    create: "Code erstellen",
    renew: "Neuen Code erstellen",
    shownOnce:
      "Schreib ihn auf oder speichere ihn jetzt. Er wird nur hier angezeigt und gilt einmal, unter „Anmelden“ auf der Startseite.",
  },

  list: {
    title: "Angemeldet",
    none: "Du bist nur auf diesem Gerät. Wenn du seine Cookies löschst, verlierst du deine Räume.",
    current: "Dieses Gerät",
    unknown: "Unbekanntes Gerät",
    kind: (browser, system) => `${browser}, ${system}`,
    used: (time) => `Verwendet ${time}`,
    usedNow: "Wird verwendet",
    signOut: "Abmelden",
    signOutNamed: (device) => `${device} abmelden`,
    done: (device) => `${device} ist abgemeldet`,
  },

  signOut: {
    title: "Abmelden",
    hint: "Entfernt deine Nachrichten, Entwürfe und Einstellungen aus diesem Browser. Die nächste Person hier beginnt als neue.",
    here: "Hier abmelden",
    everywhere: "Überall abmelden",
    last: "Du bist sonst nirgends angemeldet. Du verlierst deinen Namen und deine Räume endgültig.",
    unsent: "Du hast Nachrichten, die noch nicht gesendet sind. Sie werden gelöscht.",
    confirmHere: "Hier abmelden?",
    confirmEverywhere: "Auf allen Geräten abmelden?",
    yes: "Ja, abmelden",
  },

  ownData: {
    title: "Deine Daten",
    downloadHint:
      "Eine Datei mit deinem Profil, deinen Geräten, den Namen deiner Passkeys, deinen Benachrichtigungen und Räumen, und mit deinen Nachrichten, Reaktionen, Dateinamen und Meldungen in jedem davon.",
    download: "Meine Daten herunterladen",
    saved: "Deine Daten sind heruntergeladen.",
    progress: (room, done, total) => `Raum ${done} von ${total}: ${room}`,
    failed: "In diesen Räumen hat es nicht geklappt. Alle anderen sind fertig.",
    failedReason: (room, reason) => `${room}: ${reason}`,
    again: "Diese Räume noch einmal versuchen",
    anyway: "Ohne diese Räume weitermachen",

    eraseHint:
      "Löscht dich aus allen Räumen deiner Liste und aus deinem Browser und meldet dich auf allen Geräten ab. Um dich in einem anderen Raum zu löschen, öffne ihn zuerst: Dann ist er in deiner Liste.",
    erase: "Meine Daten löschen",
    looking: "Räume, die dir gehören, werden gesucht …",
    confirm: "Alle deine Daten löschen?",
    erased:
      "Deine Nachrichten, Dateien, Reaktionen, Lesemarken, Benachrichtigungen und dein Konto werden gelöscht, auch in Räumen mit anderen. Das lässt sich nicht rückgängig machen.",
    stays:
      "Was bleibt: leere Stellen, wo deine Nachrichten waren, ohne deinen Namen. Sperren, und Meldungen für begrenzte Zeit, beide ohne deinen Namen. Kopien, die andere gemacht haben.",
    owned:
      "Diese Räume gehören dir. Übergib oder lösche sie zuerst, wenn sie nicht ohne Besitzer bleiben sollen:",
    giveUp: "Diese Räume ohne Besitzer lassen",
    yes: "Ja, alles löschen",
    keepOpen:
      "Lass dieses Fenster offen, bis du abgemeldet bist. Wenn du es schließt, wird der Rest nicht gelöscht.",
    account: "Dein Konto wird gelöscht …",

    // For a user whom the operator's site signs in: of one room.
    roomDownloadHint:
      "Eine Datei mit deinen Nachrichten, Reaktionen, Dateinamen und Meldungen in diesem Raum.",
    roomEraseHint:
      "Löscht dich aus diesem Raum. Die Website, die dich anmeldet, behält, was sie hat, und was du danach hier schreibst, wird wieder gespeichert.",
    roomConfirm: "Deine Daten in diesem Raum löschen?",
    roomErased:
      "Deine Nachrichten, Dateien, Reaktionen, Lesemarken und Benachrichtigungen hier werden gelöscht. Das lässt sich nicht rückgängig machen.",
    roomOwned: "Dieser Raum gehört dir. Übergib ihn zuerst, wenn er nicht ohne Besitzer bleiben soll.",
    roomDone: "Deine Daten in diesem Raum sind gelöscht.",
  },
};
