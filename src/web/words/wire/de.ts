import type { WireWords } from "./en.ts";

export const words: WireWords = {
  title: "Auf der Leitung",
  leadWebSocket:
    "Dieser Raum spricht über einen WebSocket: Eine HTTP-Anfrage hat ihn geöffnet, seither kostet eine Nachricht ihre eigenen Bytes und ein paar mehr. Schreib etwas und sieh zu, wie es vorbeikommt.",
  leadPolling:
    "Dieser Raum spricht jetzt über Long-Polling: Jede Nachricht wartet auf eine HTTP-Anfrage, und jede Anfrage wiederholt ihre Kopfzeilen. Schreib etwas und sieh zu, wie es vorbeikommt.",
  byWebSocket: "Neu verbinden über WebSocket",
  byPolling: "Neu verbinden über Long-Polling",
  countAnew: "Neu zählen",

  totals: {
    label: "Nutzdaten und Drumherum",
    title: "Dieselben Worte auf zwei Wegen",
    websocket: "WebSocket",
    polling: "Long-Polling",
    inUse: (name) => `${name} (jetzt)`,
    frames: { one: "# Frame", other: "# Frames" },
    exchanges: { one: "# Austausch", other: "# Austausche" },
    sums: (count, payload, overhead) => `${count}, ${payload} B Nutzdaten, ${overhead} B Drumherum`,
    note: "Der kräftige Teil eines Balkens sind Nutzdaten, der blasse ist, was sie umgibt. Der Kopf eines Frames hat 2 bis 10 Bytes, auf dem Weg hinaus 4 mehr für die Maske (RFC 6455). HTTP ist als HTTP/1.1 gezählt, ohne Kopfzeilen, die ein Skript nicht lesen darf: In Wahrheit ist es mehr. Der Weg, der nicht benutzt wird, ist aus denselben Paketen errechnet.",
  },

  handshake: {
    summary: (bytes) => `Der Handshake: mindestens ${bytes} Bytes`,
    polling: "Long-Polling beginnt wie jede andere Anfrage und bleibt immer eine.",
    websocket:
      "Er beginnt als gewöhnliche Anfrage, die bittet, etwas anderes zu werden. Die Antwort 101 sagt ja: Von da an trägt dieselbe Verbindung Frames, in beide Richtungen, jederzeit.",
    guessed:
      "Ein Skript sieht seine eigenen Kopfzeilen nicht; dies sind die Zeilen, die ein Browser für eine solche Anfrage sendet.",
  },

  frames: {
    label: "Frames",
    title: "Was vorbeikam, seit du diese Ansicht geöffnet hast",
    none: "Noch nichts. Ein stiller Raum sagt nichts: nur alle 25 Sekunden ein Ping von einem Byte.",
    out: "↑ raus",
    in: "↓ rein",
    size: (payload, overhead) => `${payload} + ${overhead} B`,
    inBody: (time, payload, overhead) =>
      `${time}, in einem HTTP-Rumpf: ${payload} Bytes Nutzdaten und ${overhead} darum herum.`,
    inFrame: (time, payload, overhead) =>
      `${time}, ein WebSocket-Frame: ${payload} Bytes Nutzdaten und ${overhead} darum herum.`,
  },
};
