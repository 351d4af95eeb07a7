/** What the trials of `src/socketio/docs/from-node.md` share: servers and stock clients inside workerd. */
import type { Server, Socket } from "socket.io";
import type { Socket as ClientSocket } from "socket.io-client";
import type { SocketIOOptions } from "socket.io-durable-objects";
import { type OpenedServer, open } from "../../support/fixtures/open-server.ts";
import { connectStock } from "../../support/fixtures/stock-client.ts";
import type { TestServer } from "../../support/fixtures/test-server.ts";

export type Answer = (...args: unknown[]) => void;
export type Trial = () => void | Promise<void>;

const clients: ClientSocket[] = [];

/** Disconnects all clients. */
export function disconnectAll(): void {
  for (const client of clients.splice(0)) client.disconnect();
}

export const connect = (
  server: OpenedServer,
  namespace?: string,
  options?: Parameters<typeof connectStock>[2],
) => {
  const client = connectStock(server.stub, namespace, options);
  clients.push(client);
  return client;
};

/** A client that is connected. */
export async function enter(...args: Parameters<typeof connect>): Promise<ClientSocket> {
  const client = connect(...args);
  await new Promise((resolve, reject) =>
    client.once("connect", () => resolve(null)).once("connect_error", reject),
  );
  return client;
}

export const ask = (client: ClientSocket, event: string, ...args: unknown[]): Promise<unknown> =>
  client.timeout(20_000).emitWithAck(event, ...args);

/** The arguments of the next event. */
export const next = (client: ClientSocket, event: string): Promise<unknown[]> =>
  new Promise((resolve) => client.once(event, (...args: unknown[]) => resolve(args)));

/** A server whose clients call `call` on their socket, and get what it returns. */
export const serverThat = (
  call: (socket: Socket, io: Server, testServer: TestServer) => unknown,
  options?: SocketIOOptions,
  namespace: string | RegExp = "/",
) =>
  open((io, testServer) => {
    io.of(namespace as string).on("connection", (socket) => {
      socket.on("call", async (answer: Answer) => answer(await call(socket, io, testServer)));
    });
  }, options);
