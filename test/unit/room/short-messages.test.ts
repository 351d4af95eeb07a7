import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeAlone, ShortMessageEncoder } from "../../../src/room/broadcast/short-messages.ts";
import type { Message } from "../../../src/shared/contract/index.ts";
import { ShortMessages } from "../../../src/web/core/messages/short-messages.ts";

const message = (seq: number, id: string, name = id, at = seq * 1_000): Message => ({
  seq,
  from: { id, name },
  at,
  text: `text ${seq}`,
});

const withoutNonce = ({ nonce: _, ...rest }: Message): Message => rest;

/** A client that reads what an encoder sends after `lastSeq`. */
function clientOf({ head }: ShortMessageEncoder, lastSeq = 0): ShortMessages {
  const client = new ShortMessages();
  client.welcome({ lastSeq, ...(head && { short: head }) });
  return client;
}

describe("a short message", () => {
  it("has all that the message has, except its nonce", () => {
    const messages: Message[] = [
      { ...message(1, "a", "Ada"), nonce: "n1" },
      { ...message(2, "b", "Bob"), nonce: "n2", replyTo: 1, attachments: [] },
      { ...message(4, "a", "Ada"), text: "", deleted: true, editedAt: 9, reactions: [] },
    ];
    const client = clientOf(new ShortMessageEncoder());
    expect(client.read(...encodeAlone(messages))).toEqual(messages.map(withoutNonce));
  });

  it("names its author once, and again with another name", () => {
    const encoder = new ShortMessageEncoder();
    const client = clientOf(encoder);
    const frames = [message(1, "a", "Ada"), message(2, "a", "Ada"), message(3, "a", "Lovelace")];
    const sent = frames.map((one) => encoder.encode([one]));
    expect(sent).toEqual([
      [[[1, 0, 0, "text 1"]], { at: 1_000, authors: [[0, "a", "Ada"]] }],
      [[[2, 1_000, 0, "text 2"]]],
      [[[3, 1_000, 1, "text 3"]], { authors: [[1, "a", "Lovelace"]] }],
    ]);
    expect(sent.flatMap((frame) => client.read(...frame))).toEqual(frames);
  });

  it("has at most 110 bytes in a frame of its own, with a text of 64 bytes", () => {
    const encoder = new ShortMessageEncoder();
    const at = 1_900_000_000_000;
    const text = "x".repeat(64);
    const from = { id: "bot_0123456789abcdef", name: "A name of some length" };
    encoder.encode([{ seq: 999_998, from, at, text }]);
    const frame = encoder.encode([{ seq: 999_999, from, at: at + 99_999, text }]);
    expect(`42${JSON.stringify(["batch", ...frame])}`.length).toBeLessThanOrEqual(110);
  });

  it("is not read by a client that does not know its author or its time, or has missed a message", () => {
    const encoder = new ShortMessageEncoder();
    encoder.encode([message(1, "a"), message(2, "b")]);
    const frame = encoder.encode([message(3, "a")]);
    const late = new ShortMessages();
    late.welcome({ lastSeq: 2 });
    expect(late.read(...frame)).toBeUndefined();
    late.welcome({ lastSeq: 2, short: { at: 2_000 } });
    expect(late.read(...frame)).toBeUndefined();
    late.welcome({ lastSeq: 1, short: { at: 2_000, authors: [[0, "a", "a"]] } });
    expect(late.read(...frame)).toBeUndefined();
    late.welcome({ lastSeq: 2, short: { at: 2_000, authors: [[0, "a", "a"]] } });
    expect(late.read(...frame)).toEqual([message(3, "a")]);
  });

  it("has the nonce that came before it, once", () => {
    const encoder = new ShortMessageEncoder();
    const client = clientOf(encoder);
    client.addNonces([
      [1, "one"],
      [3, "three"],
    ]);
    expect(client.read(...encoder.encode([message(1, "a"), message(2, "a")]))).toMatchObject([
      { seq: 1, nonce: "one" },
      { seq: 2 },
    ]);
    expect(client.read(...encoder.encode([message(3, "a")]))).toMatchObject([{ nonce: "three" }]);
  });

  it("is read the same by clients that came at different times, through sleeps and many authors", () => {
    const author = fc.integer({ min: 0, max: 70 });
    const step = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.array(fc.tuple(author, fc.integer({ min: 0, max: 2 })), {
          minLength: 1,
          maxLength: 90,
        }),
      },
      { weight: 3, arbitrary: fc.constant("joins" as const) },
      { weight: 2, arbitrary: fc.constant("returns" as const) },
      { weight: 1, arbitrary: fc.constant("sleeps" as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let encoder = new ShortMessageEncoder();
        const clients = [clientOf(encoder)];
        let seq = 0;
        for (const what of steps) {
          if (what === "joins") clients.push(clientOf(encoder, seq));
          else if (what === "sleeps") encoder = new ShortMessageEncoder();
          else if (what === "returns") {
            // It was not visible when the others got this one.
            const missed = [message(++seq, "missed", `Missed ${seq}`)];
            const frame = encoder.encode(missed);
            const [first, ...others] = clients;
            for (const client of others) expect(client.read(...frame)).toEqual(missed);
            expect(first?.read(...encodeAlone(missed))).toEqual(missed);
            first?.read([], encoder.head);
          } else {
            const messages = what.map(([id, name]) => message(++seq, `id${id}`, `Name ${id} ${name}`));
            const frame = JSON.parse(JSON.stringify(encoder.encode(messages)));
            for (const client of clients) expect(client.read(...(frame as [never]))).toEqual(messages);
            expect(encoder.head?.authors?.length).toBeLessThanOrEqual(50);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
