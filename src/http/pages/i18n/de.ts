import type { ServerWords } from "./en.ts";

export const words: ServerWords = {
  pages: {
    landingTitle: "Socket Rocket: ein Raum für ein Gespräch",
    summary:
      "Öffne einen Raum, teile seinen Link und chatte. Kein Konto, nichts zu installieren, und auch bei schlechtem Netz geht keine Nachricht verloren.",
    heading: "Ein Raum für ein Gespräch",
    lead: "Öffne einen Raum, teile seinen Link und chatte. Kein Konto, nichts zu installieren. Jede Nachricht kommt genau einmal und in der richtigen Reihenfolge an, auch bei instabilem Netz.",
    landingWithoutScript:
      "Ohne JavaScript kannst du Räume lesen: die hier aufgelisteten oder andere unter ihrer Adresse, /rooms/ mit ihrem Namen. Schalte JavaScript ein, um zu schreiben und zu suchen.",
    footer: "Das echte Socket.IO, in einem Raum, der schläft, solange niemand chattet.",
    privacy: "Datenschutz",
    imprint: "Impressum",
    signIn: "Anmelden",
    operatorTitle: "Betrieb · Socket Rocket",
    operatorWithoutScript: "Schalte JavaScript ein, um diese Seite zu nutzen.",
    signInTitle: "Anmelden · Socket Rocket",
    signInWithoutScript: "Schalte JavaScript ein, um dich anzumelden.",
    roomWithoutScript:
      "Lesen kannst du hier auch ohne JavaScript. Schalte es ein, um zu schreiben und neue Nachrichten sofort zu sehen.",
    slowToLoad: "Das Laden der Seite dauert lange. Prüfe deine Verbindung und lade die Seite neu.",
    messageList: "Nachrichten",
  },

  appDescription: "Räume für Gespräche. Jeder hat eine eigene Adresse.",

  errors: {
    400: {
      title: "Diese Adresse funktioniert nicht",
      text: "Ein Raumname darf nur Buchstaben, Ziffern und Bindestriche enthalten, höchstens 64.",
    },
    401: {
      title: "Tritt zuerst dem Raum bei",
      text: "Das sehen nur Personen, die dem Raum beigetreten sind. Öffne den Raum und versuch es dann noch einmal.",
    },
    403: { title: "Nicht erlaubt", text: "Du hast dafür keine Berechtigung." },
    404: {
      title: "Seite nicht gefunden",
      text: "Unter dieser Adresse gibt es nichts. Die Adresse eines Raums ist /rooms/ mit seinem Namen.",
    },
    405: { title: "Nicht unterstützt", text: "Diese Adresse unterstützt diese Art von Anfrage nicht." },
    413: { title: "Zu groß", text: "Die Anfrage ist größer als erlaubt." },
    429: {
      title: "Zu viele Anfragen",
      text: "Aus deinem Netz kamen zu viele Anfragen. Versuch es in einer Minute noch einmal.",
    },
    431: { title: "Anfrage zu lang", text: "Die Adresse und die Kopfzeilen der Anfrage sind zu lang." },
    500: {
      title: "Etwas ist schiefgegangen",
      text: "Es liegt an uns, nicht an dir. Versuch es gleich noch einmal.",
    },
  },
  misconfiguration: {
    title: "Dieser Server ist nicht richtig eingerichtet",
    text: "Wer diesen Server betreibt, muss eine Einstellung korrigieren. Der Server hat Folgendes gefunden:",
  },
  frontPage: "Zur Startseite",
};
