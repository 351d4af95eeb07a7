/** Documents with computed content. */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { costTable, largeRoomTable } from "../../bench/cost/table.ts";

test("docs/cost.md has the tables that npm run cost prints", async () => {
  const document = await readFile(new URL("../../docs/cost.md", import.meta.url), "utf8");
  expect(document).toContain(costTable());
  expect(document).toContain(largeRoomTable());
});
