/** An import that is interrupted by its client and by a crash of the server, and then continues. */
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";
import type { Socket } from "socket.io-client";
import { expect, onTestFinished, test } from "vitest";
import type { Ack, Welcome } from "../../src/shared/contract/index.ts";
import { createClient, once } from "../support/clients.ts";
import { atLength } from "../support/length.ts";
import { processesWith } from "../support/processes.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { startServer } from "../support/server.ts";

const MESSAGES = atLength({ short: 1_500, long: 100_000 });
const PEOPLE = 50;
const MARK = `SOCKET_ROCKET_TEST_IMPORT_${crypto.randomUUID().replaceAll("-", "")}`;

/** A text file of three lines in an export. */
const CONTENT = "The quick brown fox jumps over the lazy dog.\n".repeat(3_000);

/** Where an import is cut, as a part of its lines. */
const CUTS = { client: 0.3, server: 0.6 };

type Line = { kind: string } & Record<string, unknown>;

/** An export that no server has written: with replies, reactions, edited and deleted messages, and files. */
function* history(): Iterable<Line> {
  const exported = crypto.randomUUID().replaceAll("-", "");
  yield { kind: "room", format: 1, export: exported, settings: { topic: "Long" }, lastSeq: MESSAGES, rev: 9 };
  const every = Math.ceil(MESSAGES / 5);
  for (let seq = 1; seq <= MESSAGES; seq++) {
    const from = { id: `person-${seq % PEOPLE}`, name: `Person ${seq % PEOPLE}` };
    const id = seq.toString(16).padStart(32, "0");
    const hasFile = seq % every === every - 1;
    const bytes = Buffer.from(CONTENT);
    if (hasFile) {
      yield { kind: "file", id, name: "fox.txt", type: "text/plain", size: bytes.length, by: from.id };
      for (let at = 0; at < bytes.length; at += 49_152)
        yield { kind: "chunk", data: bytes.subarray(at, at + 49_152).toString("base64") };
    }
    yield {
      kind: "message",
      seq,
      from,
      at: 1_700_000_000_000 + seq,
      nonce: `n${seq}`,
      ...(seq % 97 === 0
        ? { text: "", deleted: true }
        : { text: `Message ${seq} of many, \u05e9\u05dc\u05d5\u05dd & <b>${"word ".repeat(seq % 20)}</b>` }),
      ...(seq % 7 === 0 && { replyTo: seq - 5 }),
      ...(seq % 11 === 0 && seq % 97 !== 0 && { editedAt: 1_700_000_000_001 + seq }),
      ...(seq % 13 === 0 &&
        seq % 97 !== 0 && { reactions: [{ emoji: "👍", ids: ["person-1", "person-2"] }] }),
      ...(hasFile && { attachments: [{ id }] }),
    };
  }
  yield { kind: "end", messages: MESSAGES, files: 5 };
}

const toBody = (lines: AsyncIterable<string> | Iterable<string>) =>
  Readable.toWeb(Readable.from(lines)) as unknown as ReadableStream<Uint8Array>;

/** Texts of about 64 KB. */
async function* joined(lines: AsyncIterable<string> | Iterable<string>): AsyncIterable<string> {
  let text = "";
  for await (const line of lines) {
    text += `${line}\n`;
    if (text.length < 65_536) continue;
    yield text;
    text = "";
  }
  yield text;
}

async function* linesOf(file: string, after: number): AsyncIterable<string> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file) }))
    if (++number > after) yield line;
}

/** What two exports of the same content have in common. */
function contentOf(text: string, room: string): unknown {
  const { mac: _, ...line } = JSON.parse(text.replaceAll(`/rooms/${room}/`, "/rooms/x/")) as Line;
  return line.kind === "room" ? { ...line, room: "", export: "", exportedAt: 0 } : line;
}

/** The memory of the largest process of a kind, now and at most so far, in MiB. */
async function memoryOf(command: RegExp): Promise<string> {
  const found = (await processesWith(`${MARK}=1`)).filter((process) => command.test(process.command));
  const statuses = await Promise.all(
    found.map(({ pid }) => readFile(`/proc/${pid}/status`, "utf8").catch(() => "")),
  );
  const largest = (field: RegExp) =>
    Math.round(Math.max(0, ...statuses.map((status) => Number(field.exec(status)?.[1] ?? 0) / 1_024)));
  return `${largest(/^VmRSS:\s+(\d+) kB/m)} MiB (at most ${largest(/^VmHWM:\s+(\d+) kB/m)})`;
}

