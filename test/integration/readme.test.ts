/** Runs the commands and programs of the README. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Member, Message, Presence, Welcome } from "../../src/shared/contract/index.ts";
import { repository } from "../support/build.ts";
import { connectClient, createClient } from "../support/clients.ts";
import { pythonWith } from "../support/python.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { type RunningServer, startServer } from "../support/server.ts";

const run = promisify(execFile);
const python = pythonWith("socketio", "aiohttp");

let server: RunningServer;
let folder: string;
let readme: string;
beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), "socket-rocket-readme-"));
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  readme = await readFile(join(repository, "README.md"), "utf8");
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The only code block in this language that contains `word`, for a room of this test's server. */
function block(language: string, word: string, room: string): string {
  const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```/gms)]
    .filter(([, name, code]) => name === language && code?.includes(word))
    .map(([, , code = ""]) => code);
  expect(blocks, `blocks of ${language} with ${word}`).toHaveLength(1);
  const [code = ""] = blocks;
  expect(code).toContain("http://localhost:8787");
  expect(code).toContain("/rooms/general/");
  return code
    .replaceAll("http://localhost:8787", server.url)
    .replaceAll("/rooms/general/", `/rooms/${room}/`);
}

/** Sends a message when the bot has joined, and waits for its answer. */
async function untilAnswered(room: string, name: string, question: string, answer: string): Promise<void> {
  const socket = createClient(server.url, { path: `/rooms/${room}/socket.io/` });
  const heard: Array<[name: string, text: string]> = [];
  socket.on("messages", (messages: Message[]) => {
    for (const { from, text } of messages) heard.push([from.name, text]);
  });
  await new Promise<void>((resolve) => {
    const look = (members: readonly Member[]) => members.some((member) => member.name === name) && resolve();
    socket.on("welcome", ({ members }: Welcome) => look(members));
    socket.on("presence", ({ joined }: Presence) => look(joined));
  });
  await socket.emitWithAck("message:send", { nonce: question, text: question });
  await expect.poll(() => heard, { timeout: 60_000 }).toContainEqual([name, answer]);
}

/** Lets a program run until the test ends. */
function keep(program: ChildProcess): void {
  onTestFinished(() => void program.kill("SIGKILL"));
}

describe("the README", () => {
  test("has a bot in JavaScript that answers", async () => {
    const file = join(folder, "bot.mjs");
    await writeFile(file, block("js", "marco", "javascript"));
    const answered = untilAnswered("javascript", "Polo", "marco", "polo");
    keep(spawn(process.execPath, [file], { cwd: folder, stdio: "inherit" }));
    await answered;
  });

  test.skipIf(python === undefined)("has a bot in Python that answers", async () => {
    const file = join(folder, "bot.py");
    await writeFile(file, block("python", "ping", "python"));
    const answered = untilAnswered("python", "Pong", "ping", "pong");
    keep(spawn(python as string, [file], { cwd: folder, stdio: "inherit" }));
    await answered;
  });

  test("has a command that posts as a bot, once however often it runs", async () => {
    const curl = uniqueRoom("curl");
    const socket = await connectClient(server.url, { path: `/rooms/${curl}/socket.io/` });
    await socket.emitWithAck("message:send", { nonce: "mine", text: "Mine" });
    const { token } = await socket.emitWithAck("bot:create", { name: "Builder" });
    const post = async () => {
      const env = { ...process.env, TOKEN: token };
      const { stdout } = await run("sh", ["-c", block("sh", "Authorization", curl)], { env });
      return JSON.parse(stdout);
    };
    const first = await post();
    expect(first).toMatchObject({
      ok: true,
      message: { text: "The build is **green**", from: { name: "Builder" } },
    });
    expect(await post()).toEqual(first);
  });
});
