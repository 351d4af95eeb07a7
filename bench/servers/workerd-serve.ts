/** A worker on `workerd serve` alone, with a configuration made here. */
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { end } from "../remote.ts";
import type { Server } from "./server.ts";
import { newStateFolder } from "./state-folder.ts";
import type { WorkerSpec } from "./worker-spec.ts";

/** A worker on `workerd serve`, with its inspector where it was asked for. */
export type WorkerdServer = Server & { readonly inspectorPort: number | undefined };

/** @param inspect whether workerd listens for an inspector, which makes it a little slower */
export async function startWorkerd(spec: WorkerSpec, { inspect = false } = {}): Promise<WorkerdServer> {
  const state = await newStateFolder();
  const folder = state.path;
  await mkdir(join(folder, "storage"));
  await writeFile(join(folder, "worker.js"), spec.script);
  await writeFile(join(folder, "config.capnp"), configuration(spec, inspect));
  const { default: binary } = createRequire(import.meta.url)("workerd") as { default: string };
  // It writes its port on this file descriptor as soon as it listens.
  const flags = ["--experimental", "--control-fd=3", ...(inspect ? ["--inspector-addr=127.0.0.1:0"] : [])];
  const child = spawn(binary, ["serve", ...flags, join(folder, "config.capnp")], {
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
    cwd: folder,
  });
  const endWithUs = (): void => void end(child);
  process.once("exit", endWithUs);
  child.once("exit", () => process.off("exit", endWithUs));
  const stop = async (): Promise<void> => {
    await end(child);
    await state.remove();
  };
  const ports = await new Promise<Map<string | undefined, number>>((resolve, reject) => {
    const control = child.stdio[3] as NodeJS.ReadableStream;
    const expected = inspect ? ["http", "inspector"] : ["http"];
    let told = "";
    control.on("data", (chunk: Buffer) => {
      told += chunk.toString();
      const lines = told
        .slice(0, told.lastIndexOf("\n") + 1)
        .split("\n")
        .filter(Boolean);
      const known = new Map(
        lines
          .map((line) => JSON.parse(line) as { event: string; socket?: string; port: number })
          .map(({ event, socket, port }) => [event === "listen-inspector" ? "inspector" : socket, port]),
      );
      if (expected.every((name) => known.has(name))) resolve(known);
    });
    child.once("exit", (code) => reject(new Error(`workerd ended with ${code} before it listened`)));
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    port: ports.get("http") ?? 0,
    inspectorPort: ports.get("inspector"),
    pids: [child.pid ?? 0],
    stop,
  };
}

/** Source: workerd.capnp of the workerd that is installed. */
function configuration(spec: WorkerSpec, inspect: boolean): string {
  const { far } = spec;
  const objects = Object.entries(spec.durableObjects);
  const classes = [...new Set(objects.map(([, className]) => className))];
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (${
    inspect
      ? `
  v8Flags = ["--expose-gc"],`
      : ""
  }
  services = [
    (name = "main", worker = .contender),
    (name = "storage", disk = (path = "storage", writable = true)),${
      far === undefined
        ? ""
        : `
    (name = "far", external = (address = "unix:${far.path}", http = (capnpConnectHost = "far"))),`
    }
  ],
  sockets = [
    (name = "http", address = "127.0.0.1:0", http = (), service = "main"),${
      far === undefined
        ? ""
        : `
    (name = "far", address = "unix:${far.ownPath}", http = (capnpConnectHost = "far"),
      service = (name = "main", entrypoint = "${far.entrypoint}")),`
    }
  ],
);

const contender :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = ${JSON.stringify(spec.compatibilityDate)},
  compatibilityFlags = ${JSON.stringify(spec.compatibilityFlags)},
  durableObjectNamespaces = [${classes
    .map((name) => `(className = "${name}", uniqueKey = "${name}", enableSql = true)`)
    .join(", ")}],
  durableObjectStorage = (localDisk = "storage"),
  bindings = [
${objects.map(([name, className]) => `    (name = "${name}", durableObjectNamespace = "${className}"),`).join("\n")}
${far === undefined ? "" : `    (name = "${far.binding}", service = "far"),`}
${Object.entries(spec.variables)
  .map(([name, value]) => `    (name = "${name}", text = ${JSON.stringify(value)}),`)
  .join("\n")}
  ],
);
`;
}
