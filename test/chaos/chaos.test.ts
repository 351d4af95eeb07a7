/** The short chaos test. The long one is `npm run chaos -- --minutes N`. */
import { expect, inject, test } from "vitest";
import { builtConfig } from "../support/build.ts";
import { atLength } from "../support/length.ts";
import { runChaos } from "./chaos.ts";

const duration = atLength({ short: 20_000, long: 120_000 });

test(
  "nothing acknowledged is lost, and nothing is said twice, through kills, cuts and sleep",
  async () => {
    const seed = Number(process.env.CHAOS_SEED ?? inject("seed"));
    const report = await runChaos({ config: builtConfig(inject("builds"), "app"), seed, duration });
    console.log(report);

    expect(report.broken, `npm run chaos -- --seed ${seed}`).toEqual([]);
    expect(report.stored).toBeGreaterThan(0);
    expect(report.acknowledged).toBe(report.said);
    // Generous: starting, settling and reading all messages take a while on a busy machine.
  },
  duration + 240_000,
);
