import type { SignInWords } from "./en.ts";

export const words: SignInWords = {
  title: "Anmelden",
  frontPage: "Zur Startseite",
  tryAgain: "Noch einmal versuchen",
  replaces:
    "Beim Anmelden werden Entwürfe und noch nicht gesendete Nachrichten in diesem Browser gelöscht, und du verlierst Räume, die nur diesem Browser gehören.",

  link: {
    title: (name) => `Hier als ${name} weitermachen?`,
    hint: "Du hast denselben Namen, dieselben Räume und ungelesenen Nachrichten wie auf deinem anderen Gerät.",
    replaces:
      "Wer du bisher in diesem Browser warst, endet: Noch nicht gesendete Nachrichten und Entwürfe werden gelöscht, und du verlierst Räume, die nur diesem Browser gehören.",
    stranger: "Mach nur weiter, wenn du diesen Link selbst erstellt hast.",
    confirm: "Weiter",
    cancel: "Abbrechen",
    already: (name) => `Du bist auf diesem Gerät schon ${name}`,
    alreadyHint: "Öffne den Link auf dem Gerät, das du hinzufügen möchtest.",
    over: "Dieser Link gilt nicht mehr",
    overHint: "Ein Link gilt einmal und zehn Minuten lang. Erstelle auf deinem anderen Gerät einen neuen.",
  },

  passkey: {
    title: "Passkey",
    signIn: "Mit einem Passkey anmelden",
    hint: "Wenn du dich mit einem Passkey gesichert hast, bekommst du deinen Namen und deine Räume zurück.",
    insecure: "Passkeys brauchen eine sichere Verbindung (HTTPS) zu einer Domain.",
    missing: "Dieser Browser unterstützt keine Passkeys.",
    cancelled: "Du wurdest nicht angemeldet.",
    unknown: "Dieser Passkey gilt hier nicht mehr. Vielleicht wurde er entfernt.",
    failed: "Der Browser konnte den Passkey nicht verwenden. Versuch es noch einmal.",
  },

  recovery: {
    label: "Wiederherstellungscode",
    hint: "Wenn du auf keinem Gerät mehr angemeldet bist, verwende den Wiederherstellungscode, den du gespeichert hast.",
    submit: "Code verwenden",
    wrong: "Dieser Code ist falsch oder wurde schon verwendet. Prüfe jeden Buchstaben.",
  },

  anotherDevice: {
    title: "Ein anderes Gerät",
    hint: "Öffne auf einem Gerät, auf dem du angemeldet bist, in einem Raum „Mitglieder“, dann „Geräte“, und erstelle einen Link. Öffne ihn hier, oder scanne seinen Code.",
  },

  signedOut: {
    title: "Du bist abgemeldet",
    removing: "Deine Daten werden aus diesem Browser entfernt",
    text: "Deine Nachrichten, Entwürfe, Dateien und Einstellungen wurden aus diesem Browser entfernt.",
  },

  failed: {
    rate_limited: "Zu viele Versuche. Warte ein paar Minuten.",
    noResponse: "Der Server hat nicht geantwortet. Prüfe deine Verbindung.",
  },
};
