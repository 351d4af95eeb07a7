/** Finds a free TCP port. */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below the range of ephemeral ports. An outgoing connection could take one of those, even one that tries to reach a server
 * which has just been killed.
 */
const FIRST = 15_000;
const LAST = 32_000;

/**
 * Each worker of Vitest has ports of its own, up to nine workers: a port that another one has chosen looks free until its server listens.
 */
const SHARES = 10;

const MAX_TRIES = 100;

/** The ports that this process has tried. */
const taken = new Set<number>();

/** A port that no other worker of this run gets, and this process only once. @throws if a hundred random ports are in use */
export async function freePort(): Promise<number> {
  const share = Number(process.env.VITEST_POOL_ID ?? 0) % SHARES;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const port = FIRST + SHARES * randomInt((LAST - FIRST) / SHARES) + share;
    if (taken.has(port)) continue;
    taken.add(port);
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
