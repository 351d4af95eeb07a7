import type { InspectorWords } from "./en.ts";

export const words: InspectorWords = {
  title: "Auf der Leitung",
  introWebSocket:
    "Dieser Raum spricht über einen WebSocket: Eine HTTP-Anfrage hat ihn geöffnet, seither kostet eine Nachricht ihre eigenen Bytes und ein paar mehr.",
  introPolling:
    "Dieser Raum spricht jetzt über Long-Polling: Alles wartet auf eine HTTP-Anfrage, und jede Anfrage wiederholt ihre Kopfzeilen.",
  introDisconnected: "Im Moment gibt es keine Verbindung. Was vorher unterwegs war, ist noch hier.",
  reconnectByWebSocket: "Neu verbinden über WebSocket",
  reconnectByPolling: "Neu verbinden über Long-Polling",

  steps: {
    label: "Schritte",
    handshake: "Handshake",
    frames: "Frames",
    compared: "Per Polling",
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
    title: "Bisher",
    out: "Gesendet",
    in: "Empfangen",
    dataShare: (data) => `${data} davon sind deine Daten.`,
    headersUnknown: "Wie groß die HTTP-Kopfzeilen sind, ist noch nicht bekannt: Das weiß nur der Server.",
    note: "Gezählt, seit du diese Ansicht geöffnet hast, ohne Handshakes und vor jeder Kompression.",
  },

  handshake: {
    explanation:
      "HTTP kennt ein Muster: Der Browser fragt, der Server antwortet. Ein Chat braucht auch die andere Richtung: Schreibt jemand etwas, muss der Server zuerst sprechen. Ein WebSocket kommt mit einem Kniff dahin: Er beginnt als gewöhnliche Anfrage, die bittet, etwas anderes zu werden.",
    request: "Was der Browser gefragt hat",
    response: "Was der Server geantwortet hat",
    switchedNote:
      "101 heißt ja. Ab dieser Zeile trägt dieselbe TCP-Verbindung kein HTTP mehr, sondern Frames, in beide Richtungen, jederzeit, bis jemand sie schließt. All diese Kopfzeilen werden einmal bezahlt.",
    requestNote:
      "Ein Skript sieht seine eigenen Kopfzeilen nicht; darum hat der Server zurückgeschickt, was er sah: als HTTP/1.1, die Namen klein und sortiert, ohne das, was Proxys hinzugefügt haben. Von Cookies steht hier nur die Größe, und ein Proxy kann mit einem eigenen Sec-WebSocket-Key gefragt haben.",
    responseNote:
      "Von der Antwort sieht ein Skript nichts: Dies sind die Zeilen, die sie haben muss. Server auf dem Weg können weitere hinzufügen.",
    hidden: (bytes) => `${bytes}, nicht gezeigt`,
    size: (bytes) => `${bytes} insgesamt`,
    sizeAtLeast: (bytes) => `mindestens ${bytes}`,
    compressed: (extensions) =>
      `Beide Seiten haben vereinbart, Frames zu komprimieren (${extensions}). Ein Skript sieht Frames nur davor, darum gelten alle Zahlen hier vor der Kompression: Auf der Leitung ist ein langer Frame kleiner.`,
    uncompressed: "Kompression wurde keine vereinbart: Frames reisen, wie sie sind.",
    polling:
      "Beim Long-Polling gibt es diesen Augenblick nicht. Es beginnt wie jede andere Anfrage und bleibt immer eine: Dieser Kopf wird mit jeder Abfrage wieder gesendet, und ein ähnlicher mit jeder Nachricht.",
    unknown: "Der Server hat noch nicht gesagt, was er sah.",
  },

  frames: {
    explanation:
      "Jede Zeile ist ein Frame, wie er vorbeikommt: sein Typ und ein Balken seiner Bytes. Öffne einen, um jedes Byte zu sehen. Ein Frame braucht 2 bis 10 Bytes für sich selbst, auf dem Weg hinaus 4 mehr: Browser maskieren, was sie senden, damit kein Proxy es für HTTP hält.",
    explanationPolling:
      "Jede Zeile ist eine Anfrage mit ihrer Antwort. Was die Seite sagt, geht in einem POST hinaus; was der Raum sagt, kommt in einem GET zurück, das längst gestellt war. Öffne eine, um alles zu sehen.",
    none: "Noch nichts. Ein stiller Raum sagt nichts: nur alle 25 Sekunden ein Ping von einem Byte. Schreib etwas.",
    noneMatch: "Nichts von dem, was aufgehoben ist, passt zum Filter.",
    discarded: {
      one: "# früherer Frame ist oben mitgezählt, aber nicht mehr aufgehoben.",
      other: "# frühere Frames sind oben mitgezählt, aber nicht mehr aufgehoben.",
    },
    tools: "Gezeigte Frames",
    outgoing: "Gesendet",
    incoming: "Empfangen",
    heartbeats: "Pings",
    pause: "Anhalten",
    resume: { one: "Weiter (# neu)", other: "Weiter (# neu)" },
    clear: "Leeren",
    more: { one: "# älteren zeigen", other: "# ältere zeigen" },
    out: "gesendet",
    in: "empfangen",
    pending: "wartet auf Neues",
    ended: "ohne Neues beendet",
    binary: "binär",
    byteShares: (transport, protocol, data) => `${transport} drumherum, ${protocol} Protokoll, ${data} Daten`,
    copy: "Text kopieren",
    copied: "Kopiert",
    notCopied: "Der Browser hat das Kopieren nicht erlaubt.",
    at: (time, transport) => `${time}, ${transport}`,
    compressed: (encoding) =>
      `Der Rumpf der Antwort reiste komprimiert (${encoding}); hier steht er, wie er vorher war.`,
    moreBytes: { one: "und # Byte mehr", other: "und # Bytes mehr" },
  },

  pieces: {
    opcode: (type) => `Der letzte Frame einer Nachricht vom Typ ${type}`,
    length: (size) => `Es folgen ${size} Bytes, nicht maskiert`,
    maskedLength: (size) => `Es folgen ${size} Bytes, maskiert`,
    mask: "Der Schlüssel der Maske: 4 zufällige Bytes, die nur der Browser kennt. Das Folgende ist ohne sie gezeigt",
    requestHead: "Der Kopf der Anfrage",
    responseHead: "Der Kopf der Antwort",
    separator: "Zwischen zwei Paketen",
    engineType: (type) => `Engine.IO: ein Paket vom Typ ${type}`,
    socketType: (type) => `Socket.IO: ein Paket vom Typ ${type}`,
    attachments: "Wie viele binäre Anhänge folgen",
    namespace: "Der Namespace",
    ackId: "Die Nummer, die die Bestätigung tragen wird",
    ackIdBack: "Die Nummer des Ereignisses, das dies bestätigt",
    rest: "Was das Protokoll zu sagen hat",
    received: "Der Server hat es: So wird ein POST beantwortet",
    data: "Deine Daten als JSON: der Name des Ereignisses, und was dazugehört",
    ackData: "Deine Daten als JSON: was die andere Seite geantwortet hat",
    binary: "Deine Daten, binär",
    unknown: "Größe nicht bekannt",
  },

  comparison: {
    explanation:
      "Vor WebSockets musste eine Seite immer wieder fragen. Long-Polling macht das Beste daraus: Der Server hält jede Anfrage offen, bis es etwas zu sagen gibt. Doch dann kostet jede Neuigkeit eine Antwort und eine neue Anfrage, und jede Nachricht eine eigene Anfrage, jede mit allen Kopfzeilen.",
    method:
      "Hier wird es gemessen: Eine zweite Verbindung von dir hört über den anderen Transport denselben Raum und wiederholt die Nachrichten, die du schreibst. Sonst merkt es niemand: Für den Raum bist du es in einem weiteren Tab, und eine zweimal gesendete Nachricht wird einmal behalten.",
    start: "Nebeneinander messen",
    stop: "Messung beenden",
    opening: "Die zweite Verbindung wird geöffnet …",
    measuring: "Es wird gemessen. Schreib etwas, oder warte, bis andere es tun.",
    stoppedByTime:
      "Nach fünf Minuten beendet: Eine wartende Abfrage hält den Raum vom Schlafen ab. Du kannst neu beginnen.",
    stoppedByFailure: "Die zweite Verbindung ist zu Ende.",
    caption: "Dasselbe Gespräch auf zwei Wegen",
    websocket: "WebSocket",
    polling: "Long-Polling",
    chatConnection: "der Chat selbst",
    secondConnection: "zweite Verbindung",
    count: "Frames, Anfragen",
    out: "Gesendet",
    in: "Empfangen",
    data: "Deine Daten darin",
    overhead: "Drumherum je Paket",
    wait: "Bis eine Nachricht gespeichert ist",
    opened: "Kopfzeilen zum Öffnen",
    milliseconds: (count) => `${count} ms`,
    none: "noch keine",
    times: (factor) =>
      `Für dieselben Worte hat Long-Polling ${factor}-mal so viele Bytes bewegt wie der WebSocket.`,
    note: "HTTP ist gezählt, wie HTTP/1.1 es schreiben würde, vor der Kompression, mit den Kopfzeilen, die der Server sah, und denen der echten Antworten. HTTP/2 und 3 komprimieren Kopfzeilen; über eine solche Verbindung ist es weniger, aber noch immer der größere Teil. Tippanzeigen, Änderungen und Ähnliches werden nicht wiederholt und zählen auf beiden Seiten nicht.",
  },

  socketio: {
    explanation:
      "Ein WebSocket bewegt Frames und weiß sonst nichts: nicht, was ein Frame bedeutet, ob er beantwortet wurde, oder was zu tun ist, wenn die Leitung reißt. Socket.IO fügt das für ein paar Bytes je Paket hinzu. All das ist jetzt auf dieser Verbindung:",
    types: "Pakettypen",
    typesText:
      "Die ersten Zeichen eines Frames sind Ziffern. Eine für Engine.IO, das die Verbindung hält (4 ist eine Nachricht, 2 ein Ping, 3 ein Pong); eine für Socket.IO, das Nachrichten einen Sinn gibt (0 CONNECT, 2 EVENT, 3 ACK). Bisher:",
    acks: "Bestätigungen",
    acksText:
      "Eine Zahl nach den Ziffern bittet um Antwort, und die Antwort bringt sie zurück. Daher weiß diese Seite, dass deine Nachricht gespeichert ist: Bis dahin wird sie als wartend gezeigt, und noch einmal gesendet, wenn keine Antwort kommt.",
    acksSeen: (answered, asked) => `${answered} von ${asked} Anfragen wurden beantwortet`,
    median: (milliseconds) => `, die Hälfte binnen ${milliseconds} ms`,
    heartbeat: "Lebenszeichen",
    heartbeatText:
      "Eine tote Leitung sieht aus wie eine stille. Darum fragt alle 25 Sekunden jemand nach: Hier sendet die Seite 2 und bekommt 3 zurück, und nach zwei Pings ohne Antwort gibt sie die Verbindung auf.",
    heartbeatSeen: { one: "# Ping bisher", other: "# Pings bisher" },
    reconnect: "Neu verbinden",
    reconnectText:
      "Geht die Verbindung verloren, wird eine neue geöffnet, mit wachsenden Pausen. CONNECT trägt dann, was diese Seite zuletzt gesehen hat, und der Raum bringt nur, was ihr fehlt.",
    reconnectSeen: { one: "# Verbindung bisher", other: "# Verbindungen bisher" },
    fallback: "Ausweg",
    fallbackText:
      "Manche Netze lassen keinen WebSocket durch. Dann reisen dieselben Pakete in den Rümpfen von HTTP-Anfragen, und nichts darüber muss es wissen. Probier es aus: Der Knopf oben wechselt den Transport dieses Raums unter dem laufenden Chat.",
    each: (type, count) => `${type}: ${count}`,
  },
};
