/** The examples of src/socketio: those in doc comments and those of its README compile, and the quick start runs. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repository } from "../support/build.ts";

const run = promisify(execFile);
const library = join(repository, "src/socketio");

let folder: string;
let readme: Array<{ language: string; code: string }>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "socket-rocket-examples-"));
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  readme = blocks(await readFile(join(library, "README.md"), "utf8"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const blocks = (text: string) =>
  [...text.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language = "", code = ""]) => ({ language, code }));

/** Declarations that a code fragment may use. */
const PRELUDE = 'import type { Server } from "socket.io";\ndeclare const io: Server;\n';

/** Code that the types of the package must support besides the examples. */
const EXTERNAL_MODULE = `
import type { Server } from "socket.io";
import * as msgpack from "socket.io-msgpack-parser";
import { Connection, SocketIODurableObject, type SocketIOOptions } from "socket.io-durable-objects";

interface ClientToServer { hello(text: string, answer: (length: number) => void): void }
interface ServerToClient { world(isAwake: boolean): void }
interface Data { name?: string }

const options: SocketIOOptions = { parser: msgpack, connectionStateRecovery: {}, cors: { origin: "*" } };

export class Chat extends SocketIODurableObject<unknown, ClientToServer, ServerToClient, object, Data> {
  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env, options);
    const io: Server<ClientToServer, ServerToClient, object, Data> = this.io;
    io.on("connection", (socket) => {
      const isWoken: boolean = socket.conn.woken;
      const name: string | undefined = socket.data.name;
      const connection: unknown = socket.conn;
      if (connection instanceof Connection) console.log(connection.transport.name, name);
      socket.emit("world", isWoken);
      socket.on("hello", (text, answer) => answer(text.length));
      // @ts-expect-error there is no such event
      socket.emit("hello", "world");
    });
  }

  protected override onAlarm(name: string): void {
    console.log(name);
  }
}
`;

/** Every doc comment of an exported declaration, by the declaration's name. */
async function docComments(): Promise<Map<string, string>> {
  const comments = new Map<string, string>();
  for (const entry of await readdir(join(library, "src"), { recursive: true })) {
    if (!entry.endsWith(".ts")) continue;
    const source = await readFile(join(library, "src", entry), "utf8");
    for (const [, comment = "", name = ""] of source.matchAll(
      /\/\*\*((?:(?!\*\/).)*?)\*\/\nexport (?:abstract )?(?:class|interface|type|const|function) (\w+)/gs,
    ))
      comments.set(name, comment.replace(/^ \* ?/gm, ""));
  }
  return comments;
}

/** The names that the library exports. */
async function exportedNames(): Promise<string[]> {
  const index = await readFile(join(library, "src/index.ts"), "utf8");
  return [...index.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list = ""]) =>
    list
      .split(",")
      .map((name) => name.replace("type", "").trim())
      .filter((name) => name !== ""),
  );
}

