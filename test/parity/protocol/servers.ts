/** The servers that the protocol suites run against: stock ones on Node, and ours, which may be evicted all the time. */
import { createServer } from "node:http";
import { Server as EngineServer } from "engine.io";
import { Server } from "socket.io";
import {
  type ProtocolServerName,
  protocolServers,
  setUpSocketEcho,
} from "../../support/fixtures/protocol-servers.ts";
import { freePort } from "../../support/free-port.ts";
import type { Workerd } from "../servers.ts";

/** A server for one case. */
export interface ProtocolServer {
  /** The address of its Engine.IO endpoint, without the query. */
  readonly url: string;
  /** Whether the server sends a greeting first, which is no part of the protocol. */
  readonly greets: boolean;
  /** How many GET requests it has got. */
  polls(): Promise<number>;
  /** Says that nothing keeps the object awake any more: each connection has joined a namespace, over a WebSocket. */
  maySleep(): void;
  /** Resolves when the object is not in memory; at once if it is never evicted. */
  untilAsleep(): Promise<void>;
  /** How many times the object was evicted. */
  readonly evictions: number;
  close(): Promise<void>;
}

/** Starts a server for a case. */
export type StartServer = (name: ProtocolServerName) => Promise<ProtocolServer>;

/** Starts stock `engine.io` or `socket.io` on Node. */
export const startOnNode: StartServer = async (name) => {
  const http = createServer();
  const options = { ...protocolServers[name] };
  if (name.startsWith("engine")) {
    const engine = new EngineServer(options);
    engine.attach(http, { path: "/socket.io" });
    engine.on("connection", (socket) =>
      socket.on("message", (message: string | Buffer) => socket.send(message)),
    );
  } else setUpSocketEcho(new Server(http, options));
  let polls = 0;
  http.on("request", ({ method }) => {
    if (method === "GET") polls += 1;
  });
  const port = await freePort();
  await new Promise<void>((resolve) => http.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${port}/socket.io/`,
    greets: false,
    polls: () => Promise.resolve(polls),
    maySleep: () => {},
    untilAsleep: () => Promise.resolve(),
    evictions: 0,
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
};

let objects = 0;

/** Miniflare evicts one object at a time, and answers no request while another eviction waits. */
let lastEviction: Promise<unknown> = Promise.resolve();

/**
 * Starts a Durable Object.
 *
 * @param interval how often it is evicted once it may sleep, in milliseconds; by default never
 */
export const startInWorkerd =
  (workerd: () => Workerd, interval?: number): StartServer =>
  (name) => {
    objects += 1;
    const object = `${name}-${objects}`;
    const base = `${workerd().url}/test-server/${object}`;
    let isClosed = false;
    let evictions = 0;
    let notify: () => void = () => {};
    let evicting: Promise<void> | undefined;
    const evict = async (): Promise<void> => {
      if (!isClosed) evictions += await workerd().evict("TestServer", object);
      notify();
    };
    const keepEvicting = async (): Promise<void> => {
      while (!isClosed) {
        await new Promise((resolve) => setTimeout(resolve, interval));
        const eviction = lastEviction.then(evict);
        lastEviction = eviction.catch(() => {});
        await eviction;
      }
    };
    return Promise.resolve({
      url: `${base}/socket.io/`,
      greets: name.startsWith("engine"),
      polls: async () => {
        const response = await fetch(`${base}/log`);
        const { notes } = (await response.json()) as { notes: unknown[] };
        return notes.filter((method) => method === "GET").length;
      },
      maySleep: () => {
        if (interval === undefined) return;
        evicting ??= keepEvicting();
        // `close` reports it.
        evicting.catch(() => {});
      },
      untilAsleep: () =>
        evicting === undefined
          ? Promise.resolve()
          : new Promise((resolve) => {
              notify = resolve;
            }),
      get evictions() {
        return evictions;
      },
      close: async () => {
        isClosed = true;
        await evicting;
      },
    });
  };
