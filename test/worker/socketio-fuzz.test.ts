/**
 * Arbitrary bytes and arbitrary packets, in arbitrary order, at a session of either transport. A few runs at a time with
 * a seed that a failure prints; `FUZZ_RUNS=5000` runs more.
 */
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "../support/fixtures/client.ts";
import { join, open } from "../support/fixtures/open-server.ts";

const numRuns = Number((env as { FUZZ_RUNS?: string }).FUZZ_RUNS || 60);

const object = open(
  (io, { log }) => {
    for (const name of ["/", "/other"])
      io.of(name).on("connection", (socket) => {
        if (!socket.recovered) socket.data.name = socket.handshake.auth.name ?? "anonymous";
        socket.join("all");
        socket.on("echo", (...args: unknown[]) => {
          const answer = args.at(-1);
          if (typeof answer === "function") answer(...args.slice(0, -1));
        });
        socket.on("own", (answer: unknown) => {
          if (typeof answer === "function") answer(socket.id, socket.data);
        });
        socket.on("question", () => socket.emit("question", (answer: unknown) => log.notes.push(answer)));
      });
    io.of(/^\/dynamic-\d$/);
  },
  { maxHttpBufferSize: 10_000 },
);

let healthy: Client;
let ofHealthy: unknown[];

beforeAll(async () => {
  healthy = await join(object, { name: "healthy" });
  ofHealthy = await healthy.emitWithAck("own");
  expect(ofHealthy).toEqual([healthy.id, { name: "healthy" }]);
});

afterAll(() => {
  expect(object.log.failures).toEqual([]);
});

const json = fc.json({ maxDepth: 3 });
const namespace = fc.constantFrom("", "/other,", "/dynamic-1,", "/dynamic-2,", "/nowhere,", "/,", "/other");
const event = fc.constantFrom(
  "echo",
  "own",
  "question",
  "unheard",
  "connect",
  "disconnect",
  "error",
  "newListener",
  "__proto__",
);
const id = fc.constantFrom("", "0", "7", "2147483648", "99999999999999999999");

/** A packet that is valid, or nearly. */
const packet = fc.oneof(
  fc.tuple(namespace, json).map(([nsp, auth]) => `40${nsp}${auth}`),
  namespace.map((nsp) => `40${nsp}{"name":"mallory","pid":"x","offset":"~00000000000"}`),
  namespace.map((nsp) => `40${nsp}`),
  namespace.map((nsp) => `41${nsp}`),
  fc
    .tuple(namespace, id, event, fc.array(json, { maxLength: 3 }))
    .map(([nsp, ack, name, args]) =>
      `42${nsp}${ack}${JSON.stringify([name])}`.replace(/\]$/, args.length > 0 ? `,${args.join(",")}]` : "]"),
    ),
  fc.tuple(namespace, id, json).map(([nsp, ack, args]) => `43${nsp}${ack}${args}`),
  fc.tuple(namespace, json).map(([nsp, args]) => `44${nsp}${args}`),
  fc
    .tuple(fc.nat(3), namespace, id)
    .map(([count, nsp, ack]) => `45${count}-${nsp}${ack}["echo",{"_placeholder":true,"num":0}]`),
  fc.constantFrom("2", "2probe", "3", "3probe", "1", "5", "6", "0{}", "4", "", "bAAEC", "b", "46-", "451-"),
);
const text = fc.oneof(
  packet,
  packet,
  fc.string(),
  fc.string({ unit: "binary" }).map((line) => `4${line}`),
);
const bytes = fc.uint8Array({ maxLength: 50 });
const order = fc.array(fc.oneof({ weight: 8, arbitrary: text }, { weight: 1, arbitrary: bytes }), {
  maxLength: 12,
});

/** Asserts that the healthy socket is unchanged, and got nothing but its own acknowledgements. */
async function expectHealth(): Promise<void> {
  expect(await healthy.emitWithAck("own")).toEqual(ofHealthy);
  expect(healthy.unread).toEqual([]);
  expect(object.log.notes.filter((note) => note === "answer of the healthy client")).toEqual([]);
}

/** Asserts that the fuzzed client got nothing about the healthy client. */
function expectNothingLeaked(frames: readonly string[]): void {
  const text = frames.join("\n");
  expect(text).not.toContain(healthy.id);
  expect(text).not.toContain('"name":"healthy"');
}

describe("a session that gets arbitrary frames", { timeout: 1_000 * numRuns + 120_000 }, () => {
  test("over a WebSocket, asleep or awake, does not affect another client", async () => {
    await fc.assert(
      fc.asyncProperty(order, fc.boolean(), fc.boolean(), async (frames, joined, asleep) => {
        const fuzzed = joined ? await join(object, { name: "fuzzed" }) : await Client.open(object.stub);
        if (asleep && joined) await object.sleep();
        try {
          for (const frame of frames) fuzzed.send(frame as string);
        } catch {
          // The server closed it before the last frame.
        }
        await expectHealth();
        expectNothingLeaked(fuzzed.unread);
        fuzzed.close();
      }),
      { numRuns },
    );
  });

  test("over long-polling does not affect another client", async () => {
    const url = "http://x/socket.io/?EIO=4&transport=polling";
    await fc.assert(
      fc.asyncProperty(
        order,
        fc.array(fc.oneof(text, fc.string()), { maxLength: 3 }),
        async (frames, bodies) => {
          const opened = await (await object.stub.fetch(url)).text();
          const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
          const poll = async () => {
            const response = await object.stub.fetch(`${url}&sid=${sid}`);
            return [response.status, await response.text()] as const;
          };
          const post = async (body: string) => {
            const response = await object.stub.fetch(`${url}&sid=${sid}`, { method: "POST", body });
            await response.text();
            return response.status;
          };
          const responses: string[] = [];
          const payload = frames.map((frame) =>
            typeof frame === "string" ? frame : `b${btoa(String.fromCharCode(...frame))}`,
          );
          await post("40");
          for (const body of [payload.join("\x1e"), ...bodies]) {
            expect([200, 400, 413]).toContain(await post(body));
            await expectHealth();
          }
          // The session has ended by then, or its last response shows that it has not.
          if ((await post("1")) === 200 || payload.length > 0) {
            const [status, body] = await poll();
            expect([200, 400]).toContain(status);
            responses.push(body);
          }
          expectNothingLeaked(responses);
        },
      ),
      { numRuns },
    );
    await expect.poll(() => object.inside(({ io }) => io.engine.clientsCount)).toBe(1);
  });
});
