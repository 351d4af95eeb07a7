/** The package `socket.io-durable-objects`, as a project gets it that installs it: see `test/support/package-project.ts`. */
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { io } from "socket.io-client";
import { beforeAll, describe, expect, test } from "vitest";
import { repository } from "../support/build.ts";
import { collect, connectClient } from "../support/clients.ts";
import {
  type CodeBlock,
  codeBlocks,
  docComments,
  documents,
  exportedNames,
  library,
} from "../support/documents.ts";
import {
  copyPackages,
  installPackages,
  type PackageProject,
  packageProject,
} from "../support/package-project.ts";
import { wrangler, wranglerDev } from "../support/wrangler-dev.ts";

const run = promisify(execFile);

let project: PackageProject;
beforeAll(async () => {
  project = await packageProject();
});

describe("the package", () => {
  test("is small, and has nothing in it but what an application needs", async () => {
    const { size, files } = project.packed;
    expect(size).toBeLessThan(200_000);
    expect(files.filter((file) => !/^(?:lib\/.+\.(?:js|js\.map|d\.ts)|docs\/.+\.md)$/.test(file))).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "package.json",
    ]);
    const installed = join(project.folder, "node_modules/socket.io-durable-objects");
    const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8")) as object;
    for (const field of ["private", "scripts", "devDependencies"]) expect(manifest).not.toHaveProperty(field);
    for (const file of files) {
      const text = await readFile(join(installed, file), "utf8");
      expect(text, file).not.toContain(repository);
      expect(text, file).not.toContain(project.folder);
    }
  });

  test("has source maps with the sources", async () => {
    const lib = join(project.folder, "node_modules/socket.io-durable-objects/lib");
    const modules = (await readdir(lib)).filter((file) => file.endsWith(".js"));
    expect(modules).toContain("index.js");
    const sources = new Map<string, string>();
    for (const file of modules) {
      expect(await readFile(join(lib, file), "utf8")).toMatch(`//# sourceMappingURL=${file}.map\n`);
      const map = JSON.parse(await readFile(join(lib, `${file}.map`), "utf8")) as {
        sources: string[];
        sourcesContent: string[];
      };
      for (const [index, source] of map.sources.entries())
        sources.set(source, map.sourcesContent[index] ?? "");
    }
    const original = (await readFile(join(library, "src/engine/engine.ts"), "utf8")).split("\n");
    const source = sources.get("../src/engine/engine.ts")?.split("\n") ?? [];
    // Comments are not in the map; the lines of code are where they were.
    expect(source.map((line, index) => line || original[index])).toEqual(original);
    expect(source.filter((line) => line.trim() !== "").length).toBeGreaterThan(original.length / 2);
  });

  test("is fine for publint and for are-the-types-wrong", async () => {
    const { tarball } = project.packed;
    const { buffer } = new Uint8Array(await readFile(tarball));
    const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
    // Workers are ES modules: nothing imports the package from CommonJS.
    const attw = join(repository, "node_modules/@arethetypeswrong/cli/dist/index.js");
    await run(process.execPath, [attw, tarball, "--profile", "esm-only", "--format", "json"], {
      maxBuffer: 2 ** 24,
    });
  });
});

/** Declarations that a code fragment may use. */
const PRELUDE = 'import type { Server } from "socket.io";\ndeclare const io: Server;\n';

/** Code that the types of the package must support besides the examples. */
const TYPED_EVENTS = `
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

/** Adds to the cluster of the README what shows that its nodes are one server, and a route that uses its emitter. */
const CLUSTER_WORKER = `
import { announce } from "./announce";
import worker, { Chat as ReadmeChat } from "./chat";

export class Chat extends ReadmeChat {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.io.on("connection", (socket) => {
      socket.join("announcements");
      socket.on("node", (answer) => answer(ctx.id.name));
      socket.on("ids by fetchSockets", async (answer) => answer((await this.io.timeout(20_000).fetchSockets()).map(({ id }) => id)));
      socket.on("ids by acknowledgements", async (answer) => answer(await this.io.timeout(20_000).emitWithAck("question")));
    });
  }
}

