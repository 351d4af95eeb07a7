/** A TCP proxy that can be muted: then it still accepts connections and requests, and answers nothing. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface MutingProxy {
  readonly url: string;
  /** Drops all data from the server, on every connection. */
  mute(): void;
}

/** Starts a proxy to a port. It stops when the test ends. */
export async function mutingProxy(port: number): Promise<MutingProxy> {
  let isMute = false;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    client.on("data", (data) => upstream.write(data));
    upstream.on("data", (data) => {
      if (!isMute) client.write(data);
    });
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => {
      if (!isMute) client.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    mute: () => {
      isMute = true;
    },
  };
}
