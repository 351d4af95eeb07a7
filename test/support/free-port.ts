/** Finds a free TCP port. */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below the range of ephemeral ports. An outgoing connection could take one of those, even one that tries to reach a server
 * which has just been killed.
 */
const FIRST = 15_000;
const LAST = 32_000;

const MAX_TRIES = 100;

/** @throws if a hundred random ports are in use */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
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
