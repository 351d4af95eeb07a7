import type { ServerWords } from "./en.ts";

export const words: ServerWords = {
  pages: {
    landingTitle: "Socket Rocket: ein Raum für ein Gespräch",
    summary:
      "Öffne einen Raum, verschick seine Adresse, rede. Kein Konto, nichts zu installieren, und auch bei schlechtem Netz geht keine Nachricht verloren.",
    heading: "Ein Raum für ein Gespräch",
    lead: "Öffne einen Raum, verschick seine Adresse, rede. Kein Konto, nichts zu installieren; jede Nachricht kommt genau einmal und in der richtigen Reihenfolge an, auch wenn das Netz kommt und geht.",
    landingWithoutScript:
      "Um einen Raum zu öffnen, schreib seine Adresse selbst: /rooms/ und einen Namen. Der Raum braucht JavaScript.",
    footer: "Das echte Socket.IO, in einem Raum, der schläft, solange niemand redet.",
    roomWithoutScript:
      "Lesen kannst du hier ohne JavaScript. Um zu schreiben und neue Nachrichten sofort zu sehen, schalte es ein.",
    /** Where the scripts of a page do not arrive. */
    slowToLoad: "Die Seite lädt schon lange. Gibt es ein Netz? Lade sie neu, um es noch einmal zu versuchen.",
    /** What the list of messages is called. */
    messageList: "Nachrichten",
  },

  appDescription: "Räume für Gespräche, geöffnet durch ihre Adresse.",

  errors: {
    400: {
      title: "Diese Adresse funktioniert nicht",
      text: "Der Name eines Raums besteht aus Buchstaben, Ziffern und Bindestrichen, höchstens 64.",
    },
    401: {
      title: "Wer bist du?",
      text: "Das sehen nur die, die eingelassen wurden. Öffne zuerst den Raum, zu dem es gehört.",
    },
    403: { title: "Nicht erlaubt", text: "Das darfst du hier nicht." },
    404: {
      title: "Hier ist nichts",
      text: "Diese Adresse führt nirgendwohin. Räume stehen unter /rooms/ und ihrem Namen.",
    },
    405: { title: "Das geht hier nicht", text: "Diese Adresse beantwortet andere Anfragen als diese." },
    413: { title: "Das ist zu viel", text: "Etwas an der Anfrage ist länger, als es sein darf." },
    429: { title: "Nicht so schnell", text: "Zu viele Anfragen aus deinem Netz. Warte eine Minute." },
    431: { title: "Das ist zu viel", text: "Die Adresse und die Kopfzeilen der Anfrage sind zu lang." },
    500: {
      title: "Etwas ist schiefgegangen",
      text: "Es liegt an uns, nicht an dir. Versuch es gleich noch einmal.",
    },
  },
  misconfiguration: {
    title: "Dieser Server ist nicht richtig eingerichtet",
    text: "Wer ihn betreibt, muss eine Einstellung berichtigen. Das hat der Server festgestellt:",
  },
  frontPage: "Zur Startseite",
};
