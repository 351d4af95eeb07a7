import type { Plural } from "../plural.ts";

/** English is also the type of all languages: each has these words, no fewer and no others. */
export const words = {
  title: "On the wire",
  introWebSocket:
    "This room talks over a WebSocket: one HTTP request opened it, and since then a message costs its own bytes and a few more.",
  introPolling:
    "This room now talks by long-polling: everything waits for an HTTP request, and each request repeats its headers.",
  introDisconnected: "There is no connection at the moment. What travelled before is still here.",
  reconnectByWebSocket: "Reconnect by WebSocket",
  reconnectByPolling: "Reconnect by long-polling",

  /** The steps of the lesson, which are numbered. */
  steps: {
    label: "Steps",
    handshake: "Handshake",
    frames: "Frames",
    compared: "By polling",
    socketio: "Socket.IO",
    next: (step: string) => `Next: ${step}`,
  },

  bytes: (count: string) => `${count} B`,

  layers: {
    transport: "WebSocket, HTTP",
    protocol: "Engine.IO, Socket.IO",
    data: "Your data",
  },

  totals: {
    title: "So far",
    out: "Sent",
    in: "Received",
    dataShare: (data: string) => `${data} of it is your data.`,
    headersUnknown: "How large HTTP's headers are is not known yet: only the server can tell.",
    note: "Counted since you opened this view, handshakes aside, and before any compression.",
  },

  handshake: {
    explanation:
      "HTTP has one pattern: the browser asks, the server answers. A chat needs the other direction too: when somebody writes, the server has to speak first. A WebSocket gets there with a trick: it begins as an ordinary request that asks to become something else.",
    request: "What the browser asked",
    response: "What the server answered",
    switchedNote:
      "101 says yes. From this line on, the same TCP connection carries no HTTP any more but frames, both ways, at any time, until somebody closes it. All those headers are paid for once.",
    requestNote:
      "A script cannot see its own headers, so the server has sent back what it saw: as HTTP/1.1, names in lower case and sorted, without what proxies added. Cookies are told by their size alone, and a proxy may have asked with a Sec-WebSocket-Key of its own.",
    responseNote:
      "Of the answer a script sees nothing: these are the lines it must have. Servers on the way may add more.",
    hidden: (bytes: string) => `${bytes}, not shown`,
    size: (bytes: string) => `${bytes} in all`,
    sizeAtLeast: (bytes: string) => `${bytes} at least`,
    compressed: (extensions: string) =>
      `Both sides agreed to compress frames (${extensions}). A script sees frames before compression only, and so all numbers here are of that: on the wire a long frame is smaller.`,
    uncompressed: "No compression was agreed on: frames travel as they are.",
    polling:
      "By long-polling there is no such moment. It begins as any other request and never stops being one: this head is sent again with every poll, and a like one with every message.",
    unknown: "The server has not told yet what it saw.",
  },

  frames: {
    explanation:
      "Each line is a frame as it passes: its type, and a bar of its bytes. Open one to see every byte. A frame needs 2 to 10 bytes for itself, and 4 more on the way out: browsers mask what they send, so that no proxy mistakes it for HTTP.",
    explanationPolling:
      "Each line is a request and its response. What the page says goes out in a POST; what the room says comes back in a GET that was asked long before. Open one to see all of it.",
    none: "Nothing yet. A quiet room says nothing: only every 25 seconds a ping of one byte. Write something.",
    noneMatch: "Nothing of what was kept fits the filter.",
    discarded: {
      one: "# earlier frame is counted above, but no longer kept.",
      other: "# earlier frames are counted above, but no longer kept.",
    } as Plural,
    tools: "Frames shown",
    outgoing: "Sent",
    incoming: "Received",
    heartbeats: "Pings",
    pause: "Pause",
    resume: { one: "Go on (# new)", other: "Go on (# new)" } as Plural,
    clear: "Clear",
    more: { one: "Show # older", other: "Show # older" } as Plural,
    out: "sent",
    in: "received",
    pending: "waits for news",
    ended: "ended without news",
    binary: "binary",
    byteShares: (transport: string, protocol: string, data: string) =>
      `${transport} around, ${protocol} protocol, ${data} data`,
    copy: "Copy its text",
    copied: "Copied",
    notCopied: "The browser did not allow copying.",
    at: (time: string, transport: string) => `${time}, ${transport}`,
    compressed: (encoding: string) =>
      `The response's body travelled compressed (${encoding}); here it is as it was before.`,
    moreBytes: { one: "and # more byte", other: "and # more bytes" } as Plural,
  },

  /** What the pieces of a frame are called. */
  pieces: {
    opcode: (type: string) => `The last frame of a message of type ${type}`,
    length: (size: string) => `${size} bytes of payload follow, not masked`,
    maskedLength: (size: string) => `${size} bytes of payload follow, masked`,
    mask: "The key of the mask: 4 random bytes that only the browser knows. The payload is shown without it",
    requestHead: "The head of the request",
    responseHead: "The head of the response",
    separator: "Between two packets",
    engineType: (type: string) => `Engine.IO: a packet of type ${type}`,
    socketType: (type: string) => `Socket.IO: a packet of type ${type}`,
    attachments: "How many binary attachments follow",
    namespace: "The namespace",
    ackId: "The number that the acknowledgement will carry",
    ackIdBack: "The number of the event that this acknowledges",
    rest: "What the protocol has to say",
    received: "The server has it: a POST is answered with this",
    data: "Your data, as JSON: the name of the event, and what belongs to it",
    ackData: "Your data, as JSON: what the other side answered",
    binary: "Your data, binary",
    unknown: "size not known",
  },

  comparison: {
    explanation:
      "Before WebSockets a page had to keep asking. Long-polling makes the best of it: the server holds each request open until there is something to say. But then every piece of news costs a response and a new request, and every message a request of its own, each with all its headers.",
    method:
      "This measures it: a second connection of yours by the other transport hears the same room and repeats the messages that you write. Nobody else notices: to the room it is you in another tab, and a message sent twice is kept once.",
    start: "Measure side by side",
    stop: "Stop measuring",
    opening: "Connecting for the second time…",
    measuring: "Measuring. Write something, or wait until others do.",
    stoppedByTime: "Stopped after five minutes: a poll keeps the room from sleeping. You may start again.",
    stoppedByFailure: "The second connection has ended.",
    caption: "The same conversation, two ways",
    websocket: "WebSocket",
    polling: "Long-polling",
    chatConnection: "the chat itself",
    secondConnection: "second connection",
    count: "Frames, requests",
    out: "Sent",
    in: "Received",
    data: "Your data in it",
    overhead: "Overhead for each packet",
    wait: "Until a message is stored",
    opened: "Headers to open it",
    milliseconds: (count: string) => `${count} ms`,
    none: "none yet",
    times: (factor: string) =>
      `For the same words, long-polling has moved ${factor} times as many bytes as the WebSocket.`,
    note: "HTTP is counted as HTTP/1.1 would write it, before compression, with the headers that the server saw and those of the real responses. HTTP/2 and 3 compress headers, so on such a connection it is less, but still the larger part. Typing notices, edits and the like are not repeated, and left out on both sides.",
  },

  socketio: {
    explanation:
      "A WebSocket moves frames and knows nothing else: not what a frame means, whether it was answered, or what to do when the line is cut. Socket.IO adds that for a few bytes a packet. Each of these is on this connection now:",
    types: "Packet types",
    typesText:
      "The first characters of a frame are digits. One for Engine.IO, which keeps the connection (4 is a message, 2 a ping, 3 a pong); one for Socket.IO, which gives messages a meaning (0 CONNECT, 2 EVENT, 3 ACK). So far:",
    acks: "Acknowledgements",
    acksText:
      "A number after the digits asks for an answer, and the answer brings it back. That is how this page knows that your message is stored: until then it is shown as pending, and sent again when no answer comes.",
    acksSeen: (answered: string, asked: string) => `${answered} of ${asked} requests were answered`,
    median: (milliseconds: string) => `, half of them within ${milliseconds} ms`,
    heartbeat: "Heartbeats",
    heartbeatText:
      "A dead line looks like a quiet one. So somebody asks every 25 seconds: here the page sends 2 and gets 3 back, and after two pings without an answer it gives the connection up.",
    heartbeatSeen: { one: "# ping so far", other: "# pings so far" } as Plural,
    reconnect: "Reconnecting",
    reconnectText:
      "When the connection is lost, another one is made, with growing pauses. CONNECT then carries what this page has seen last, and the room brings just what it missed.",
    reconnectSeen: { one: "# connection so far", other: "# connections so far" } as Plural,
    fallback: "Fallback",
    fallbackText:
      "Some networks let no WebSocket through. Then the same packets travel in the bodies of HTTP requests, and nothing above them has to know. Try it: the button at the top changes the transport of this room under the running chat.",
    each: (type: string, count: string) => `${type}: ${count}`,
  },
};

export type InspectorWords = typeof words;
