/** A TCP proxy that simulates a bad network: it delays data and closes connections, also in the middle of a frame. */
import { connect, createServer, type Server, type Socket } from "node:net";
import type { SeededRandom } from "./random.ts";

/** The size of the pieces of data while the network is slow, so that connections break inside frames. */
const PIECE_BYTES = 40;

/** A network between the clients and the server. */
export class BadNetwork {
  readonly #server: Server;
  readonly #links = new Set<Socket>();
  /** The delay of a piece, in milliseconds; 0 while the network is good. */
  delay = 0;
  cuts = 0;

  readonly #target: number;
  readonly #random: SeededRandom;

  constructor(target: number, random: SeededRandom) {
    this.#target = target;
    this.#random = random;
    this.#server = createServer((client) => this.#link(client));
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
  }

  /** Closes a share of the connections, from 0 to 1. */
  cut(share: number): void {
    for (const link of this.#links) {
      if (this.#random.next() >= share) continue;
      this.cuts++;
      link.destroy();
    }
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #link(client: Socket): void {
    const server = connect(this.#target, "127.0.0.1");
    this.#links.add(client);
    for (const socket of [client, server]) socket.setNoDelay(true).on("error", () => socket.destroy());
    client.on("close", () => {
      this.#links.delete(client);
      server.destroy();
    });
    server.on("close", () => client.destroy());
    this.#pump(client, server);
    this.#pump(server, client);
  }

  #pump(from: Socket, to: Socket): void {
    let passing = Promise.resolve();
    from.on("data", (chunk: Buffer) => {
      if (this.delay === 0) {
        passing = passing.then(() => void (to.writable && to.write(chunk)));
        return;
      }
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        const piece = chunk.subarray(at, at + PIECE_BYTES);
        passing = passing.then(async () => {
          if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
          if (to.writable) to.write(piece);
        });
      }
    });
    from.on("end", () => passing.then(() => to.end()));
  }
}