export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname !== "/announce") return worker.fetch(request, env);
    await announce(env, "a text of a route");
    return new Response("announced");
  },
} satisfies ExportedHandler<Env>;
`;

/** How long an acknowledgement may take, in milliseconds. */
const DEADLINE = 45_000;

/** Packages that examples use besides those that every project installs. */
const EXTRAS = [
  "@socket.io/admin-ui",
  "express-session",
  "helmet",
  "passport",
  "socket.io-client",
  "socket.io-msgpack-parser",
];

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  skipLibCheck: false,
  target: "es2024",
  lib: ["es2024"],
  noEmit: true,
};

describe("in a project that has it installed", () => {
  let readme: CodeBlock[];
  const quickStart = (language: string) =>
    readme.find((block) => block.language === language)?.code ?? expect.fail(`no ${language} in the README`);

  /** The quick start, with the types that `wrangler types` writes for it. */
  beforeAll(async () => {
    readme = codeBlocks(await readFile(join(library, "README.md"), "utf8"));
    await mkdir(join(project.folder, "src"));
    await writeFile(join(project.folder, "src/index.ts"), quickStart("ts"));
    await writeFile(join(project.folder, "wrangler.toml"), quickStart("toml"));
    await writeFile(join(project.folder, "tsconfig.json"), quickStart("json"));
    await writeFile(join(project.folder, ".dev.vars"), "SESSION_SECRET = a-secret-of-the-examples");
    await wrangler(project.folder, "types");
  });

  /** Runs the compiler that a project has installed, and returns what it reports. */
  async function compile(folder: string, config: string): Promise<string[]> {
    const tsc = join(folder, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "-p", config, "--pretty", "false"], {
      cwd: folder,
      maxBuffer: 2 ** 24,
    }).catch((error: { stdout: string }) => error);
    return stdout.split("\n").filter((line) => line !== "");
  }

  /** Compiles files with strict options and with all declarations checked. */
  async function compileStrictly(name: string, files: readonly string[], options: object): Promise<string[]> {
    const config = join(project.folder, `tsconfig.${name}.json`);
    const compilerOptions = { ...STRICT, types: ["./worker-configuration.d.ts"], ...options };
    await writeFile(config, JSON.stringify({ compilerOptions, files }));
    return compile(project.folder, config);
  }

  test("the quick start compiles with its own tsconfig.json", async () => {
    expect(await compile(project.folder, "tsconfig.json")).toEqual([]);
  });

  test("every example of its documents and of its exports compiles, as its declarations do", async () => {
    const examples = (await documents()).flatMap(codeBlocks);
    const comments = await docComments();
    const names = await exportedNames();
    expect(names).toContain("SocketIODurableObject");
    for (const name of names) {
      const ofName = codeBlocks(comments.get(name)?.split("@example")[1] ?? "");
      expect(ofName, `${name} has an example`).not.toEqual([]);
      examples.push(...ofName);
    }
    const sources = examples.filter(({ language }) => language === "ts").map(({ code }) => code);
    expect(sources.length).toBeGreaterThan(names.length);
    const folder = join(project.folder, "examples");
    await mkdir(folder);
    await copyPackages(EXTRAS, folder);
    await cp(
      join(repository, "test/worker/untyped-middlewares.d.ts"),
      join(folder, "untyped-middlewares.d.ts"),
    );
    const files = ["examples/untyped-middlewares.d.ts"];
    for (const [index, code] of [...sources, TYPED_EVENTS].entries()) {
      files.push(`examples/example-${index}.ts`);
      await writeFile(join(folder, `example-${index}.ts`), /^import /m.test(code) ? code : PRELUDE + code);
    }
    await writeFile(join(project.folder, "stock.ts"), 'export { Server } from "socket.io";\n');

    // The types of Workers and of Node, on which `socket.io` depends, declare the same globals. That is reported for any
    // project that imports `socket.io`; nothing else may be.
    for (const modules of [{ module: "nodenext" }, { module: "esnext", moduleResolution: "bundler" }]) {
      const known = await compileStrictly("stock", ["stock.ts"], modules);
      expect(
        known.filter((line) => !/^(?:worker-configuration|node_modules\/@types\/node\/)/.test(line)),
      ).toEqual([]);
      const found = await compileStrictly("examples", files, modules);
      // The declarations of what the examples use besides are not ours.
      expect(
        found.filter((line) => !known.includes(line) && !line.startsWith("examples/node_modules/")),
      ).toEqual([]);
    }
  });

  test("the tests of docs/testing.md compile and pass", async () => {
    const folder = `${project.folder}-testing`;
    await mkdir(folder);
    const packages = ["vitest", "@cloudflare/vitest-plugin", "socket.io-client"];
    await installPackages(folder, project.packed, ["socket.io", "wrangler", "typescript", ...packages]);
    const page = await readFile(join(library, "docs/testing.md"), "utf8");
    const [config, connect, chat] = codeBlocks(page).filter(({ language }) => language === "ts");
    const { compilerOptions } = JSON.parse(quickStart("json")) as { compilerOptions: { types: string[] } };
    compilerOptions.types.push("@cloudflare/vitest-plugin/types");
    for (const [file, text] of [
      ["vitest.config.ts", config?.code],
      ["test/connect.ts", connect?.code],
      ["test/chat.test.ts", chat?.code],
      ["src/index.ts", quickStart("ts")],
      ["wrangler.toml", quickStart("toml")],
      [
        "worker-configuration.d.ts",
        await readFile(join(project.folder, "worker-configuration.d.ts"), "utf8"),
      ],
      ["tsconfig.json", JSON.stringify({ compilerOptions, include: ["src", "test", "vitest.config.ts"] })],
    ] as const) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text ?? expect.fail(`docs/testing.md has no ${file}`));
    }
    expect(await compile(folder, "tsconfig.json")).toEqual([]);
    const vitest = join(folder, "node_modules/vitest/vitest.mjs");
    const { stdout } = await run(process.execPath, [vitest, "run"], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: "1", VITEST: undefined, VITEST_POOL_ID: undefined },
    });
    expect(stdout).toMatch(/Tests +1 passed/);
  });

  test("wrangler bundles it for a deployment", async () => {
    expect(await wrangler(project.folder, "deploy", "--dry-run")).toContain("env.CHAT (Chat)");
  });

  test("wrangler dev serves the quick start to the client of the quick start", async () => {
    const { url } = await wranglerDev(project.folder);
    const client = quickStart("js")
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
  });

  test("wrangler dev serves the cluster of the README to clients on several nodes", async () => {
    const folder = join(project.folder, "cluster");
    await mkdir(folder);
    const blockWith = (text: string): string =>
      readme.find(({ language, code }) => language === "ts" && code.includes(text))?.code ??
      expect.fail(`no ${text} in the README`);
    await writeFile(join(folder, "chat.ts"), blockWith("placeConnection(request"));
    await writeFile(join(folder, "announce.ts"), blockWith("new Emitter("));
    await writeFile(join(folder, "index.ts"), CLUSTER_WORKER);
    const config = quickStart("toml").replace("src/index.ts", "cluster/index.ts");
    await writeFile(join(project.folder, "wrangler.cluster.toml"), config);
    const { url } = await wranglerDev(project.folder, "--config", "wrangler.cluster.toml");

    const clients = await Promise.all(
      Array.from({ length: 10 }, (_, number) =>
        connectClient(url, {
          // The example places clients by their address and this header.
          extraHeaders: { "User-Agent": `client ${number}` },
          transports: number < 2 ? ["polling"] : ["websocket"],
        }),
      ),
    );
    const [first] = clients as [(typeof clients)[0]];
    const received = clients.map((client) => collect(client, "chat message"));
    for (const client of clients) client.on("question", (answer: (id: unknown) => void) => answer(client.id));
    const nodes = await Promise.all(clients.map((client) => client.timeout(DEADLINE).emitWithAck("node")));
    expect(new Set(nodes).size).toBeGreaterThan(2);

    for (const [number, client] of clients.entries()) client.emit("chat message", `text ${number}`);
    const texts = await Promise.all(received.map((collected) => collected.until(clients.length)));
    for (const all of texts) expect(all).toEqual(texts[0]);
    expect(new Set(texts[0]?.map(([, text]) => text)).size).toBe(clients.length);

    const ids = clients.map(({ id }) => id).sort();
    for (const event of ["ids by fetchSockets", "ids by acknowledgements"])
      expect(((await first.timeout(DEADLINE).emitWithAck(event)) as string[]).sort()).toEqual(ids);
    expect(await (await fetch(`${url}/announce`)).text()).toBe("announced");
    for (const collected of received)
      expect((await collected.until(clients.length + 1)).at(-1)).toEqual([
        "chat message",
        "a text of a route",
      ]);
  });
});
