/** `npm start`: its output, its errors, and that it ends all its processes. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import type { Failure } from "../../src/shared/contract/errors.ts";
import { assertBuilt, builtConfig, repository } from "../support/build.ts";
import { createClient } from "../support/clients.ts";
import { freePort } from "../support/free-port.ts";
import { processesWith } from "../support/processes.ts";
import { wranglerDev } from "../support/wrangler-dev.ts";

/** For each wait. Wrangler takes more than a minute to start on a busy machine. */
const DEADLINE = 150_000;

/** Longer, so that a wait that fails can say what was printed. */
const TEST_DEADLINE = 400_000;

/** To wait for processes: each look reads the environment of every process of the machine. */
const PATIENT = { timeout: DEADLINE, interval: 300 };

interface Started {
  child: ChildProcess;
  port: number;
  /** The folder of its state. */
  state: string;
  /** The output so far. */
  output(): string;
  /** Resolves with the whole output when it contains `text`. */
  untilPrinted(text: string | RegExp): Promise<string>;
  untilExit(): Promise<number | null>;
  /** The processes that it started and that are still running. */
  processes(): Promise<Array<{ pid: number; command: string }>>;
}

/** Runs `npm start` in a process group of its own. */
async function npmStart(...args: string[]): Promise<Started> {
  const builds = inject("builds");
  await assertBuilt(builds, "app");
  const port = await freePort();
  const state = await mkdtemp(join(tmpdir(), "socket-rocket-start-"));
  const mark = `SOCKET_ROCKET_TEST=${randomUUID()}`;
  const [name = "", value = ""] = mark.split("=");
  const child = spawn(
    "npm",
    [
      "start",
      "--",
      ...["--inspector-port", String(await freePort())],
      // An option that is given twice is a list to wrangler.
      ...(args.includes("--config") ? [] : ["--config", builtConfig(builds, "app")]),
      ...(args.includes("--persist-to") ? [] : ["--persist-to", state]),
      ...(args.includes("--port") ? args : ["--port", String(port), ...args]),
    ],
    {
      cwd: repository,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, [name]: value },
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const started: Started = {
    child,
    port,
    state,
    output: () => output,
    untilPrinted: async (text) => {
      const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
      await expect
        .poll(() => hasEnded() || output.match(text) !== null, { timeout: DEADLINE })
        .toBe(true)
        .catch((error: unknown) => {
          throw new Error(`npm start has not printed ${text}, but:\n${output}`, { cause: error });
        });
      expect(output).toMatch(text);
      return output;
    },
    untilExit: () => exited,
    processes: () => processesWith(mark),
  };
  onTestFinished(async () => {
    for (const { pid } of await started.processes()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended meanwhile.
      }
    }
    await rm(state, { recursive: true, force: true, maxRetries: 5 });
  });
  return started;
}

const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

/** Who gets the signal: npm alone, the script of `npm start` alone, or everything in the terminal. */
const receivers = {
  npm: (started: Started) => started.child.pid,
  script: async (started: Started) =>
    (await started.processes()).find(({ command }) => /^\S*node\S* scripts\/start\.mjs /.test(command))?.pid,
  group: ({ child }: Started) => (child.pid === undefined ? undefined : -child.pid),
};

/** Sends a signal to a running server, and waits until all its processes have ended and its port is free. */
async function endsBy(started: Started, receiver: keyof typeof receivers, signal: NodeJS.Signals) {
  await started.untilPrinted("Ctrl-C stops the server");
  const commands = (await started.processes()).map(({ command }) => command);
  expect(commands.filter((command) => /workerd\S* serve/.test(command))).not.toEqual([]);
  const pid = await receivers[receiver](started);
  process.kill(pid ?? Number.NaN, signal);
  await expect.poll(started.processes, PATIENT).toEqual([]);
  await expect.poll(() => canListen(started.port), { timeout: DEADLINE }).toBe(true);
}

