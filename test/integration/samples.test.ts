/** Runs the samples of the page `/api` and of docs/backup.md against a server. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { EVENT_EXAMPLES } from "../../src/http/reference/event-examples.ts";
import type { Bot, Welcome } from "../../src/shared/contract/index.ts";
import { repository } from "../support/build.ts";
import { createClient, once } from "../support/clients.ts";
import { pythonWith } from "../support/python.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { type RunningServer, startServer } from "../support/server.ts";

const run = promisify(execFile);
const python = pythonWith("socketio", "aiohttp");

/** The samples of an article: first in JavaScript, then in Python. */
type Samples = readonly [javascript: string, python: string];

/** Events that change what another sample needs, in the order in which they run after all others. */
const LAST = [
  "message:delete",
  "guest:remove",
  "report:dismiss",
  "bot:revoke",
  "member:erase",
  "member:mute",
  "room:handover",
  "member:ban",
  "room:delete",
];

/** What the samples cannot do as they are: a shortened token, a report of the owner's own message, a person who has left. */
const REJECTED: Readonly<Record<string, string>> = {
  "auth:renew": "unauthorized",
  "message:report": "invalid",
  "room:handover": "not_found",
};

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** The text of an element without elements in it. */
const textOf = (html: string): string =>
  html
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&");

async function readSamples(): Promise<Map<string, Samples>> {
  const page = await (await fetch(`${server.url}/api`)).text();
  const found = new Map<string, Samples>();
  for (const [, id = "", article = ""] of page.matchAll(/<article id="([^"]+)">(.*?)<\/article>/gs)) {
    const [javascript, inPython] = [...article.matchAll(/<pre><code>(.*?)<\/code><\/pre>/gs)].map(
      ([, code = ""]) => textOf(code),
    );
    if (javascript !== undefined && inPython !== undefined) found.set(id, [javascript, inPython]);
  }
  return found;
}

const ask = async (socket: Socket, event: string, payload: object): Promise<Record<string, unknown>> => {
  const answer = await socket.timeout(60_000).emitWithAck(event, payload);
  expect(answer).toMatchObject({ ok: true });
  return answer;
};

/** A room that has what the samples name, its owner's token, and the samples with its values in them. */
async function roomForSamples(prefix: string) {
  const room = uniqueRoom(prefix);
  const connect = async (name: string): Promise<[Socket, Welcome]> => {
    const socket = createClient(server.url, { path: `/rooms/${room}/socket.io/`, auth: { name } });
    const [welcome] = await once<[Welcome]>(socket, "welcome");
    return [socket, welcome];
  };
  const [owner, { you }] = await connect("Owner");
  const [guest, { you: person }] = await connect("Guest");
  for (let seq = 1; seq <= 43; seq++)
    await ask(seq === 41 ? guest : owner, "message:send", { nonce: `n${seq}`, text: `a release ${seq}` });
  const { bot } = (await ask(owner, "bot:create", { name: "Robot" })) as unknown as { bot: Bot };
  await ask(guest, "message:report", { seq: 40, reason: "spam" });
  const { reports } = (await ask(owner, "reports:get", {})) as unknown as { reports: { id: string }[] };
  for (const socket of [owner, guest]) socket.disconnect();
  const examples = {
    host: ["https://chat.example", server.url],
    room: ["/rooms/general/", `/rooms/${room}/`],
    python: ["/rooms/general/socket.io", `/rooms/${room}/socket.io`],
    person: [EVENT_EXAMPLES["member:ban"].payload.id, person.id],
    bot: [EVENT_EXAMPLES["bot:revoke"].payload.id, bot.id],
    report: [EVENT_EXAMPLES["report:dismiss"].payload.id, reports[0]?.id ?? ""],
  } as const;
  const adapt = (code: string): string =>
    Object.values(examples).reduce((adapted, [from, to]) => adapted.replaceAll(from, to), code);
  return { token: you.token as string, adapt };
}

/** The events of the page with their samples, in an order in which all can run. */
function inOrder(samples: Map<string, Samples>): [event: string, ...Samples][] {
  const events = Object.keys(EVENT_EXAMPLES);
  const ordered = [...events.filter((event) => !LAST.includes(event)), ...LAST];
  return ordered.map((event) => {
    const found = samples.get(`event-${event}`);
    if (found === undefined) throw new Error(`the page has no samples of ${event}`);
    return [event, ...found];
  });
}

