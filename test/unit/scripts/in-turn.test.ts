/** The order in which the benchmark runs what it compares. */
import { expect, it } from "vitest";
import { inTurn } from "../../../bench/measures/in-turn.ts";

it("has each contender once in each round, and another one first in the next", () => {
  const turns = Array.from(inTurn(["a", "b", "c"], 4), ({ round, item }) => `${round}${item}`);
  expect(turns.join(" ")).toBe("0a 0b 0c 1b 1c 1a 2c 2a 2b 3a 3b 3c");
});
