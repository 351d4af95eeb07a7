/** Stores what a deployment creates once: the signing secret, where there is no `SESSION_SECRET`, and the keys for Web Push. */

import { DurableObject } from "cloudflare:workers";
import { Buffer } from "node:buffer";
import { canRead } from "../platform/storage-check.ts";

const KEY = "session-secret";
const VAPID_KEYS = "vapid-keys";

/** A key pair on P-256 in base64url: the public key as an uncompressed point, the private one as a scalar. */
export interface VapidKeys {
  publicKey: string;
  privateKey: string;
}

/**
 * Creates each secret on the first call and returns the same one from then on.
 *
 * A deployment has a single object of this class, so two deployments never accept each other's sessions. It stores two keys and has
 * no tables, so it needs no migrations.
 */
export class SecretStore extends DurableObject {
  /** @returns 244 random bits */
  secret(): string {
    const stored = this.ctx.storage.kv.get<string>(KEY);
    if (stored !== undefined) return stored;
    const secret = crypto.randomUUID() + crypto.randomUUID();
    this.ctx.storage.kv.put(KEY, secret);
    return secret;
  }

  /** For `GET /api/ready`. Stores nothing. @throws if the storage cannot be read */
  isReady(): boolean {
    return canRead(this.ctx.storage);
  }

  /** The key pair for Web Push. */
  async vapidKeys(): Promise<VapidKeys> {
    const created = this.#storedKeys ?? (await createVapidKeys());
    // Another call may have stored its keys meanwhile: all calls return the same.
    const stored = this.#storedKeys;
    if (stored !== undefined) return stored;
    this.ctx.storage.kv.put(VAPID_KEYS, created);
    return created;
  }

  get #storedKeys(): VapidKeys | undefined {
    return this.ctx.storage.kv.get<VapidKeys>(VAPID_KEYS);
  }
}

async function createVapidKeys(): Promise<VapidKeys> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const pair = (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
  const point = (await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer;
  const { d = "" } = (await crypto.subtle.exportKey("jwk", pair.privateKey)) as JsonWebKey;
  return { publicKey: Buffer.from(point).toString("base64url"), privateKey: d };
}
