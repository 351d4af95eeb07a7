import { describe, expect, it } from "vitest";
import { sumUp } from "../../../bench/report/statistics.ts";

describe("the sums of rounds", () => {
  it("have the spread of some figures, the median of others, and what is the same in all rounds", () => {
    const rounds = [
      { relays: 2, cpu: 5, heap: 30 },
      { relays: 2, cpu: 9, heap: 10 },
      { relays: 2, cpu: 7, heap: 20 },
    ];
    expect(sumUp(rounds, ["cpu"], ["heap"])).toEqual([
      { relays: 2, cpu: { median: 7, lowest: 5, highest: 9 }, heap: 20 },
    ]);
  });

  it("are none without a round", () => {
    expect(sumUp<"cpu", "heap", { cpu: number; heap: number }>([], ["cpu"], ["heap"])).toEqual([]);
  });
});
