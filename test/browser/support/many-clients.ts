/** Thousands of clients in one process: raw WebSockets that join a room and then only answer pings. */
import { onTestFinished } from "vitest";
import { Opcode } from "../../../bench/load/frames.ts";
import { RawSocket } from "../../../bench/load/raw-socket.ts";
import type { RunningServer } from "../../support/server.ts";

/** Variables of a server that admits thousands of clients from one address. */
export const MANY_CONNECTIONS = Object.fromEntries(
  ["SOCKETS_PER_ADDRESS", "HALF_OPEN_PER_ADDRESS", "SOCKETS_PER_ROOM"].map((name) => [
    `LIMIT_${name}`,
    "20000",
  ]),
);

/** How many clients connect at the same time. */
const CONCURRENCY = 64;

/** How long a client may take to join, in milliseconds. */
const JOIN_DEADLINE = 90_000;

export class ManyClients {
  readonly #sockets: RawSocket[] = [];

  constructor(
    private readonly server: Pick<RunningServer, "port">,
    private readonly room: string,
  ) {
    onTestFinished(() => this.leave(this.#sockets.length));
  }

  /** Connects a client for each name. */
  async join(names: readonly string[]): Promise<void> {
    const waiting = [...names];
    const joinNext = async () => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await this.#join(name);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, joinNext));
  }

  /** Destroys the connections of the last `count` clients. */
  leave(count: number): void {
    for (const socket of this.#sockets.splice(-count, count)) socket.destroy();
  }

  async #join(name: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const deadline = setTimeout(() => reject(new Error(`${name} was not admitted`)), JOIN_DEADLINE);
    const socket: RawSocket = new RawSocket({
      port: this.server.port,
      path: `/rooms/${this.room}/socket.io/?EIO=4&transport=websocket&heartbeat=client`,
      deflate: false,
      onFrame: (opcode, bytes, start, end) => {
        if (opcode !== Opcode.TEXT) return;
        const packet = bytes.toString("latin1", start, Math.min(end, start + 12));
        if (packet.startsWith("0{")) socket.send(`40${JSON.stringify({ name })}`);
        else if (packet === "2") socket.send("3");
        else if (packet === '42["welcome"') resolve();
        else if (packet.startsWith("44")) reject(new Error(bytes.toString("utf8", start, end)));
      },
      onClose: (reason) => reject(new Error(reason)),
    });
    this.#sockets.push(socket);
    await socket.opened;
    await promise;
    clearTimeout(deadline);
  }
}
