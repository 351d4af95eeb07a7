/** A slow network on this machine: a TCP proxy with a bandwidth and a round trip, which counts what comes through. */

import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** Slow 4G as Lighthouse has it. */
const BYTES_PER_MS = 1_600_000 / 8 / 1_000;
const ONE_WAY = 75;

export class SlowNetwork {
  /** Bytes that came from the server, with all headers and frames. */
  received = 0;
  /** When the line is free again, in milliseconds of `performance.now()`: connections share it. */
  #freeAt = 0;

  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async to(port: number): Promise<SlowNetwork> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the proxy has no port");
    const network = new SlowNetwork(server, `http://127.0.0.1:${address.port}`);
    server.on("connection", (client) => network.#join(client, port));
    return network;
  }

  close(): void {
    this.#server.close();
  }

  #join(client: Socket, port: number): void {
    const upstream = connect(port, "127.0.0.1");
    // To open a connection takes a round trip, which a local one does not have.
    const openAt = performance.now() + 2 * ONE_WAY;
    const [toServer, toClient] = [new Schedule(), new Schedule()];
    for (const [socket, other, later] of [
      [client, upstream, toServer],
      [upstream, client, toClient],
    ] as const) {
      socket.setNoDelay(true);
      socket.on("error", () => other.destroy());
      // After all that is still on its way.
      socket.on("close", () =>
        later.add(Math.max(performance.now(), this.#freeAt) + ONE_WAY, () => other.destroy()),
      );
    }
    client.on("data", (data) => {
      toServer.add(
        Math.max(performance.now(), openAt) + ONE_WAY,
        () => upstream.writable && upstream.write(data),
      );
    });
    upstream.on("data", (data) => {
      // In packets, so that two answers at once share the line as they would.
      for (let at = 0; at < data.length; at += PACKET) {
        const packet = data.subarray(at, at + PACKET);
        this.#freeAt = Math.max(this.#freeAt, performance.now()) + packet.length / BYTES_PER_MS;
        toClient.add(this.#freeAt + ONE_WAY, () => {
          this.received += packet.length;
          if (client.writable) client.write(packet);
        });
      }
    });
  }
}

/** Does things at their times, in `performance.now()`, and in order: timers that are due together may fire in any order. */
class Schedule {
  readonly #waiting: { at: number; run(): void }[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param at not earlier than that of the one before */
  add(at: number, run: () => void): void {
    this.#waiting.push({ at, run });
    this.#wait();
  }

  #wait(): void {
    const next = this.#waiting[0];
    if (next === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        while (this.#waiting[0] !== undefined && this.#waiting[0].at <= performance.now())
          this.#waiting.shift()?.run();
        this.#wait();
      },
      Math.max(0, next.at - performance.now()),
    );
  }
}

const PACKET = 1_400;
