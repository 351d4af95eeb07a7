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
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", () => setTimeout(end, 4 * ONE_WAY));
    }
    client.on("data", (data) => {
      const now = performance.now();
      setTimeout(() => upstream.writable && upstream.write(data), Math.max(now, openAt) + ONE_WAY - now);
    });
    upstream.on("data", (data) => {
      // In packets, so that two answers at once share the line as they would.
      for (let at = 0; at < data.length; at += PACKET) this.#send(client, data.subarray(at, at + PACKET));
    });
  }

  #send(client: Socket, packet: Buffer): void {
    const now = performance.now();
    this.#freeAt = Math.max(this.#freeAt, now) + packet.length / BYTES_PER_MS;
    setTimeout(
      () => {
        this.received += packet.length;
        if (client.writable) client.write(packet);
      },
      this.#freeAt + ONE_WAY - now,
    );
  }
}

const PACKET = 1_400;
