/** The two servers that are compared: stock Socket.IO on Node, and Socket.IO in a Durable Object. */
import { createServer } from "node:http";
import { convertV4MiniflareOptions, type LegacyWorkerOptions, Log, LogLevel, Miniflare } from "miniflare";
import { Server } from "socket.io";
import { inject } from "vitest";
import { bundledScript, workers } from "../support/build.ts";
import { setup } from "../support/fixtures/setup.ts";
import { type Variant, variants } from "../support/fixtures/variants.ts";
import { freePort } from "../support/free-port.ts";

/** A Socket.IO server for one run of a scenario. */
export interface ScenarioServer {
  readonly url: string;
  /** The path of its Socket.IO server, with a slash at both ends. */
  readonly path: string;
  /** Must be called when the server is idle: one that can be evicted is evicted now. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const pathOf = (variant: Variant): string => variants[variant].path ?? "/socket.io/";

/** Starts a stock Socket.IO server on Node. */
export async function startStock(variant: Variant): Promise<ScenarioServer> {
  const http = createServer();
  const io = new Server(http, { ...variants[variant] });
  setup(io);
  const port = await freePort();
  await new Promise<void>((resolve) => http.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    path: pathOf(variant),
    idle: () => Promise.resolve(),
    close: async () => {
      http.closeAllConnections();
      await io.close();
    },
  };
}

/** A workerd process with a Durable Object for each run. */
export interface Workerd {
  /** The address, without a slash at the end. */
  readonly url: string;
  /**
   * A fresh object.
   * @param restless evict the object whenever it is idle
   */
  start(variant: Variant, evictWhenIdle: boolean): Promise<HibernatingServer>;
  /**
   * Evicts an object while its WebSockets stay open. Waits until nothing keeps it awake.
   * @returns how many times it was evicted: 1, or 0 if it is not in memory
   */
  evict(className: string, object: string): Promise<number>;
  stop(): Promise<void>;
}

/** A server in a Durable Object, with counts of its evictions. */
export interface HibernatingServer extends ScenarioServer {
  /** How many times the object was evicted. */
  readonly evictions: number;
  /** How many times the object was constructed. */
  constructions(): Promise<number>;
  /** Wakes the object. */
  wake(): Promise<void>;
}

/** Starts workerd with the fixture's worker. */
export async function startWorkerd(): Promise<Workerd> {
  const script = await bundledScript(inject("builds"), "socketio");
  const { unstable_getMiniflareWorkerOptions: workerOptions } = await import("wrangler");
  const { compatibilityDate, compatibilityFlags, durableObjects } = workerOptions(workers.socketio)
    .workerOptions as Pick<
    LegacyWorkerOptions,
    "compatibilityDate" | "compatibilityFlags" | "durableObjects"
  >;
  const name = "socketio-fixture";
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      compatibilityDate,
      compatibilityFlags,
      durableObjects,
      name,
      modules: true,
      script,
      host: "127.0.0.1",
      port: 0,
      cf: false,
      log: new Log(LogLevel.WARN),
    }),
  );
  const url = (await miniflare.ready).href.replace(/\/$/, "");
  let objects = 0;

  return {
    url,
    evict: (className, object) => evict(miniflare, name, className, object),
    start: async (variant, evictWhenIdle) => {
      objects += 1;
      const object = `object-${objects}`;
      await fetch(`${url}/fixture/select`, { method: "POST", body: JSON.stringify({ variant, object }) });
      let evictions = 0;
      return {
        url,
        path: pathOf(variant),
        get evictions() {
          return evictions;
        },
        idle: async () => {
          if (!evictWhenIdle) return;
          evictions += await evict(miniflare, name, classOf(variant), object);
        },
        constructions: async () => {
          const response = await fetch(`${url}/fixture/activity`);
          return ((await response.json()) as { constructions: number }).constructions;
        },
        wake: async () => {
          await fetch(`${url}/fixture/wake`, { method: "POST" });
        },
        close: () => Promise.resolve(),
      };
    },
    stop: () => miniflare.dispose(),
  };
}

/** The class name of a variant: `NoUpgrades` for `NO_UPGRADES`. */
const classOf = (variant: Variant): string =>
  variant
    .split("_")
    .map((word) => `${word[0]}${word.slice(1).toLowerCase()}`)
    .join("");

/** Evicts an object while its WebSockets stay open. Returns 1, or 0 if it is not in memory. */
async function evict(
  miniflare: Miniflare,
  worker: string,
  className: string,
  object: string,
): Promise<number> {
  try {
    await miniflare.unsafeEvictDurableObject(worker, className, { name: object, webSockets: "hibernate" });
    return 1;
  } catch (error) {
    if (String(error).includes("not currently running")) return 0;
    throw error;
  }
}
