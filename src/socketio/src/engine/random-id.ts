/** Random ids of connections and sockets. */

import { Buffer } from "node:buffer";

const BYTES = 15;
const POOL_BYTES = BYTES * 64;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Returns 15 random bytes as 20 characters of base64url. They come from a pool: a call of the runtime for each takes longer. */
export function randomId(): string {
  if (used === POOL_BYTES) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  used += BYTES;
  return pool.toString("base64url", used - BYTES, used);
}
