import type { InspectorWords } from "./en.ts";

export const words: InspectorWords = {
  title: "Netzwerk-Inspektor",
  introWebSocket:
    "Dieser Raum nutzt einen WebSocket. Eine HTTP-Anfrage hat ihn geöffnet. Seitdem kostet jede Nachricht ihre eigenen Bytes und ein paar mehr.",
  introPolling:
    "Dieser Raum nutzt Long-Polling. Alles wird in HTTP-Anfragen übertragen, und jede Anfrage wiederholt ihre Kopfzeilen.",
  introDisconnected: "Im Moment gibt es keine Verbindung. Der bisherige Datenverkehr wird weiter angezeigt.",
  reconnectByWebSocket: "Neu verbinden über WebSocket",
  reconnectByPolling: "Neu verbinden über Long-Polling",

  steps: {
    label: "Schritte",
    handshake: "Handshake",
    frames: "Frames",
    compared: "Long-Polling",
    socketio: "Socket.IO",
    next: (step) => `Weiter: ${step}`,
  },

  bytes: (count) => `${count} B`,

  layers: {
    transport: "WebSocket, HTTP",
    protocol: "Engine.IO, Socket.IO",
    data: "Deine Daten",
  },

  totals: {
    title: "Gesamt",
    out: "Gesendet",
    in: "Empfangen",
    dataShare: (data) => `${data} davon sind deine Daten.`,
    headersUnknown: "Die Größe der HTTP-Kopfzeilen ist noch nicht bekannt: Nur der Server sieht sie.",
    note: "Gezählt, seit du diese Ansicht geöffnet hast, ohne Handshakes und vor der Kompression.",
  },

  handshake: {
    explanation:
      "In HTTP fragt der Browser, und der Server antwortet. Ein Chat braucht auch die andere Richtung: Wenn eine Person schreibt, muss der Server zuerst senden. Ein WebSocket macht das möglich: Er beginnt als gewöhnliche HTTP-Anfrage, die um einen Wechsel des Protokolls bittet.",
    request: "Anfrage des Browsers",
    response: "Antwort des Servers",
    switchedNote:
      "Status 101 bedeutet, dass das Protokoll gewechselt wird. Ab hier überträgt dieselbe TCP-Verbindung Frames statt HTTP, in beide Richtungen und jederzeit, bis eine Seite sie schließt. Die Kopfzeilen werden nur einmal gesendet.",
    requestNote:
      "Ein Skript kann seine eigenen Kopfzeilen nicht lesen. Deshalb schickt der Server zurück, was er empfangen hat: als HTTP/1.1, mit sortierten Namen in Kleinbuchstaben und ohne Kopfzeilen, die Proxys hinzugefügt haben. Von Cookies steht hier nur die Größe. Ein Proxy kann einen eigenen Sec-WebSocket-Key verwendet haben.",
    responseNote:
      "Ein Skript kann die Antwort nicht lesen. Das sind die Zeilen, die sie enthalten muss. Server dazwischen können weitere hinzufügen.",
    hidden: (bytes) => `${bytes}, nicht angezeigt`,
    size: (bytes) => `${bytes} insgesamt`,
    sizeAtLeast: (bytes) => `mindestens ${bytes}`,
    compressed: (extensions) =>
      `Beide Seiten haben vereinbart, Frames zu komprimieren (${extensions}). Ein Skript sieht Frames nur vor der Kompression, deshalb sind alle Größen hier unkomprimiert: Im Netz braucht ein langer Frame weniger Bytes.`,
    uncompressed: "Es wurde keine Kompression vereinbart: Frames werden gesendet, wie sie sind.",
    polling:
      "Beim Long-Polling wird das Protokoll nie gewechselt. Jede Abfrage und jede Nachricht ist eine gewöhnliche Anfrage, die solche Kopfzeilen wieder sendet.",
    unknown: "Der Server hat die Anfrage noch nicht zurückgeschickt.",
  },

  frames: {
    explanation:
      "Jede Zeile ist ein Frame: sein Typ und ein Balken seiner Bytes. Öffne einen Frame, um jedes Byte zu sehen. Ein Frame hat einen Kopf von 2 bis 10 Bytes. Frames vom Browser haben 4 mehr: Browser maskieren, was sie senden, damit Proxys es nicht für HTTP halten.",
    explanationPolling:
      "Jede Zeile ist eine Anfrage mit ihrer Antwort. Die Seite sendet in einem POST. Der Raum sendet in der Antwort auf ein GET, das die Seite vorher gestellt hat. Öffne eine Zeile, um alles zu sehen.",
    none: "Noch kein Datenverkehr. In einem stillen Raum gibt es nur alle 25 Sekunden einen Ping von einem Byte. Sende eine Nachricht.",
    noneMatch: "Keine aufgezeichneten Frames passen zum Filter.",
    discarded: {
      one: "# früherer Frame ist oben mitgezählt, aber nicht mehr gespeichert.",
      other: "# frühere Frames sind oben mitgezählt, aber nicht mehr gespeichert.",
    },
    tools: "Frames filtern",
    outgoing: "Gesendet",
    incoming: "Empfangen",
    heartbeats: "Pings",
    pause: "Anhalten",
    resume: { one: "Fortsetzen (# neu)", other: "Fortsetzen (# neu)" },
    clear: "Leeren",
    more: { one: "# älteren anzeigen", other: "# ältere anzeigen" },
    out: "gesendet",
    in: "empfangen",
    pending: "wartet auf eine Antwort",
    ended: "ohne Daten beendet",
    binary: "binär",
    byteShares: (transport, protocol, data) => `${transport} Transport, ${protocol} Protokoll, ${data} Daten`,
    copy: "Text kopieren",
    copied: "Kopiert",
    notCopied: "Dein Browser hat das Kopieren blockiert.",
    at: (time, transport) => `${time}, ${transport}`,
    compressed: (encoding) =>
      `Der Body der Antwort wurde komprimiert gesendet (${encoding}). Er wird unkomprimiert angezeigt.`,
    moreBytes: { one: "und # weiteres Byte", other: "und # weitere Bytes" },
  },

  pieces: {
    opcode: (type) => `Der letzte Frame einer Nachricht vom Typ ${type}`,
    length: (size) => `Es folgen ${size} Bytes, nicht maskiert`,
    maskedLength: (size) => `Es folgen ${size} Bytes, maskiert`,
    mask: "Der Maskierungsschlüssel: 4 zufällige Bytes vom Browser. Die Nutzdaten sind unmaskiert angezeigt",
    requestHead: "Die Kopfzeilen der Anfrage",
    responseHead: "Die Kopfzeilen der Antwort",
    separator: "Trennt zwei Pakete",
    engineType: (type) => `Engine.IO: ein Paket vom Typ ${type}`,
    socketType: (type) => `Socket.IO: ein Paket vom Typ ${type}`,
    attachments: "Die Anzahl der binären Anhänge, die folgen",
    namespace: "Der Namespace",
    ackId: "Die ID, die die Bestätigung tragen wird",
    ackIdBack: "Die ID des Ereignisses, das dies bestätigt",
    rest: "Daten des Protokolls selbst",
    received: "Bestätigt, dass der Server den POST empfangen hat",
    data: "Deine Daten als JSON: der Name des Ereignisses und seine Argumente",
    ackData: "Deine Daten als JSON: die Antwort auf das Ereignis",
    binary: "Deine Daten, binär",
    unknown: "Größe nicht bekannt",
  },

  comparison: {
    explanation:
      "Vor WebSockets musste eine Seite immer wieder nach Neuem fragen. Beim Long-Polling hält der Server jede Anfrage offen, bis er etwas zu senden hat. Jede Zustellung kostet dann eine Antwort und eine neue Anfrage, jede gesendete Nachricht eine eigene Anfrage, alle mit ihren Kopfzeilen.",
    method:
      "Hier wird der Unterschied gemessen: Eine zweite Verbindung mit dem anderen Transport tritt demselben Raum bei und sendet deine Nachrichten noch einmal. Andere merken nichts davon: Für den Raum bist du es in einem weiteren Tab, und eine zweimal gesendete Nachricht wird einmal gespeichert.",
    start: "Messung starten",
    stop: "Messung beenden",
    opening: "Die zweite Verbindung wird geöffnet …",
    measuring: "Die Messung läuft. Sende eine Nachricht oder warte, bis andere schreiben.",
    stoppedByTime:
      "Nach fünf Minuten beendet, weil Polling den Raum wach hält. Du kannst die Messung neu starten.",
    stoppedByFailure: "Die zweite Verbindung wurde geschlossen.",
    caption: "Dasselbe Gespräch über beide Transporte",
    websocket: "WebSocket",
    polling: "Long-Polling",
    chatConnection: "dieser Chat",
    secondConnection: "zweite Verbindung",
    count: "Frames oder Anfragen",
    out: "Gesendet",
    in: "Empfangen",
    data: "Deine Daten",
    overhead: "Mehraufwand je Paket",
    wait: "Zeit, bis eine Nachricht gespeichert ist",
    opened: "Kopfzeilen zum Verbinden",
    milliseconds: (count) => `${count} ms`,
    none: "noch keine",
    times: (factor) =>
      `Für dieselben Nachrichten hat Long-Polling ${factor}-mal so viele Bytes gebraucht wie der WebSocket.`,
    note: "HTTP wird als HTTP/1.1 gezählt, vor der Kompression, mit den Kopfzeilen, die der Server empfangen hat, und denen der echten Antworten. HTTP/2 und HTTP/3 komprimieren Kopfzeilen; dort ist der Unterschied kleiner, aber noch immer groß. Tippanzeigen, Bearbeitungen und Ähnliches werden nicht doppelt gesendet und auf beiden Seiten nicht gezählt.",
  },

  socketio: {
    explanation:
      "Ein WebSocket überträgt nur Frames. Er weiß nicht, was ein Frame bedeutet, ob er bestätigt wurde oder wie man neu verbindet. Socket.IO ergänzt das für ein paar Bytes je Paket. Diese Verbindung nutzt alles Folgende:",
    types: "Pakettypen",
    typesText:
      "Die ersten Zeichen eines Frames sind Ziffern: eine für Engine.IO, das die Verbindung verwaltet (4 ist eine Nachricht, 2 ein Ping, 3 ein Pong), und eine für Socket.IO, das der Nachricht einen Typ gibt (0 CONNECT, 2 EVENT, 3 ACK). Bisher:",
    acks: "Bestätigungen",
    acksText:
      "Eine Zahl nach den Ziffern bittet um eine Bestätigung, die dieselbe Zahl trägt. So weiß die Seite, dass deine Nachricht gespeichert ist. Bis dahin wird sie als ausstehend angezeigt. Ohne Bestätigung wird sie noch einmal gesendet.",
    acksSeen: (answered, asked) => `${answered} von ${asked} Anfragen wurden bestätigt`,
    median: (milliseconds) => `, die Hälfte binnen ${milliseconds} ms`,
    heartbeat: "Heartbeats",
    heartbeatText:
      "Eine verlorene Verbindung sieht aus wie eine stille, deshalb sendet eine Seite alle 25 Sekunden einen Ping. Hier sendet die Seite 2 und empfängt 3. Nach zwei Pings ohne Pong schließt sie die Verbindung.",
    heartbeatSeen: { one: "# Ping bisher", other: "# Pings bisher" },
    reconnect: "Neu verbinden",
    reconnectText:
      "Geht die Verbindung verloren, öffnet die Seite eine neue, mit wachsenden Pausen zwischen den Versuchen. Das CONNECT-Paket sagt dann, was die Seite zuletzt empfangen hat, und der Raum sendet nur, was fehlt.",
    reconnectSeen: { one: "# Verbindung bisher", other: "# Verbindungen bisher" },
    fallback: "Fallback",
    fallbackText:
      "Manche Netze blockieren WebSockets. Dann werden dieselben Pakete im Body von HTTP-Anfragen übertragen, und die Schichten darüber bleiben gleich. Probier es aus: Der Knopf oben wechselt den Transport dieses Raums im laufenden Chat.",
    each: (type, count) => `${type}: ${count}`,
  },
};
