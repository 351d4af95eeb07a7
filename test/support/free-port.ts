/** A TCP port that nobody listens on at this moment. */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the ports that systems give to connections that go out: one of those may take a port between a look at it and its use. */
const FIRST = 15_000;
const LAST = 32_000;

const MOST_TRIES = 100;

/** @throws when a hundred ports in a row are taken */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const port = randomInt(FIRST, LAST);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${FIRST} to ${LAST} is free`);
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
