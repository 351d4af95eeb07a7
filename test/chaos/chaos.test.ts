/** The short chaos test. The long one is `npm run chaos -- --minutes N`. */
import { expect, inject, test } from "vitest";
import { builtConfig } from "../support/build.ts";
import { atLength } from "../support/length.ts";
import { runChaos } from "./chaos.ts";

const duration = atLength({ short: 20_000, long: 120_000 });

test(
  "no acknowledged message is lost and none is duplicated through kills, broken connections and evictions",
  async () => {
    const seed = Number(process.env.CHAOS_SEED ?? inject("seed"));
    const report = await runChaos({ config: builtConfig(inject("builds"), "app"), seed, duration });
    console.log(report);

    expect(report.errors, `npm run chaos -- --seed ${seed}`).toEqual([]);
    expect(report.stored).toBeGreaterThan(0);
    expect(report.acknowledged).toBe(report.sent);
    // Generous: starting, settling and reading all messages take a while on a busy machine.
  },
  duration + 240_000,
);
