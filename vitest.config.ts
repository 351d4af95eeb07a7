import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { LIVELY } from "./test/support/unhurried.ts";

/** `ws`, which comes with Socket.IO, need not look for its optional native modules inside workerd. */
const miniflare = {
  bindings: {
    WS_NO_BUFFER_UTIL: "1",
    WS_NO_UTF_8_VALIDATE: "1",
    // A timer that is pending keeps an object from being put to sleep, and tests put them to sleep.
    LIMIT_DIRECTORY_MS: "1",
    ...LIVELY,
    // How often a property-based test runs; each has a small number of its own.
    FUZZ_RUNS: process.env.FUZZ_RUNS ?? "",
  },
};

/** How long it takes until something is so tells how busy the machine is, and is nobody's fault. */
const patient = { poll: { timeout: 20_000 } };

/** The files that take longest, in the order in which they begin: none is to be left over when the others are done. */
const LONGEST = [
  "socketio-sleep",
  "socketio-awake",
  "parity",
  "chaos",
  "roster",
  "accessibility",
  "accessibility-states",
  "hundred-thousand",
  "room-rules",
];

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
 * One project a place that tests run in. A group runs when the one before is done. Those that mostly wait, for objects to
 * fall asleep and servers to start, wait together; those that keep a small machine busy are beside no others.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: true,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        // Pure logic, in plain Node: no server, no browser.
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          testTimeout: 15_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // The application, inside workerd.
        plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.toml" }, miniflare })],
        test: {
          name: "worker",
          include: ["test/worker/**/*.test.ts"],
          exclude: ["test/worker/socketio*.test.ts"],
          // One workerd for all files: each of them has rooms of its own, and starting one takes seconds.
          isolate: false,
          testTimeout: 15_000,
          hookTimeout: 30_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // The Socket.IO library, inside workerd, with Durable Objects of its own.
        plugins: [
          cloudflareTest({ wrangler: { configPath: "./test/support/fixtures/wrangler.toml" }, miniflare }),
        ],
        test: {
          name: "socketio",
          include: ["test/worker/socketio*.test.ts"],
          isolate: false,
          testTimeout: 40_000,
          hookTimeout: 40_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // Stock Socket.IO on Node and ours, the same scenarios, compared.
        test: {
          name: "parity",
          include: ["test/parity/**/*.test.ts"],
          globalSetup: ["test/support/build.setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
          sequence: { groupOrder: 3 },
        },
      },
      {
        // The real server and stock clients, over real sockets.
        test: {
          name: "integration",
          expect: patient,
          include: ["test/integration/**/*.test.ts"],
          globalSetup: ["test/support/build.setup.ts"],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          maxWorkers: 3,
          sequence: { groupOrder: 3 },
        },
      },
      {
        // People who talk through kills, cuts and sleep.
        test: {
          name: "chaos",
          include: ["test/chaos/**/*.test.ts"],
          globalSetup: ["test/support/build.setup.ts"],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
          sequence: { groupOrder: 3 },
        },
      },
      {
        // The page, in Chromium.
        test: {
          name: "browser",
          expect: patient,
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/support/build.setup.ts", "test/browser/stage.setup.ts"],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
