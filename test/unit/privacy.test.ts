/** `docs/privacy.md` names every table and key in the storage of a Durable Object, and no other. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

/** Whose storage the code of a folder writes. */
const CLASSES: Readonly<Record<string, string>> = {
  room: "ChatRoom",
  account: "Account",
  directory: "Directory",
  operator: "Operations",
  metrics: "MetricsStore",
  auth: "SecretStore",
  platform: "every class",
  socketio: "every class",
};

/** Keys that are not a constant of the file: the expression by file. */
const COMPUTED: Readonly<Record<string, string>> = {
  "operator/sign-in.ts key": "sign-in:",
  "socketio/src/recovery/packet-log.ts this": "socketio:packet:",
  "socketio/src/state/attachment.ts requestKey": "socketio:spilled:",
  "socketio/src/state/attachment.ts partsKey": "socketio:spilled:",
};

/** The TypeScript files below a folder of `src`. */
const filesIn = (folder: string): string[] =>
  readdirSync(join("src", folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));

/** Constants that other files import. */
const exported = new Map(
  Object.keys(CLASSES)
    .flatMap(filesIn)
    .flatMap((file) =>
      Array.from(
        readFileSync(join("src", file), "utf8").matchAll(/export const (\w+) = "([^"]+)"/g),
        ([, name = "", value = ""]) => [name, value] as const,
      ),
    ),
);

/** The tables and keys that a file writes. */
function stored(file: string): string[] {
  const text = readFileSync(join("src", file), "utf8");
  const tables = Array.from(
    text.matchAll(/CREATE (?:VIRTUAL )?TABLE (?:IF NOT EXISTS )?(\w+)/g),
    ([, name = ""]) => name,
  );
  const keys = Array.from(
    text.matchAll(/\b(?:kv|storage)\.put(?:<[^(]*>)?\(\s*([A-Za-z]\w*)/g),
    ([, name = ""]) => {
      const known = COMPUTED[`${file} ${name}`];
      const value = new RegExp(`const ${name} = "([^"]+)"`).exec(text)?.[1];
      return known ?? value ?? exported.get(name) ?? `unknown key ${name} in ${file}`;
    },
  );
  const literals = Array.from(
    text.matchAll(/\b(?:kv|storage)\.put(?:<[^(]*>)?\(\s*["`]([^"`$]+)/g),
    ([, key = ""]) => key,
  );
  // An object of its own class also keeps a log under this prefix.
  const prefixes = Array.from(text.matchAll(/const \w*PREFIX = "(socketio:[^"]+)"/g), ([, key = ""]) => key);
  return [...tables, ...keys, ...literals, ...prefixes];
}

it("lists what every class stores", () => {
  const written = Object.entries(CLASSES).flatMap(([folder, name]) =>
    filesIn(folder)
      .flatMap(stored)
      .map((key) => `${name}: ${key}`),
  );
  const text = readFileSync("docs/privacy.md", "utf8");
  const [, list = ""] = text.split("## Tables and keys");
  const documented = list.split("\n").flatMap((line) => {
    const [, name = "", keys = ""] = /^\| `?([\w ]+?)`? \| (`[^|]+`) \|/.exec(line) ?? [];
    return Array.from(keys.matchAll(/`([^`]+)`/g), ([, key]) => `${name}: ${key}`);
  });
  expect(new Set(documented)).toEqual(new Set(written));
  expect(documented).toHaveLength(new Set(documented).size);
});
