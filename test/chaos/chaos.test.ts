/** The short chaos test. The long one is `npm run chaos -- --minutes N`. */
import { expect, inject, test } from "vitest";
import { builtConfig } from "../support/build.ts";
import { atLength } from "../support/length.ts";
import { runChaos } from "./chaos.ts";

const duration = atLength({ short: 20_000, long: 120_000 });
const relaysDuration = atLength({ short: 10_000, long: 120_000 });

test(
  "no acknowledged message is lost and none is duplicated through kills, broken connections and evictions",
  async () => {
    const seed = Number(process.env.CHAOS_SEED ?? inject("seed"));
    const report = await runChaos({ config: builtConfig(inject("builds"), "app"), seed, duration });
    console.log(report);

    expect(report.errors, `npm run chaos -- --seed ${seed}`).toEqual([]);
    expect(report.stored).toBeGreaterThan(0);
    expect(report.acknowledged).toBe(report.sent);
    expect(report.missed).toBeGreaterThan(0);
    // Generous: starting, settling and reading all messages take a while on a busy machine.
  },
  duration + 240_000,
);

test(
  "rooms larger than one object lose and duplicate no message while their objects and relays crash",
  async () => {
    const seed = Number(process.env.CHAOS_SEED ?? inject("seed"));
    const config = builtConfig(inject("builds"), "app");
    const report = await runChaos({ config, seed, duration: relaysDuration, socketsPerObject: 1 });
    console.log(report);

    expect(report.errors, `npm run chaos -- --relays --seed ${seed}`).toEqual([]);
    expect(report.stored).toBeGreaterThan(0);
    expect(report.acknowledged).toBe(report.sent);
    expect(report.missed).toBeGreaterThan(0);
    expect(report.crashes).toBeGreaterThan(0);
  },
  relaysDuration + 240_000,
);