// Each start of wrangler takes seconds of CPU, so tests of a running server also test how it ends.
describe("npm start", { timeout: TEST_DEADLINE }, () => {
  test("prints the address before anything else, and no names of chunks; ends by SIGTERM of npm", async () => {
    const started = await npmStart();
    const output = await started.untilPrinted("Ctrl-C stops the server");
    const [first = ""] = output.split("\n").filter((line) => /https?:/.test(line));
    expect(first.trim()).toBe(`http://localhost:${started.port}`);
    expect(output).not.toMatch(/chunk-|custom build|Durable Object/);
    const response = await fetch(`http://127.0.0.1:${started.port}/api/health`);
    expect(response.status).toBe(200);
    // Its state cannot be deleted meanwhile.
    const reset = spawnSync(process.execPath, ["scripts/reset.ts", "--persist-to", started.state], {
      cwd: repository,
      encoding: "utf8",
    });
    expect(reset).toMatchObject({ status: 1, stderr: expect.stringContaining("nothing was deleted") });
    expect(existsSync(started.state)).toBe(true);
    await endsBy(started, "npm", "SIGTERM");
    const again = spawnSync(process.execPath, ["scripts/reset.ts", "--persist-to", started.state], {
      cwd: repository,
    });
    expect(again.status).toBe(0);
    expect(existsSync(started.state)).toBe(false);
  });

  test("serves https on every address of the machine if configured; ends by SIGHUP of npm", async () => {
    const started = await npmStart("--ip", "0.0.0.0", "--local-protocol", "https");
    await started.untilPrinted(`https://localhost:${started.port}`);
    expect(await started.untilPrinted("Ctrl-C stops the server")).not.toContain("ERROR");
    await endsBy(started, "npm", "SIGHUP");
  });

  test("names each invalid variable, in the terminal, on the page, in JSON and to sockets; ends by SIGKILL of npm", async () => {
    const started = await npmStart(
      ...["--var", "SESSION_SECRET:short", "LIMIT_TEXT_LENGTH:abc", "ALLOWED_ORIGINS:https://example.com/"],
    );
    const wrong = [
      "SESSION_SECRET: must have at least 32 random characters.",
      'LIMIT_TEXT_LENGTH: "abc" must be a whole number from 1 to 200000, written in digits.',
      'ALLOWED_ORIGINS: "https://example.com/" is not an origin as browsers send it: write "https://example.com"',
    ];
    await started.untilPrinted("Nothing is served until this is corrected");
    await started.untilPrinted("ALLOWED_ORIGINS");
    const url = `http://127.0.0.1:${started.port}`;
    const get = (path: string, accept: string) => fetch(`${url}${path}`, { headers: { Accept: accept } });
    const page = await get("/rooms/general", "text/html");
    const answer = await get("/api/rooms", "*/*");
    expect([page.status, answer.status]).toEqual([500, 500]);
    const { error } = (await answer.json()) as Failure;
    expect(error.code).toBe("internal");
    const html = (await page.text()).replaceAll("&quot;", '"');
    for (const text of wrong) {
      expect(started.output()).toContain(text);
      expect(error.message).toContain(text);
      expect(html).toContain(text);
    }
    const socket = createClient(url, { path: "/rooms/general/socket.io/" });
    const refusal = await new Promise((resolve) => socket.once("connect_error", resolve));
    expect(refusal).toMatchObject({
      data: { code: "internal", message: expect.stringContaining(wrong[0] ?? "") },
    });
    await endsBy(started, "npm", "SIGKILL");
  });

  test.each([
    ["--port abc", ["--port", "abc"], "--port takes a number from 0 to 65535, not 'abc'."],
    ["--local-protocol ftp", ["--local-protocol", "ftp"], "--local-protocol is http or https, not 'ftp'."],
    ["--nonsense", ["--nonsense"], "Unknown argument: nonsense"],
    ["--ip 203.0.113.9", ["--ip", "203.0.113.9"], "this machine has no such address"],
  ])("rejects %s and says why", async (_, args, message) => {
    const started = await npmStart(...args);
    expect(await started.untilExit()).not.toBe(0);
    expect(started.output()).toContain(message);
  });

  test("says so when the port is in use", async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve, reject) =>
      taken.listen(0, "127.0.0.1", () => {
        const address = taken.address();
        if (address === null || typeof address === "string") reject(new Error("no port was given"));
        else resolve(address.port);
      }),
    );
    onTestFinished(() => void taken.close());
    const started = await npmStart("--port", String(port));
    expect(await started.untilExit()).not.toBe(0);
    expect(started.output()).toContain(`Port ${port} is in use.`);
  });

  test.skipIf(!existsSync("/proc/self/environ"))("ends what builds the page when it is stopped", async () => {
    const folder = await mkdtemp(join(tmpdir(), "socket-rocket-build-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const config = join(folder, "wrangler.json");
    const command = `"${process.execPath}" -e "setInterval(() => {}, 1000)" endless-build`;
    await writeFile(join(folder, "worker.js"), "export default { fetch: () => new Response() };");
    await writeFile(
      config,
      JSON.stringify({ name: "a", main: "worker.js", compatibility_date: "2026-01-01", build: { command } }),
    );
    const started = await npmStart("--config", config);
    const isBuilding = async () =>
      (await started.processes()).some(({ command }) => command.includes("endless-build"));
    await expect.poll(isBuilding, PATIENT).toBe(true);
    // Twice: an impatient person, or a shell that repeats it.
    for (let turn = 0; turn < 2; turn++) process.kill(started.child.pid ?? Number.NaN, "SIGTERM");
    await expect.poll(started.processes, PATIENT).toEqual([]);
    await expect.poll(() => canListen(started.port), { timeout: DEADLINE }).toBe(true);
  });

  test.skipIf(!existsSync("/proc/self/environ")).each(["SIGINT", "SIGTERM", "SIGKILL of its shell"])(
    "ends an installation by %s",
    async (signal) => {
      const folder = await mkdtemp(join(tmpdir(), "socket-rocket-install-"));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      const mark = `SOCKET_ROCKET_TEST=${randomUUID()}`;
      await mkdir(join(folder, "scripts"));
      await cp(join(repository, "scripts/setup.mjs"), join(folder, "scripts/setup.mjs"));
      await writeFile(join(folder, "package-lock.json"), "{}");
      const npm = `#!/bin/sh\n"${process.execPath}" -e "setInterval(() => {}, 1000)" endless-install\n`;
      await writeFile(join(folder, "npm"), npm, { mode: 0o755 });
      const shell = spawn("sh", ["-c", `"${process.execPath}" scripts/setup.mjs; true`], {
        cwd: folder,
        stdio: "ignore",
        env: { PATH: `${folder}:${process.env.PATH}`, SOCKET_ROCKET_TEST: mark.split("=")[1] },
      });
      const processes = () => processesWith(mark);
      const find = async (text: string) =>
        (await processes()).find(({ command }) => command.includes(text))?.pid;
      onTestFinished(async () => {
        for (const { pid } of await processes()) process.kill(pid, "SIGKILL");
      });
      await expect.poll(() => find("endless-install"), PATIENT).toBeDefined();
      if (signal.startsWith("SIGKILL")) shell.kill("SIGKILL");
      else process.kill((await find("node scripts/setup.mjs")) ?? Number.NaN, signal);
      await expect.poll(processes, PATIENT).toEqual([]);
    },
  );

  test.skipIf(!existsSync("/proc/self/environ")).each([
    ["script", "SIGHUP"],
    ["script", "SIGKILL"],
    ["group", "SIGINT"],
  ] as const)("ends all processes when %s gets %s", async (receiver, signal) =>
    endsBy(await npmStart(), receiver, signal),
  );
});

test("npm run reset notices a server of wrangler dev, and deletes the state once that has ended", {
  timeout: TEST_DEADLINE,
}, async () => {
  const builds = inject("builds");
  await assertBuilt(builds, "app");
  const state = await mkdtemp(join(tmpdir(), "socket-rocket-reset-"));
  onTestFinished(() => rm(state, { recursive: true, force: true, maxRetries: 5 }));
  const reset = () =>
    spawnSync(process.execPath, ["scripts/reset.ts", "--persist-to", state], {
      cwd: repository,
      encoding: "utf8",
    });
  const { end } = await wranglerDev(
    repository,
    "--config",
    builtConfig(builds, "app"),
    "--persist-to",
    state,
  );
  expect(reset()).toMatchObject({ status: 1, stderr: expect.stringContaining("nothing was deleted") });
  expect(existsSync(state)).toBe(true);
  end();
  await expect.poll(() => reset().status, { timeout: DEADLINE }).toBe(0);
  expect(existsSync(state)).toBe(false);
});
