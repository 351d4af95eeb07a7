/**
 * The device of a person who is notified by Web Push. It decrypts notices (RFC 8291) and verifies their sender (RFC 8292) by the
 * text of the RFCs, without the library that the server uses.
 */
import { createDecipheriv, createECDH, createHmac, randomBytes } from "node:crypto";
import type { PushNotice, PushSubscriptionPayload } from "../../src/shared/push.ts";

/** A request to a push service. */
export interface PushRequest {
  endpoint: string;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: Uint8Array;
}

export class PushDevice {
  readonly #ecdh = createECDH("prime256v1");
  readonly #auth = randomBytes(16);
  readonly keys: PushSubscriptionPayload["keys"];

  constructor(readonly endpoint: string) {
    this.keys = {
      p256dh: this.#ecdh.generateKeys("base64url"),
      auth: this.#auth.toString("base64url"),
    };
  }

  /** What the page sends to subscribe. */
  subscription(choice: Partial<PushSubscriptionPayload> = {}): PushSubscriptionPayload {
    return { endpoint: this.endpoint, keys: this.keys, level: "mentions", language: "en", ...choice };
  }

  /** The notice in the body of a request (RFC 8188, RFC 8291). @throws Error if it was not encrypted for this device */
  decrypt({ body, headers }: PushRequest): PushNotice {
    if (headers["content-encoding"] !== "aes128gcm") throw new Error(`${headers["content-encoding"]}`);
    // RFC 8188, 2.1: salt (16), record size (4), length of the key id (1), the key id: here the sender's public key.
    const bytes = Buffer.from(body);
    const salt = bytes.subarray(0, 16);
    const recordSize = bytes.readUInt32BE(16);
    const keyLength = bytes.readUInt8(20);
    const sender = bytes.subarray(21, 21 + keyLength);
    const record = bytes.subarray(21 + keyLength);
    if (record.length > recordSize) throw new Error("more than one record");
    // RFC 8291, 3.4.
    const shared = this.#ecdh.computeSecret(sender);
    const receiver = this.#ecdh.getPublicKey();
    const prkKey = hmac(this.#auth, shared);
    const ikm = hmac(prkKey, Buffer.concat([Buffer.from("WebPush: info\0"), receiver, sender, ONE]));
    // RFC 8188, 2.2 and 2.3.
    const prk = hmac(salt, ikm);
    const key = hmac(prk, Buffer.concat([Buffer.from("Content-Encoding: aes128gcm\0"), ONE])).subarray(0, 16);
    const nonce = hmac(prk, Buffer.concat([Buffer.from("Content-Encoding: nonce\0"), ONE])).subarray(0, 12);
    const decipher = createDecipheriv("aes-128-gcm", key, nonce);
    decipher.setAuthTag(record.subarray(-16));
    const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    // The last record ends with 2 and any number of zeros.
    const end = plain.findLastIndex((byte: number) => byte !== 0);
    if (plain[end] !== 2) throw new Error("no end of the last record");
    return JSON.parse(plain.subarray(0, end).toString()) as PushNotice;
  }
}

const ONE = Buffer.from([1]);

const hmac = (key: Uint8Array, data: Uint8Array): Buffer => createHmac("sha256", key).update(data).digest();

/** The claims of a request's JWT. @throws Error if its signature is not that of the key, or not of this server's key */
export async function verifiedClaims(
  { headers }: Pick<PushRequest, "headers">,
  serverKey: string,
): Promise<Record<string, unknown>> {
  const [, token = "", key = ""] =
    /^vapid t=([\w-]+\.[\w-]+\.[\w-]+), k=([\w-]+)$/.exec(headers.authorization ?? "") ?? [];
  if (key !== serverKey) throw new Error(`signed by another key: ${headers.authorization}`);
  const [head = "", payload = "", signature = ""] = token.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  if (read(head).alg !== "ES256") throw new Error(`not ES256: ${head}`);
  // By WebCrypto: the `verify` of workerd's `node:crypto` takes no options.
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const publicKey = await crypto.subtle.importKey("raw", Buffer.from(key, "base64url"), curve, false, [
    "verify",
  ]);
  const isValid = await crypto.subtle.verify(
    { name: "ECDSA", hash: "SHA-256" },
    publicKey,
    Buffer.from(signature, "base64url"),
    Buffer.from(`${head}.${payload}`),
  );
  if (!isValid) throw new Error("the signature is not valid");
  return read(payload);
}