test(`an import of ${MESSAGES} messages survives a client and a server that die`, {
  timeout: 1_800_000,
}, async () => {
  const server = await startServer({ environment: { [MARK]: "1" } });
  const folder = await mkdtemp(join(tmpdir(), "socket-rocket-import-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const [room, copy] = [uniqueRoom("exported"), uniqueRoom("imported")];
  const connect = async (name: string, auth: object = { name: "Owner" }): Promise<[Socket, Welcome]> => {
    const socket = createClient(server.url, { path: `/rooms/${name}/socket.io/`, auth });
    const [welcome] = await once<[Welcome]>(socket, "welcome");
    return [socket, welcome];
  };
  const [, { you }] = await connect(uniqueRoom("elsewhere"));
  const headers = { Authorization: `Bearer ${you.token}` };
  const make = (name: string) =>
    fetch(`${server.url}/api/rooms`, {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json" },
      body: JSON.stringify({ name }),
    });
  const importInto = (name: string, body: ReadableStream<Uint8Array>, query = "", signal?: AbortSignal) => {
    // The types of the browser do not have `duplex`, which a body that is a stream needs.
    const init: RequestInit & { duplex: "half" } = {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/x-ndjson" },
      body,
      duplex: "half",
      ...(signal && { signal }),
    };
    return fetch(`${server.url}/api/rooms/${name}/import${query}`, init);
  };
  const stateOf = async (name: string): Promise<{ line: number; done: boolean }> =>
    (await fetch(`${server.url}/api/rooms/${name}/import`, { headers })).json();
  const exportTo = async (name: string, file: string) => {
    const { body } = await fetch(`${server.url}/api/rooms/${name}/export?format=ndjson`, { headers });
    await pipeline(Readable.fromWeb(body as unknown as NodeStream), createWriteStream(file));
  };
  const timed = async <T>(what: string, work: Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work;
    if (MESSAGES >= 100_000)
      console.log(
        `${what}: ${((performance.now() - start) / 1_000).toFixed(1)} s; memory: workerd ` +
          `${await memoryOf(/workerd\S* serve/)}, node ${await memoryOf(/serve\.ts/)}`,
      );
    return result;
  };

  expect((await make(room)).status).toBe(201);
  const lines = Array.from(history(), (line) => JSON.stringify(line));
  const first = await timed("unsigned import", importInto(room, toBody(joined(lines)), "?unsigned=true"));
  expect(await first.json()).toMatchObject({ ok: true, done: true });
  const [owner] = await connect(room, { token: you.token });
  const [, { you: guest }] = await connect(room, { name: "Guest" });
  const [rude, { you: banned }] = await connect(room, { name: "Rude" });
  const ask = (socket: Socket, event: string, payload: object): Promise<Ack> =>
    socket.timeout(60_000).emitWithAck(event, payload);
  for (const [socket, event, payload] of [
    [rude, "message:send", { nonce: "rude", text: "rude" }],
    [owner, "bot:create", { name: "Herald" }],
    [owner, "member:mute", { id: guest.id, on: true }],
    [owner, "member:ban", { id: banned.id, on: true }],
    [owner, "room:update", { visibility: "private", title: "Ours", slowMode: 5 }],
  ] as const)
    expect(await ask(socket, event, payload)).toMatchObject({ ok: true });
  owner.disconnect();

  const exported = join(folder, "exported.ndjson");
  await timed("export", exportTo(room, exported));
  let count = 0;
  for await (const _ of linesOf(exported, 0)) count++;
  expect(count).toBeGreaterThan(MESSAGES);
  expect((await make(copy)).status).toBe(201);

  /** Sends lines up to a part of the export, then waits until `cut` has interrupted that. */
  const interrupted = async (part: number, cut: (abort: AbortController) => unknown): Promise<void> => {
    const { line: after } = await stateOf(copy);
    const abort = new AbortController();
    const last = Math.floor(count * part);
    async function* some() {
      let number = after;
      for await (const line of linesOf(exported, after)) {
        if (++number > last) break;
        yield line;
      }
    }
    async function* untilCut() {
      yield* joined(some());
      // The connection stays open: the client has more to send.
      await new Promise((resolve) => abort.signal.addEventListener("abort", resolve));
    }
    let answer: string | undefined;
    const sent = importInto(copy, toBody(untilCut()), `?after=${after}`, abort.signal)
      .then(async (response) => `${response.status} ${await response.text()}`)
      .catch(String)
      .then((text) => {
        answer = text;
      });
    const isSent = async () => answer !== undefined || (await stateOf(copy)).line > last - 400;
    await expect.poll(isSent, { timeout: atLength({ short: 120_000, long: 600_000 }) }).toBe(true);
    // The end of what was interrupted before may have been accepted meanwhile: a client continues where it is told to.
    if (answer?.includes('"stale"')) {
      abort.abort();
      return interrupted(part, cut);
    }
    expect(answer).toBeUndefined();
    await cut(abort);
    abort.abort();
    await sent;
  };
  await interrupted(CUTS.client, (abort) => abort.abort());
  const { line: kept } = await stateOf(copy);
  expect(kept).toBeGreaterThan(0);
  await interrupted(CUTS.server, () => server.kill());
  await server.restart();
  const { line: after, done } = await stateOf(copy);
  expect({ done, isFurther: after > kept }).toEqual({ done: false, isFurther: true });
  const rest = await timed(
    "the rest",
    importInto(copy, toBody(joined(linesOf(exported, after))), `?after=${after}`),
  );
  expect(await rest.json()).toEqual({ ok: true, line: count, done: true });

  const again = join(folder, "again.ndjson");
  await exportTo(copy, again);
  const copied = linesOf(again, 0)[Symbol.asyncIterator]();
  for await (const line of linesOf(exported, 0)) {
    const { value } = await copied.next();
    expect(contentOf(value, copy)).toEqual(contentOf(line, room));
  }
  expect(await copied.next()).toMatchObject({ done: true });

  if (MESSAGES < 100_000) return;
  for (const whole of [uniqueRoom("whole"), uniqueRoom("whole"), uniqueRoom("whole")]) {
    await make(whole);
    await timed("signed import", importInto(whole, toBody(joined(linesOf(exported, 0)))));
    expect(await stateOf(whole)).toEqual({ ok: true, line: count, done: true });
  }
});
