/** The wire format of each contender: the minimum that its own client sends. */

/** What to do with a frame received before a socket has joined. */
export type Greeting = { reply: string } | "joined" | "wait";

export interface Dialect {
  /** The path and query of a room's WebSocket. */
  path(room: string): string;
  /** Answers the frames before the socket has joined; absent where the open WebSocket is all there is. */
  greet?(frame: string): Greeting;
  /**
   * A broadcast message.
   *
   * @param id unique in the room
   * @param after the newest `seq` the sender has seen
   */
  say(text: string, id: number, after: number): string;
  /** A request that is answered to its sender alone. */
  ask(id: number): string;
  /** Whether a frame is such an answer, or the acknowledgement of a message. */
  isAnswer(bytes: Buffer, start: number): boolean;
  /** Whether deliveries carry a `seq`, which the sender includes as seen in its next message. */
  hasSeq: boolean;
  /** What the client sends now and then, and what the server answers to it. */
  heartbeat?: { ping: string; pong: string };
  /** A ping of the server, and the answer to it. */
  serverPing?: { ping: string; pong: string };
}

const BANG = 0x21;
const FOUR = 0x34;
const THREE = 0x33;

const plain = (path: (room: string) => string): Dialect => ({
  path,
  say: (text) => text,
  ask: (id) => `?${id}`,
  isAnswer: (bytes, start) => bytes[start] === BANG,
  hasSeq: false,
});

const greetSocketIO =
  (isJoined: (frame: string) => boolean) =>
  (frame: string): Greeting =>
    frame.startsWith("0{") ? { reply: "40" } : isJoined(frame) ? "joined" : "wait";

/** Socket.IO protocol 5: "43" begins an acknowledgement. */
const isAcknowledgement = (bytes: Buffer, start: number): boolean =>
  bytes[start] === FOUR && bytes[start + 1] === THREE;

const serverPing = { ping: "2", pong: "3" };

const chatRoom = (query: string): Dialect => ({
  path: (room) => `/rooms/${room}/socket.io/?EIO=4&transport=websocket${query}`,
  greet: greetSocketIO((frame) => frame.startsWith('42["welcome"')),
  say: (text, id, after) => `42${id}["message:send",${JSON.stringify({ nonce: `n${id}`, text, after })}]`,
  ask: (id) => `42${id}["typing",{"active":false}]`,
  isAnswer: isAcknowledgement,
  hasSeq: true,
  serverPing,
});

export const dialects = {
  plain: plain((room) => `/rooms/${room}`),
  party: plain((room) => `/parties/rooms/${room}`),
  socketio: {
    path: (room) => `/socket.io/?EIO=4&transport=websocket&room=${room}`,
    greet: greetSocketIO((frame) => frame.startsWith("40{")),
    say: (text) => `42["message",${JSON.stringify(text)}]`,
    ask: (id) => `42${id}["ask"]`,
    isAnswer: isAcknowledgement,
    hasSeq: false,
    serverPing,
  },
  /** As the project's page: it sends its own heartbeat. */
  chatRoom: { ...chatRoom("&heartbeat=client"), heartbeat: { ping: "2", pong: "3" } },
  /** As any stock Socket.IO client: the server pings. */
  chatRoomStock: chatRoom(""),
} satisfies Record<string, Dialect>;

export type DialectName = keyof typeof dialects;