/** The error codes in what a program printed, by event; undefined for what succeeded. */
function codesIn(output: string): Record<string, string | undefined> {
  const answers = JSON.parse(output.slice(output.lastIndexOf("ANSWERS ") + 8)) as Record<
    string,
    { ok: boolean; error?: { code: string } }
  >;
  return Object.fromEntries(
    Object.entries(answers).map(([event, answer]) => [event, answer.ok ? undefined : answer.error?.code]),
  );
}

const expected = Object.fromEntries(
  Object.keys(EVENT_EXAMPLES).map((event) => [event, REJECTED[event]] as const),
);

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "socket-rocket-samples-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("the samples of the reference", () => {
  test("run in JavaScript", async () => {
    const samples = await readSamples();
    const { token, adapt } = await roomForSamples("javascript");
    const [connect = ""] = samples.get("connect") ?? [];
    const program = [
      connect.replace('{ name: "Polo" }', JSON.stringify({ token })),
      'await new Promise((resolve) => socket.once("welcome", resolve));',
      "const answers = {};",
      ...inOrder(samples).map(([event, code]) => `{ ${code} answers[${JSON.stringify(event)}] = answer; }`),
      'console.log("ANSWERS", JSON.stringify(answers));',
      "socket.disconnect();",
    ];
    const folder = await temporaryFolder();
    await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "samples.mjs"), adapt(program.join("\n")));
    const { stdout } = await run(process.execPath, ["samples.mjs"], { cwd: folder, timeout: 120_000 });
    expect(codesIn(stdout)).toEqual(expected);
  });

  test.skipIf(python === undefined)("run in Python", async () => {
    const samples = await readSamples();
    const { token, adapt } = await roomForSamples("python");
    const [, connect = ""] = samples.get("connect") ?? [];
    const calls = [
      "answers = {}",
      ...inOrder(samples).flatMap(([event, , code]) => [code, `answers[${JSON.stringify(event)}] = answer`]),
      'print("ANSWERS", __import__("json").dumps(answers))',
      "await sio.disconnect()",
    ];
    const program = connect
      .replace('{"name": "Polo"}', JSON.stringify({ token }))
      .replace("    await sio.wait()", () => calls.map((line) => `    ${line}`).join("\n"));
    const folder = await temporaryFolder();
    await writeFile(join(folder, "samples.py"), adapt(program));
    const { stdout } = await run(python as string, ["samples.py"], { cwd: folder, timeout: 120_000 });
    expect(codesIn(stdout)).toEqual(expected);
  });
});

test("the commands of docs/backup.md export a room, import it, and continue an import", async () => {
  const document = await readFile(join(repository, "docs/backup.md"), "utf8");
  const [exporting = "", importing = "", continuing = ""] = [
    ...document.matchAll(/^```sh\n(.*?)^```/gms),
  ].map(([, code = ""]) => code);
  const [room, copy, cut] = [uniqueRoom("exported"), uniqueRoom("imported"), uniqueRoom("cut")];
  const socket = createClient(server.url, { path: `/rooms/${room}/socket.io/` });
  const [{ you }] = await once<[Welcome]>(socket, "welcome");
  for (let seq = 1; seq <= 5; seq++)
    await ask(socket, "message:send", { nonce: `n${seq}`, text: `text ${seq}` });
  const folder = await temporaryFolder();
  const shell = async (code: string, name: string): Promise<string> => {
    const adapted = code
      .replaceAll("https://chat.example", server.url)
      .replaceAll("/rooms/general/", `/rooms/${name}/`)
      .replaceAll('"name": "general"', `"name": "${name}"`);
    const env = { ...process.env, TOKEN: you.token };
    return (await run("sh", ["-ec", adapted], { cwd: folder, env, timeout: 120_000 })).stdout;
  };
  await shell(exporting, room);
  // Seven lines: the room, five messages and the end.
  expect(await shell(importing, copy)).toContain('{"ok":true,"line":7,"done":true}');

  const half = "head -n 4 general.ndjson > half.ndjson\n";
  const cutOff = await shell(half + importing.replace("-T general.ndjson", "-T half.ndjson"), cut);
  expect(cutOff).toContain("The lines up to 4 were imported: continue with ?after=4");
  const rest = continuing.replaceAll("1235", "5").replaceAll("1234", "4");
  expect(await shell(rest, cut)).toBe('{"ok":true,"line":7,"done":true}');
});
