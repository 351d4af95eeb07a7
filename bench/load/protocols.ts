/** The wire format of each contender: the minimum that its own client sends. */

/** What to do with a frame received before a socket has joined. */
export type JoinStep = { reply: string } | "joined" | "wait";

export interface WireProtocol {
  /** The path and query of a room's WebSocket. */
  path(room: string): string;
  /** Handles frames until the socket has joined; undefined if an open WebSocket has joined. */
  onJoinFrame?(frame: string): JoinStep;
  /**
   * A broadcast message.
   *
   * @param id unique in the room
   * @param after the newest `seq` the sender has seen
   */
  message(text: string, id: number, after: number): string;
  /** A request whose answer goes to its sender only. */
  request(id: number): string;
  /** Tells the room that this client is not visible, where it can. */
  hide?(id: number): string;
  /** Whether a frame is such an answer, or the acknowledgement of a message. */
  isAnswer(bytes: Buffer, start: number): boolean;
  /** Whether deliveries carry a `seq`, which the sender includes as seen in its next message. */
  hasSeq: boolean;
  /** The client's ping, and the server's answer. */
  heartbeat?: { ping: string; pong: string };
  /** A ping of the server, and the answer to it. */
  serverPing?: { ping: string; pong: string };
}

const BANG = 0x21;
const FOUR = 0x34;
const THREE = 0x33;

const plain = (path: (room: string) => string): WireProtocol => ({
  path,
  message: (text) => text,
  request: (id) => `?${id}`,
  isAnswer: (bytes, start) => bytes[start] === BANG,
  hasSeq: false,
});

const joinSocketIO =
  (isJoined: (frame: string) => boolean) =>
  (frame: string): JoinStep =>
    frame.startsWith("0{") ? { reply: "40" } : isJoined(frame) ? "joined" : "wait";

/** Socket.IO protocol 5: "43" begins an acknowledgement. */
const isAcknowledgement = (bytes: Buffer, start: number): boolean =>
  bytes[start] === FOUR && bytes[start + 1] === THREE;

/** Whether a frame is a packet that begins like this, or one of its packets does. */
export const hasPacket = (frame: string, start: string): boolean =>
  frame.startsWith(start) || frame.includes(`\x1e${start}`);

const isWelcome = (frame: string): boolean => hasPacket(frame, '42["welcome"');

const serverPing = { ping: "2", pong: "3" };

const chatRoom = (query: string): WireProtocol => ({
  path: (room) => `/rooms/${room}/socket.io/?EIO=4&transport=websocket${query}`,
  onJoinFrame: joinSocketIO(isWelcome),
  hide: (id) => `42${id}["presence:set",{"idle":false,"visible":false}]`,
  message: (text, id, after) => `42${id}["message:send",${JSON.stringify({ nonce: `n${id}`, text, after })}]`,
  request: (id) => `42${id}["typing",{"active":false}]`,
  isAnswer: isAcknowledgement,
  hasSeq: true,
  serverPing,
});

export const protocols = {
  plain: plain((room) => `/rooms/${room}`),
  party: plain((room) => `/parties/rooms/${room}`),
  socketio: {
    path: (room) => `/socket.io/?EIO=4&transport=websocket&room=${room}`,
    onJoinFrame: joinSocketIO((frame) => frame.startsWith("40{")),
    message: (text) => `42["message",${JSON.stringify(text)}]`,
    request: (id) => `42${id}["ask"]`,
    isAnswer: isAcknowledgement,
    hasSeq: false,
    serverPing,
  },
  cluster: {
    path: (room) => `/rooms/${room}/socket.io/?EIO=4&transport=websocket&heartbeat=client`,
    onJoinFrame: joinSocketIO((frame) => frame.startsWith("40{")),
    message: (text) => `42["message",${JSON.stringify(text)}]`,
    request: (id) => `42${id}["ask"]`,
    isAnswer: isAcknowledgement,
    hasSeq: false,
    heartbeat: { ping: "2", pong: "3" },
    // Asked of a client that has got much, as proof that it reads.
    serverPing,
  },
  /** As the project's page: it joins with its handshake, sends its own heartbeat, and reads short messages. */
  chatRoom: {
    ...chatRoom("&heartbeat=client&v=2&join=1"),
    // One frame with the replies to both, and `welcome`. A relay sends `welcome` after them.
    onJoinFrame: (frame) => (isWelcome(frame) ? "joined" : "wait"),
    heartbeat: { ping: "2", pong: "3" },
  },
  /** As any stock Socket.IO client: the server pings. */
  chatRoomStock: chatRoom(""),
} satisfies Record<string, WireProtocol>;

export type ProtocolName = keyof typeof protocols;
