/** A stock Socket.IO client of the cluster chat. It sends each text once, and returns on any node. */
import { io, type Socket } from "socket.io-client";
import type { SeededRandom } from "./random.ts";

/** How long an acknowledgement may take, in milliseconds. */
const ACK_TIMEOUT = 10_000;

/** How long the answer of all nodes may take, in milliseconds. */
const IDS_TIMEOUT = 60_000;

/** A client. */
export class ClusterClient {
  readonly name: string;
  /** All texts that it received, in the order of arrival. */
  readonly received: string[] = [];
  /** The texts that came to this client alone. */
  readonly own: string[] = [];
  /** Its texts that were acknowledged. Another may have been sent, or not. */
  readonly acknowledged: string[] = [];
  /** Violations that it detected itself. */
  readonly errors: string[] = [];
  recoveries = 0;
  sent = 0;
  #isFirst = true;
  readonly #socket: Socket;

  constructor(url: string, cluster: string, name: string, random: SeededRandom) {
    this.name = name;
    this.#socket = io(url, {
      path: `/cluster-chat/${cluster}/socket.io/`,
      // Long-polling keeps an object awake, so that it cannot be evicted.
      transports: ["websocket"],
      query: { place: name },
      forceNew: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 400,
    });
    this.#socket.on("said", (text: string) => this.received.push(text));
    this.#socket.on("own", (text: string) => this.own.push(text));
    this.#socket.on("connect", () => {
      if (this.#socket.recovered) this.recoveries++;
      else if (!this.#isFirst) this.errors.push(`${name} lost its session`);
      this.#isFirst = false;
    });
    // Half of the times it returns on another node.
    this.#socket.io.on("reconnect_attempt", () => {
      if (random.next() < 0.5) this.#socket.io.opts.query = { place: `${name} ${random.between(1, 100)}` };
    });
  }

  get isConnected(): boolean {
    return this.#socket.connected;
  }

  get id(): string {
    return this.#socket.id ?? "";
  }

  /** Sends a text, if the client is connected. Resolves once it is acknowledged, or the time is over. */
  async send(text: string): Promise<void> {
    if (!this.#socket.connected) return;
    this.sent++;
    try {
      await this.#socket.timeout(ACK_TIMEOUT).emitWithAck("say", text);
      this.acknowledged.push(text);
    } catch {
      // The connection broke, or the server was killed: nobody knows whether the text was sent.
    }
  }

  /** The ids of all sockets in the cluster. */
  async fetchIds(): Promise<string[]> {
    return (await this.#socket.timeout(IDS_TIMEOUT).emitWithAck("who")) as string[];
  }

  /** Connects again, if the server has ended the connection. */
  reconnect(): void {
    if (!this.#socket.active) this.#socket.connect();
  }

  leave(): void {
    this.#socket.disconnect();
  }
}