describe("the examples of src/socketio", () => {
  test("exist for every exported name, and compile, with those of the README", async () => {
    const comments = await docComments();
    const files: string[] = [];
    const add = async (name: string, code: string): Promise<void> => {
      files.push(name);
      await writeFile(join(folder, name), /^import /m.test(code) ? code : PRELUDE + code);
    };
    const names = await exportedNames();
    expect(names).toContain("SocketIODurableObject");
    for (const name of names) {
      const examples = blocks(comments.get(name)?.split("@example")[1] ?? "");
      expect(examples, `${name} has an example`).not.toEqual([]);
      for (const [index, { code }] of examples.entries()) await add(`${name}-${index}.ts`, code);
    }
    for (const [index, { language, code }] of readme.entries())
      if (language === "ts") await add(`readme-${index}.ts`, code);
    const { compilerOptions } = JSON.parse(await readFile(join(repository, "tsconfig.json"), "utf8")) as {
      compilerOptions: object;
    };
    await writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: join(repository, "tsconfig.base.json"),
        compilerOptions: { ...compilerOptions, noUnusedLocals: false, preserveSymlinks: false },
        files: [...files, join(library, "src/http/cookie-module.d.ts")],
      }),
    );
    const result = await run(join(repository, "node_modules/.bin/tsc"), ["-p", folder], { cwd: folder }).then(
      () => "they compile",
      (error: Error & { stdout: string }) => `${error.message}\n${error.stdout}`,
    );
    expect(result).toBe("they compile");
  });

  /** Type-checks the README's examples in a project that has the package installed, with strict options. */
  async function checkExternalProject(compilerOptions: object): Promise<string[]> {
    const project = await mkdtemp(join(folder, "external-"));
    const modules = join(project, "node_modules");
    await mkdir(modules);
    for (const name of await readdir(join(repository, "node_modules")))
      if (name !== "socket.io-durable-objects")
        await symlink(join(repository, "node_modules", name), join(modules, name));
    const installed = join(modules, "socket.io-durable-objects");
    await run(process.execPath, [join(repository, "scripts/build-library.mjs"), installed]);
    const examples = readme.filter(({ language }) => language === "ts").map(({ code }) => code);
    expect(examples.length).toBeGreaterThan(2);
    const files = [...examples, EXTERNAL_MODULE].map((code, index) => ({
      name: `example-${index}.ts`,
      code,
    }));
    for (const { name, code } of files) {
      await writeFile(join(project, name), /^import /m.test(code) ? code : PRELUDE + code);
    }
    const strict = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noPropertyAccessFromIndexSignature: true,
      noImplicitOverride: true,
      skipLibCheck: false,
      target: "es2024",
      lib: ["es2024"],
      types: ["@cloudflare/workers-types", "node"],
      noEmit: true,
    };
    await writeFile(join(project, "package.json"), '{ "type": "module" }');
    await writeFile(
      join(project, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: { ...strict, ...compilerOptions },
        files: files.map(({ name }) => name),
      }),
    );
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "-p", project, "--pretty", "false"]).catch(
      (error: { stdout: string }) => error,
    );
    // The types of Workers, of Node and of some packages contradict each other. Only ours are checked.
    return stdout.split("\n").filter((line) => /^(\S*socket\.io-durable-objects|example-|error)/.test(line));
  }

  test.each([
    ["a bundler", { module: "esnext", moduleResolution: "bundler" }],
    ["Node", { module: "nodenext" }],
  ])(
    "compile with the package in a strict project that resolves modules as %s does",
    async (_as, modules) => {
      expect(await checkExternalProject(modules)).toEqual([]);
    },
  );

  test("the quick start of the README is a working chat", async () => {
    const of = (language: string) => readme.find((block) => block.language === language)?.code ?? "";
    const place = join(folder, "quick-start");
    await mkdir(place);
    await writeFile(join(place, "worker.ts"), of("ts"));
    await writeFile(join(place, "wrangler.toml"), of("toml"));
    const wrangler = [
      "deploy",
      "--dry-run",
      "--config",
      join(place, "wrangler.toml"),
      "--outdir",
      join(place, "out"),
    ];
    await run(process.execPath, [join(repository, "scripts/wrangler.mjs"), ...wrangler], { cwd: repository });
    const miniflare = new Miniflare(
      convertV4MiniflareOptions({
        name: "quick-start",
        modules: true,
        script: await readFile(join(place, "out/worker.js"), "utf8"),
        compatibilityDate: /compatibility_date = "(.*?)"/.exec(of("toml"))?.[1] ?? "",
        compatibilityFlags: ["nodejs_compat"],
        durableObjects: { CHAT: { className: "Chat", useSQLite: true } },
        host: "127.0.0.1",
        port: 0,
        cf: false,
        log: new Log(LogLevel.WARN),
      }),
    );
    try {
      const url = (await miniflare.ready).href;
      const client = of("js")
        .replace(/^import .*$/m, "")
        .replace("http://localhost:8787", url);
      const received = await new Promise<unknown>((resolve) => {
        const runClient = new Function("io", "console", `${client}; return socket;`) as (
          connect: typeof io,
          console: { log(text: unknown): void },
        ) => { disconnect(): void };
        const socket = runClient(io, {
          log: (text) => {
            socket.disconnect();
            resolve(text);
          },
        });
      });
      expect(received).toBe("hello");
    } finally {
      await miniflare.dispose();
    }
  });
});
