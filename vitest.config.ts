import { randomInt } from "node:crypto";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { LIVELY } from "./test/support/generous-limits.ts";

/** `ws`, which comes with Socket.IO, need not look for its optional native modules inside workerd. */
const miniflareFor = (isLong: boolean) => ({
  bindings: {
    WS_NO_BUFFER_UTIL: "1",
    WS_NO_UTF_8_VALIDATE: "1",
    // A timer that is pending keeps an object from being put to sleep, and tests put them to sleep.
    LIMIT_DIRECTORY_MS: "1",
    ...LIVELY,
    // How often a property-based test runs; each has a small number of its own.
    FUZZ_RUNS: process.env.FUZZ_RUNS ?? (isLong ? "2000" : ""),
  },
});

/** What random choices of tests follow from. This file is read more than once, and the choice is one. */
if (process.env.SEED === undefined) {
  process.env.SEED = String(randomInt(2 ** 31));
  console.log(`Random choices follow from SEED=${process.env.SEED}`);
}
const seed = Number(process.env.SEED);
if (!Number.isSafeInteger(seed)) throw new Error(`SEED is to be a whole number, not ${process.env.SEED}`);

/** How long something takes tells how busy the machine is: deadlines are there to end what hangs, and nothing else. */
const patient = { poll: { timeout: 30_000 } };

/**
 * The files that take longest, in the order in which they begin: none is to be left over when the others are done. Those
 * that wait, for objects to fall asleep, are between those that compute, so that neither processor is ever idle.
 */
const LONGEST = [
  "socketio-sleep",
  "roster",
  "accessibility",
  "socketio-keep-alive",
  "accessibility-states",
  "hundred-thousand",
  "socketio-recovery",
  "room-rules",
  "parity",
  "room-crash",
  "keyboard",
  "chaos",
  "steady-list",
  "start",
  "socketio-slow-reader",
  "offline",
  "deploy",
  "failures",
  "front-page",
  "private-room",
  "states",
];

/** Servers, browsers and people of tests leave what they saw in `test-results/` when a test fails. */
const WITNESSED = ["test/support/artefacts.setup.ts"];

const FUZZED = ["test/support/seed.setup.ts"];

/** How many files run at a time where servers and browsers are, of which some only wait. */
const TOGETHER = 4;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

/**
 * One project a place that tests run in. A group runs when the one before is done. In the last one, those that mostly wait,
 * for objects to fall asleep and servers to start, are beside those that keep a browser busy.
 */
export default defineConfig(({ mode }) => {
  // `npm run test:long`: see `test/support/length.ts`.
  const isLong = mode === "long";
  const miniflare = miniflareFor(isLong);
  return {
    test: {
      maxWorkers: 2,
      passWithNoTests: true,
      provide: { long: isLong, seed },
      sequence: { sequencer: LongestFirst },
      projects: [
        {
          // Pure logic, in plain Node: no server, no browser.
          test: {
            name: "unit",
            expect: patient,
            setupFiles: FUZZED,
            include: ["test/unit/**/*.test.ts"],
            testTimeout: 60_000,
            maxWorkers: 2,
            sequence: { groupOrder: 0 },
          },
        },
        {
          // The application, inside workerd.
          plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.toml" }, miniflare })],
          test: {
            name: "worker",
            expect: patient,
            globalSetup: ["test/support/page.setup.ts"],
            setupFiles: FUZZED,
            include: ["test/worker/**/*.test.ts"],
            exclude: ["test/worker/socketio*.test.ts"],
            // One workerd for all files: each of them has rooms of its own, and starting one takes seconds.
            isolate: false,
            testTimeout: 60_000,
            hookTimeout: 60_000,
            maxWorkers: 2,
            sequence: { groupOrder: 0 },
          },
        },
        {
          // The Socket.IO library, inside workerd, with Durable Objects of its own.
          plugins: [
            cloudflareTest({ wrangler: { configPath: "./test/support/fixtures/wrangler.toml" }, miniflare }),
          ],
          test: {
            name: "socketio",
            expect: patient,
            setupFiles: FUZZED,
            include: ["test/worker/socketio*.test.ts"],
            isolate: false,
            testTimeout: 120_000,
            hookTimeout: 60_000,
            maxWorkers: 2,
            sequence: { groupOrder: 0 },
          },
        },
        {
          // Stock Socket.IO on Node and ours, the same scenarios, compared.
          test: {
            name: "parity",
            expect: patient,
            setupFiles: WITNESSED,
            include: ["test/parity/**/*.test.ts"],
            globalSetup: ["test/support/build.setup.ts"],
            testTimeout: 60_000,
            hookTimeout: 60_000,
            maxWorkers: TOGETHER,
            sequence: { groupOrder: 1 },
          },
        },
        {
          // The real server and stock clients, over real sockets.
          test: {
            name: "integration",
            setupFiles: WITNESSED,
            expect: patient,
            include: ["test/integration/**/*.test.ts"],
            globalSetup: ["test/support/build.setup.ts"],
            testTimeout: 180_000,
            hookTimeout: 120_000,
            maxWorkers: TOGETHER,
            sequence: { groupOrder: 1 },
          },
        },
        {
          // People who talk through kills, cuts and sleep.
          test: {
            name: "chaos",
            expect: patient,
            setupFiles: WITNESSED,
            include: ["test/chaos/**/*.test.ts"],
            globalSetup: ["test/support/build.setup.ts"],
            testTimeout: 180_000,
            hookTimeout: 60_000,
            maxWorkers: TOGETHER,
            sequence: { groupOrder: 1 },
          },
        },
        {
          // The page, in Chromium.
          test: {
            name: "browser",
            setupFiles: WITNESSED,
            expect: patient,
            include: ["test/browser/**/*.test.ts"],
            globalSetup: ["test/support/build.setup.ts", "test/browser/support/harness.setup.ts"],
            testTimeout: 240_000,
            hookTimeout: 120_000,
            isolate: false,
            maxWorkers: TOGETHER,
            sequence: { groupOrder: 1 },
          },
        },
      ],
    },
  };
});
