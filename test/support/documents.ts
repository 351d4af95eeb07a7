/** The examples in the documents and doc comments of the package `socket.io-durable-objects`. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "./build.ts";

/** The folder of the package. */
export const library = join(repository, "src/socketio");

export interface CodeBlock {
  /** What follows the fence: `ts`, `toml`, ... */
  language: string;
  code: string;
}

/** The blocks of code of a text, in order. */
export const codeBlocks = (text: string): CodeBlock[] =>
  [...text.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language = "", code = ""]) => ({ language, code }));

/** The documents of the package whose examples stand alone. */
export async function documents(): Promise<string[]> {
  const names = (await readdir(join(library, "docs"))).filter((name) => name !== "testing.md");
  const pages = names.map((name) => `docs/${name}`);
  return Promise.all(["README.md", ...pages].map((file) => readFile(join(library, file), "utf8")));
}

/** Every doc comment of an exported declaration, by the declaration's name. */
export async function docComments(): Promise<Map<string, string>> {
  const comments = new Map<string, string>();
  for (const entry of await readdir(join(library, "src"), { recursive: true })) {
    if (!entry.endsWith(".ts")) continue;
    const source = await readFile(join(library, "src", entry), "utf8");
    for (const [, comment = "", name = ""] of source.matchAll(
      /\/\*\*((?:(?!\*\/).)*?)\*\/\nexport (?:abstract |async )?(?:class|interface|type|const|function) (\w+)/gs,
    ))
      comments.set(name, comment.replace(/^ \* ?/gm, ""));
  }
  return comments;
}

/** The names that the package exports. */
export async function exportedNames(): Promise<string[]> {
  const { exports } = JSON.parse(await readFile(join(library, "package.json"), "utf8")) as {
    exports: Record<string, string>;
  };
  const entries = await Promise.all(
    Object.values(exports).map((file) => readFile(join(library, file), "utf8")),
  );
  return entries.flatMap((entry) =>
    [...entry.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list = ""]) =>
      list
        .split(",")
        .map((name) => name.replace("type", "").trim())
        .filter((name) => name !== ""),
    ),
  );
}
