/** The short chaos test of a cluster. The long one is `npm run chaos -- --cluster --minutes N`. */
import { expect, inject, test } from "vitest";
import { builtConfig } from "../support/build.ts";
import { atLength } from "../support/length.ts";
import { runClusterChaos } from "./cluster-chaos.ts";

const duration = atLength({ short: 6_000, long: 120_000 });

test(
  "clients on eight nodes receive everything once and in one order through kills, crashes and evictions",
  async () => {
    const seed = Number(process.env.CHAOS_SEED ?? inject("seed"));
    const report = await runClusterChaos({
      config: builtConfig(inject("builds"), "socketio"),
      seed,
      duration,
    });
    console.log(report);

    expect(report.errors, `npm run chaos -- --cluster --seed ${seed}`).toEqual([]);
    expect(report.kills).toBeGreaterThan(0);
    expect(report.acknowledged).toBeGreaterThan(0);
    expect(report.recoveries).toBeGreaterThan(0);
    // Generous: starting and settling take a while on a busy machine.
  },
  duration + 240_000,
);
