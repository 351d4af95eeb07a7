/** Each row of the tables in `src/socketio/docs/from-node.md`, tried with stock clients and an eviction in between. */
import { afterEach, describe, expect, test } from "vitest";
import page from "../../src/socketio/docs/from-node.md?raw";
import { adapted } from "./from-node/adapted.ts";
import { disconnectAll } from "./from-node/trial.ts";
import { unavailable } from "./from-node/unavailable.ts";
import { unchanged } from "./from-node/unchanged.ts";

afterEach(disconnectAll);

/** The first cells of the table under a heading. */
function rowsOf(heading: string): string[] {
  const [, section = ""] = page.split(`## ${heading}\n`);
  const [text = ""] = section.split("\n## ");
  const rows = [...text.matchAll(/^\| (.*?) \|/gm)].map(([, cell = ""]) => cell);
  return rows.slice(2);
}

describe.each([
  ["Runs unchanged", unchanged],
  ["Needs a line", adapted],
  ["Cannot work", unavailable],
])("%s", (heading, trials) => {
  test("every row is tried, and nothing else", () => {
    expect(Object.keys(trials)).toEqual(rowsOf(heading));
  });

  test.each(Object.entries(trials))("%s", async (_row, trial) => {
    await trial();
  });
});
