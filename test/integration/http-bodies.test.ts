/** Bodies that are too large or not text, over real HTTP: the client gets an answer to each. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningServer, startServer } from "../support/server.ts";

let server: RunningServer;
let token: string;

beforeAll(async () => {
  server = await startServer({ vars: { LIMIT_FILE_BYTES: String(FILE_BYTES) } });
  const made = await post("/api/rooms", JSON.stringify({ name: "bodies" }));
  ({ token } = (await made.json()) as { token: string });
});
afterAll(() => server.stop());

const post = (path: string, body: RequestInit["body"], headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: body ?? null,
  });

const bearer = () => ({ Authorization: `Bearer ${token}` });

const FILES = "/api/rooms/bodies/files?name=a";
const MESSAGES = "/api/rooms/bodies/messages";
const letters = (length: number) => new Uint8Array(length).fill(97);
/** Begins like a TIFF file, which the worker buffers to remove its metadata. */
const tiff = (length: number) => {
  const bytes = new Uint8Array(length);
  bytes.set([0x49, 0x49, 0x2a, 0x00, 0x08]);
  return bytes;
};
/** More than the worker buffers of one file. */
const FILE_BYTES = 18_000_000;

describe("a request body", () => {
  it.each([
    ["a file that is one byte too long", FILES, letters(FILE_BYTES + 1), true, 413, "too_large"],
    ["a file without credentials", FILES, letters(FILE_BYTES), false, 401, "unauthorized"],
    ["a file whose metadata would need too much memory", FILES, tiff(17_000_000), true, 400, "invalid"],
    ["a message of 20 MB", MESSAGES, letters(20_000_000), true, 413, "too_large"],
    ["a message of 20 MB for no route", "/api/nothing", letters(20_000_000), true, 404, "not_found"],
  ])(
    "is read to its end, so that the client gets the answer: %s",
    async (_, path, body, known, status, code) => {
      // A lost answer depends on timing, so it is tried several times.
      for (let i = 0; i < 4; i++) {
        const response = await post(path, body, known ? bearer() : {});
        expect([response.status, await response.json()]).toMatchObject([
          status,
          { ok: false, error: { code } },
        ]);
      }
    },
  );

  it("is rejected if it is not UTF-8, and not stored with replacement characters", async () => {
    const body = Uint8Array.from(Buffer.from('{"text":"caf\u00e9"}', "latin1"));
    const response = await post(MESSAGES, body, bearer());
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: "invalid" } }]);
    const utf8 = await post(MESSAGES, '\ufeff{"text":"caf\u00e9"}', bearer());
    expect(await utf8.json()).toMatchObject({ message: { text: "caf\u00e9" } });
  });
});
