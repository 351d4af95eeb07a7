/** An authenticator in software: makes passkeys and answers challenges, as a browser sends them (WebAuthn, level 3). */
import { Buffer } from "node:buffer";

const base64url = (bytes: Uint8Array | ArrayBuffer): string =>
  Buffer.from(bytes as ArrayBuffer).toString("base64url");

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Buffer> =>
  Buffer.from(await crypto.subtle.digest("SHA-256", bytes));

/** Flags of the authenticator data: the person is present and verified; it has the credential's key. */
const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_KEY = 0x40;

/** What a page asks for. */
export interface Request {
  challenge: string;
  /** The domain. */
  rpId: string;
  origin: string;
}

/** What goes wrong, where a test wants it to. */
export interface Wrong {
  /** The person is not verified. */
  unverified?: boolean;
  signature?: Uint8Array;
  userHandle?: string;
}

export class Authenticator {
  readonly id = base64url(crypto.getRandomValues(new Uint8Array(16)));
  #counter = 0;

  private constructor(
    private readonly keys: CryptoKeyPair,
    private readonly x: Buffer,
    private readonly y: Buffer,
  ) {}

  static async create(): Promise<Authenticator> {
    const keys = (await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
      "sign",
      "verify",
    ])) as CryptoKeyPair;
    const { x = "", y = "" } = (await crypto.subtle.exportKey("jwk", keys.publicKey)) as JsonWebKey;
    return new Authenticator(keys, Buffer.from(x, "base64url"), Buffer.from(y, "base64url"));
  }

  /** Makes the passkey: the answer of `navigator.credentials.create`. */
  async register(request: Request, { unverified }: Wrong = {}) {
    const id = Buffer.from(this.id, "base64url");
    const flags = PRESENT | HAS_KEY | (unverified ? 0 : VERIFIED);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    // The key in COSE: a map of kty 2 (EC2), alg -7 (ES256), crv 1 (P-256), x, y.
    const key = Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
      this.x,
      Buffer.from([0x22, 0x58, 0x20]),
      this.y,
    ]);
    const data = Buffer.concat([await this.#data(request, flags), Buffer.alloc(16), length, id, key]);
    const size = Buffer.alloc(3);
    size.writeUInt8(0x59);
    size.writeUInt16BE(data.length, 1);
    // CBOR: { fmt: "none", attStmt: {}, authData }.
    const attestation = Buffer.concat([
      Buffer.from([0xa3, 0x63]),
      Buffer.from("fmt"),
      Buffer.from([0x64]),
      Buffer.from("none"),
      Buffer.from([0x67]),
      Buffer.from("attStmt"),
      Buffer.from([0xa0, 0x68]),
      Buffer.from("authData"),
      size,
      data,
    ]);
    return {
      ...this.#common,
      response: {
        clientDataJSON: base64url(clientData("webauthn.create", request)),
        attestationObject: base64url(attestation),
        transports: ["internal"],
      },
    };
  }

  /** Answers a challenge: the answer of `navigator.credentials.get`. */
  async answer(request: Request, person: string, { unverified, signature, userHandle }: Wrong = {}) {
    this.#counter += 1;
    const data = await this.#data(request, PRESENT | (unverified ? 0 : VERIFIED));
    const client = clientData("webauthn.get", request);
    const signed = new Uint8Array(Buffer.concat([data, await sha256(client)]));
    const raw = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, this.keys.privateKey, signed);
    return {
      ...this.#common,
      response: {
        clientDataJSON: base64url(client),
        authenticatorData: base64url(data),
        signature: base64url(signature ?? toDer(Buffer.from(raw))),
        userHandle: userHandle ?? base64url(Buffer.from(person)),
      },
    };
  }

  get #common() {
    return { id: this.id, rawId: this.id, type: "public-key", clientExtensionResults: {} };
  }

  async #data({ rpId }: Request, flags: number): Promise<Buffer> {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    return Buffer.concat([await sha256(new Uint8Array(Buffer.from(rpId))), Buffer.from([flags]), counter]);
  }
}

const clientData = (type: string, { challenge, origin }: Request): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })));

/** A signature of ECDSA as authenticators send it: two integers in DER, where WebCrypto joins them. */
function toDer(raw: Buffer): Buffer {
  const integer = (bytes: Buffer): Buffer => {
    const start = bytes.findIndex((byte) => byte !== 0);
    const short = bytes.subarray(start < 0 ? bytes.length - 1 : start);
    const padded = (short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), short]) : short;
    return Buffer.concat([Buffer.from([0x02, padded.length]), padded]);
  };
  const body = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
