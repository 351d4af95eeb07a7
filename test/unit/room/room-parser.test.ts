/** The encoder of a room, compared with the stock encoder and read by the stock decoder. */
import { Decoder, Encoder } from "socket.io-parser";
import { describe, expect, test } from "vitest";
import { roomParser } from "../../../src/room/broadcast/room-parser.ts";
import type { Message, Welcome } from "../../../src/shared/contract/index.ts";

const EVENT = 2;
const encoder = new roomParser.Encoder();

const message = (seq: number, text: string): Message => ({
  seq,
  from: { id: "a", name: "Ada" },
  at: 1,
  text,
  nonce: `n${seq}`,
});

const welcome = (id: string, messages: Message[]): Welcome => ({
  v: 1,
  room: "general",
  you: { id, name: 'Quo"ted' },
  settings: { visibility: "public", topic: "", locked: false, slowMode: 0, retention: {} },
  members: [{ id, name: "}]" }],
  memberCount: 1,
  messages,
  changes: [],
  lastSeq: messages.at(-1)?.seq ?? 0,
  rev: 0,
  gap: false,
});

const packet = (...data: unknown[]) => ({ type: EVENT, nsp: "/", data, options: { compress: true } });

/** An encoded packet, decoded by the stock decoder. */
function decoded(encoded: Array<string | Uint8Array>): unknown {
  let result: unknown;
  const decoder = new Decoder();
  decoder.on("decoded", ({ type, nsp, data }) => {
    result = { type, nsp, data };
  });
  for (const part of encoded) decoder.add(part);
  return result;
}

describe("the room's parser", () => {
  test("sends every client its own welcome with the shared page", () => {
    const page = [message(1, 'a "quote", a \u2028 and \u{1f680}'), message(2, '}],"messages":[]')];
    for (const id of ["ada", "ben"]) {
      const sent = welcome(id, page);
      expect(decoded(encoder.encode(packet("welcome", sent)))).toEqual({
        type: EVENT,
        nsp: "/",
        data: ["welcome", sent],
      });
    }
  });

  test("sends a page that changed, and the empty page of a new room", () => {
    const before = [message(1, "before")];
    encoder.encode(packet("welcome", welcome("ada", before)));
    for (const page of [[message(1, "after")], []]) {
      const sent = welcome("ben", page);
      expect(decoded(encoder.encode(packet("welcome", sent)))).toMatchObject({ data: ["welcome", sent] });
    }
  });

  test("encodes every other packet like the stock encoder", () => {
    const packets = [
      packet("messages", [message(1, "hello")]),
      packet("welcome", welcome("ada", []), "and more"),
      { ...packet("welcome", welcome("ada", [])), id: 7 },
      { ...packet("welcome", welcome("ada", [])), nsp: "/other" },
      packet("binary", new Uint8Array([1, 2, 3])),
      { type: 3, nsp: "/", id: 1, data: [{ ok: true }] },
      { type: 0, nsp: "/", data: { sid: "x" } },
    ];
    for (const one of packets) {
      expect(encoder.encode(structuredClone(one))).toEqual(
        new Encoder().encode(structuredClone(one) as never),
      );
    }
  });
});
