import type { Plural } from "../plural.ts";

/** English is also the type of all languages: each has these words, no fewer and no others. */
export const words = {
  title: "On the wire",
  leadWebSocket:
    "This room talks over a WebSocket: one HTTP request opened it, and since then a message costs its own bytes and a few more. Write something and watch it pass.",
  leadPolling:
    "This room now talks by long-polling: every message waits for an HTTP request, and each request repeats its headers. Write something and watch it pass.",
  byWebSocket: "Reconnect by WebSocket",
  byPolling: "Reconnect by long-polling",
  countAnew: "Count anew",

  totals: {
    label: "Payload against overhead",
    title: "The same words, two ways",
    websocket: "WebSocket",
    polling: "Long-polling",
    inUse: (name: string) => `${name} (now)`,
    frames: { one: "# frame", other: "# frames" } as Plural,
    exchanges: { one: "# exchange", other: "# exchanges" } as Plural,
    sums: (count: string, payload: string, overhead: string) =>
      `${count}, ${payload} B payload, ${overhead} B overhead`,
    note: "The strong part of a bar is payload, the pale part what travels around it. A frame's header has 2 to 10 bytes, and 4 more for the mask on the way out (RFC 6455). HTTP is counted as HTTP/1.1, without headers that a script may not read: in truth it is more. The way that is not in use is reckoned from the same packets.",
  },

  handshake: {
    summary: (bytes: string) => `The handshake: ${bytes} bytes at least`,
    polling: "Long-polling begins as any other request, and never stops being one.",
    websocket:
      "It begins as an ordinary request that asks to become something else. The answer 101 says yes: from there on the same connection carries frames, both ways, at any time.",
    guessed:
      "A script cannot see its own headers, so these are the lines a browser sends for such a request.",
  },

  frames: {
    label: "Frames",
    title: "What passed since you opened this view",
    none: "Nothing yet. A quiet room says nothing: only every 25 seconds a ping of one byte.",
    out: "↑ out",
    in: "↓ in",
    size: (payload: string, overhead: string) => `${payload} + ${overhead} B`,
    inBody: (time: string, payload: string, overhead: string) =>
      `${time}, in an HTTP body: ${payload} bytes of payload and ${overhead} around it.`,
    inFrame: (time: string, payload: string, overhead: string) =>
      `${time}, a WebSocket frame: ${payload} bytes of payload and ${overhead} around it.`,
  },
};

export type WireWords = typeof words;
