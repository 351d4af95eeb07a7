/** People by the thousand in one process: raw WebSockets that say who they are, and then only that they read. */
import { onTestFinished } from "vitest";
import { Opcode } from "../../../bench/load/frames.ts";
import { RawSocket } from "../../../bench/load/raw-socket.ts";
import type { RunningServer } from "../../support/server.ts";

/** Variables of a server that lets thousands in from one address. */
export const ROOMY = Object.fromEntries(
  ["SOCKETS_PER_ADDRESS", "HALF_OPEN_PER_ADDRESS", "SOCKETS_PER_ROOM"].map((name) => [
    `LIMIT_${name}`,
    "20000",
  ]),
);

/** How many come in at the same time. */
const AT_ONCE = 64;

/** How long one may wait at the door, in milliseconds. */
const PATIENCE = 90_000;

export class ManyClients {
  readonly #people: RawSocket[] = [];

  constructor(
    private readonly server: RunningServer,
    private readonly room: string,
  ) {
    onTestFinished(() => this.leave(this.#people.length));
  }

  /** Connects a client for each name. */
  async join(names: readonly string[]): Promise<void> {
    const waiting = [...names];
    const enter = async () => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await this.#enter(name);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, enter));
  }

  /** The last `count` of them leave without a word. */
  leave(count: number): void {
    for (const socket of this.#people.splice(-count, count)) socket.destroy();
  }

  async #enter(name: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const deadline = setTimeout(() => reject(new Error(`${name} was not let in`)), PATIENCE);
    const socket: RawSocket = new RawSocket({
      port: this.server.port,
      path: `/rooms/${this.room}/socket.io/?EIO=4&transport=websocket&heartbeat=client`,
      deflate: false,
      onFrame: (opcode, bytes, start, end) => {
        if (opcode !== Opcode.TEXT) return;
        const begins = bytes.toString("latin1", start, Math.min(end, start + 12));
        if (begins.startsWith("0{")) socket.send(`40${JSON.stringify({ name })}`);
        else if (begins === "2") socket.send("3");
        else if (begins === '42["welcome"') resolve();
        else if (begins.startsWith("44")) reject(new Error(bytes.toString("utf8", start, end)));
      },
      onClose: (reason) => reject(new Error(reason)),
    });
    this.#people.push(socket);
    await socket.opened;
    await promise;
    clearTimeout(deadline);
  }
}
