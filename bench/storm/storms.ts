/** The kinds of storm: what each socket of the flooding network sends repeatedly. */
export interface Storm {
  /** How many sockets send it. */
  sockets: number;
  /** The next event and its payload. */
  event?: (count: number) => readonly [event: string, payload: unknown];
  /** The next frame, if it is not an event. */
  frame?: (count: number) => string;
  /** Over HTTP: the method, the path below the room and the body. */
  http?: (count: number) => { method: string; path: string; body?: unknown };
  /** The next packet of a polling session, which then polls for the answer. */
  packet?: (count: number) => string;
  /** Each socket only connects and disconnects. */
  reconnects?: true;
}

const EMOJI = ["👍", "🎉", "❤️", "😀", "🚀"];

const pick = <Item>(items: readonly Item[], count: number): Item => items[count % items.length] as Item;

export const storms: Record<string, Storm> = {
  messages: {
    sockets: 250,
    event: () => ["message:send", { nonce: crypto.randomUUID(), text: "short" }],
  },
  history: { sockets: 200, event: () => ["history:get", { limit: 100 }] },
  reactions: {
    sockets: 250,
    event: (count) => ["reaction:set", { seq: 1, emoji: pick(EMOJI, count), on: count % 2 === 0 }],
  },
  typing: { sockets: 250, event: (count) => ["typing", { active: count % 2 === 0 }] },
  names: { sockets: 250, event: (count) => ["profile:set", { name: `Name ${count}` }] },
  reads: { sockets: 250, event: (count) => ["read", { seq: count % 100 }] },
  searches: { sockets: 250, event: (count) => ["search", { query: `message ${count % 100}` }] },
  edits: { sockets: 250, event: (count) => ["message:edit", { seq: 1, text: `edited ${count}` }] },
  members: { sockets: 250, event: () => ["members:get", {}] },
  unknown: { sockets: 250, event: () => ["no:such:event", {}] },
  malformed: { sockets: 250, event: () => ["message:send", { nonce: 1, text: { toString: 1 } }] },
  joins: { sockets: 100, reconnects: true },
  packets: { sockets: 250, frame: () => "3" },
  polls: { sockets: 50, packet: (count) => `42${count}["read",{"seq":${count % 100}}]` },
  "messages-http": {
    sockets: 50,
    http: () => ({ method: "POST", path: "messages", body: { text: "蜀".repeat(4_000) } }),
  },
  "history-http": { sockets: 50, http: () => ({ method: "GET", path: "messages?limit=100" }) },
};
