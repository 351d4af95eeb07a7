import type { Plural } from "../plural.ts";

/** The texts in English. Their type makes every other language have the same keys. */
export const words = {
  title: "Network inspector",
  introWebSocket:
    "This room uses a WebSocket. One HTTP request opened it. Since then, each message costs its own bytes and a few more.",
  introPolling:
    "This room uses long-polling. Everything travels in HTTP requests, and each request repeats its headers.",
  introDisconnected: "There is no connection at the moment. Earlier traffic is still shown.",
  reconnectByWebSocket: "Reconnect over WebSocket",
  reconnectByPolling: "Reconnect over long-polling",

  /** The tabs, shown as numbered steps. */
  steps: {
    label: "Steps",
    handshake: "Handshake",
    frames: "Frames",
    compared: "Long-polling",
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
    title: "Total",
    out: "Sent",
    in: "Received",
    dataShare: (data: string) => `${data} of it is your data.`,
    headersUnknown: "The size of the HTTP headers isn't known yet: only the server sees them.",
    note: "Counted since you opened this view, without handshakes and before compression.",
  },

  handshake: {
    explanation:
      "In HTTP, the browser asks and the server answers. A chat also needs the other direction: when a person writes, the server has to send first. A WebSocket makes this possible: it starts as an ordinary HTTP request that asks to switch the protocol.",
    request: "Request of the browser",
    response: "Response of the server",
    switchedNote:
      "Status 101 means that the protocol is switched. From here on, the same TCP connection carries frames instead of HTTP, in both directions and at any time, until either side closes it. The headers are sent only once.",
    requestNote:
      "A script can't read its own request headers, so the server sends back what it received: as HTTP/1.1, with sorted names in lower case, and without headers that proxies added. Of cookies, only the size is shown. A proxy may have used its own Sec-WebSocket-Key.",
    responseNote:
      "A script can't read the response. These are the lines that it must contain. Servers in between may add others.",
    hidden: (bytes: string) => `${bytes}, not shown`,
    size: (bytes: string) => `${bytes} in total`,
    sizeAtLeast: (bytes: string) => `at least ${bytes}`,
    compressed: (extensions: string) =>
      `Both sides agreed to compress frames (${extensions}). A script sees frames only before compression, so all sizes here are uncompressed: a long frame needs fewer bytes on the network.`,
    uncompressed: "Compression was not negotiated: frames are sent as they are.",
    polling:
      "With long-polling, the protocol is never switched. Every poll and every message is an ordinary request that sends headers like these again.",
    unknown: "The server hasn't sent back the request yet.",
  },

  frames: {
    explanation:
      "Each line is a frame: its type, and a bar of its bytes. Open a frame to see every byte. A frame has a header of 2 to 10 bytes. Frames from the browser have 4 more: browsers mask what they send, so that proxies don't mistake it for HTTP.",
    explanationPolling:
      "Each line is a request and its response. The page sends in a POST. The room sends in the response to a GET that the page made earlier. Open a line to see all of it.",
    none: "No traffic yet. In a quiet room there is only a ping of one byte every 25 seconds. Send a message.",
    noneMatch: "No recorded frames match the filter.",
    discarded: {
      one: "# earlier frame is counted above, but no longer stored.",
      other: "# earlier frames are counted above, but no longer stored.",
    } as Plural,
    tools: "Filter frames",
    outgoing: "Sent",
    incoming: "Received",
    heartbeats: "Pings",
    pause: "Pause",
    resume: { one: "Resume (# new)", other: "Resume (# new)" } as Plural,
    clear: "Clear",
    more: { one: "Show # older", other: "Show # older" } as Plural,
    out: "sent",
    in: "received",
    pending: "waiting for a response",
    ended: "ended without data",
    binary: "binary",
    byteShares: (transport: string, protocol: string, data: string) =>
      `${transport} transport, ${protocol} protocol, ${data} data`,
    copy: "Copy text",
    copied: "Copied",
    notCopied: "Your browser blocked copying.",
    at: (time: string, transport: string) => `${time}, ${transport}`,
    compressed: (encoding: string) =>
      `The body of the response was sent compressed (${encoding}). It is shown uncompressed.`,
    moreBytes: { one: "and # more byte", other: "and # more bytes" } as Plural,
  },

  /** Explains each part of a frame. */
  pieces: {
    opcode: (type: string) => `The last frame of a message of type ${type}`,
    length: (size: string) => `${size} bytes of payload follow, not masked`,
    maskedLength: (size: string) => `${size} bytes of payload follow, masked`,
    mask: "The masking key: 4 random bytes from the browser. The payload is shown unmasked",
    requestHead: "The headers of the request",
    responseHead: "The headers of the response",
    separator: "Separates two packets",
    engineType: (type: string) => `Engine.IO: a packet of type ${type}`,
    socketType: (type: string) => `Socket.IO: a packet of type ${type}`,
    attachments: "The number of binary attachments that follow",
    namespace: "The namespace",
    ackId: "The ID that the acknowledgement will carry",
    ackIdBack: "The ID of the event that this acknowledges",
    rest: "Data of the protocol itself",
    received: "Confirms that the server received the POST",
    data: "Your data as JSON: the name of the event and its arguments",
    ackData: "Your data as JSON: the response to the event",
    binary: "Your data, binary",
    unknown: "size not known",
  },

  comparison: {
    explanation:
      "Before WebSockets, a page had to keep asking for news. With long-polling, the server holds each request open until it has something to send. Each delivery then costs a response and a new request, and each message sent costs a request of its own, all with their headers.",
    method:
      "This measures the difference: a second connection with the other transport joins the same room and sends your messages again. No one else notices: to the room it's you in another tab, and a message that is sent twice is stored once.",
    start: "Start measuring",
    stop: "Stop measuring",
    opening: "Opening the second connection…",
    measuring: "Measuring. Send a message, or wait for others to write.",
    stoppedByTime:
      "Stopped after five minutes, because polling keeps the room from hibernating. You can start again.",
    stoppedByFailure: "The second connection was closed.",
    caption: "The same conversation over both transports",
    websocket: "WebSocket",
    polling: "Long-polling",
    chatConnection: "this chat",
    secondConnection: "second connection",
    count: "Frames or requests",
    out: "Sent",
    in: "Received",
    data: "Your data",
    overhead: "Overhead per packet",
    wait: "Time until a message is stored",
    opened: "Headers to connect",
    milliseconds: (count: string) => `${count} ms`,
    none: "none yet",
    times: (factor: string) =>
      `For the same messages, long-polling used ${factor} times as many bytes as the WebSocket.`,
    note: "HTTP is counted as HTTP/1.1, before compression, with the request headers that the server received and the real response headers. HTTP/2 and HTTP/3 compress headers, so the difference is smaller there, but still large. Typing indicators, edits and the like are not sent twice, and not counted on either side.",
  },

  socketio: {
    explanation:
      "A WebSocket only carries frames. It doesn't know what a frame means, whether it was acknowledged, or how to reconnect. Socket.IO adds this for a few bytes per packet. This connection uses all of the following:",
    types: "Packet types",
    typesText:
      "The first characters of a frame are digits: one for Engine.IO, which manages the connection (4 is a message, 2 a ping, 3 a pong), and one for Socket.IO, which gives the message a type (0 CONNECT, 2 EVENT, 3 ACK). So far:",
    acks: "Acknowledgements",
    acksText:
      "A number after the digits asks for an acknowledgement, which carries the same number. This is how the page knows that your message is stored. Until then, the message is shown as pending. Without an acknowledgement, it is sent again.",
    acksSeen: (answered: string, asked: string) => `${answered} of ${asked} requests were acknowledged`,
    median: (milliseconds: string) => `, half of them within ${milliseconds} ms`,
    heartbeat: "Heartbeats",
    heartbeatText:
      "A lost connection looks like a quiet one, so one side sends a ping every 25 seconds. Here the page sends 2 and receives 3. After two pings without a pong, it closes the connection.",
    heartbeatSeen: { one: "# ping so far", other: "# pings so far" } as Plural,
    reconnect: "Reconnecting",
    reconnectText:
      "When the connection is lost, the page opens a new one, with growing delays between attempts. The CONNECT packet then says what the page received last, and the room sends only what it missed.",
    reconnectSeen: { one: "# connection so far", other: "# connections so far" } as Plural,
    fallback: "Fallback",
    fallbackText:
      "Some networks block WebSockets. Then the same packets travel in the bodies of HTTP requests, and the layers above don't change. Try it: the button at the top switches the transport of this room while you chat.",
    each: (type: string, count: string) => `${type}: ${count}`,
  },
};

export type InspectorWords = typeof words;
