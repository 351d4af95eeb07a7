import { randomInt } from "node:crypto";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { TEST_ISSUER } from "./test/support/identity.ts";
import { TEST_MODERATOR_TOKEN, TEST_OPERATOR_TOKEN } from "./test/support/operator.ts";
import { ONE_PER_OBJECT, RAISED_MESSAGE_LIMITS, relayLimits } from "./test/support/raised-limits.ts";
import { comparePlaces, placeOf } from "./test/support/slowest-files.ts";

/** `ws`, which comes with Socket.IO, does not look for its optional native modules inside workerd. */
const miniflareFor = (isLong: boolean) => ({
  bindings: {
    WS_NO_BUFFER_UTIL: "1",
    WS_NO_UTF_8_VALIDATE: "1",
    // A pending timer prevents an eviction, and tests evict objects.
    LIMIT_DIRECTORY_MS: "1",
    // Notices are sent at once.
    LIMIT_PUSH_DELAY_MS: "1",
    LIMIT_PUSH_INTERVAL_MS: "1",
    // The other site of `test/support/identity.ts`.
    IDENTITY_SECRET: TEST_ISSUER.secret,
    IDENTITY_ISSUER: TEST_ISSUER.issuer,
    IDENTITY_AUDIENCE: TEST_ISSUER.audience,
    IDENTITY_PICTURE_ORIGINS: TEST_ISSUER.pictures,
    OPERATOR_TOKEN: TEST_OPERATOR_TOKEN,
    MODERATOR_TOKEN: TEST_MODERATOR_TOKEN,
    ...RAISED_MESSAGE_LIMITS,
    ...relayLimits(),
    // How often a property-based test runs. Without it each test has a small number of its own.
    FUZZ_RUNS: process.env.FUZZ_RUNS ?? (isLong ? "2000" : ""),
  },
});

/** The seed of random choices in tests. It is stored in the environment because this file is read more than once. */
if (process.env.SEED === undefined) {
  process.env.SEED = String(randomInt(2 ** 31));
  console.log(`Random choices use SEED=${process.env.SEED}`);
}
const seed = Number(process.env.SEED);
if (!Number.isSafeInteger(seed)) throw new Error(`SEED must be a whole number, not ${process.env.SEED}`);

/** A long deadline for `expect.poll`: it only ends tests that hang, however busy the machine is. */
const expectOptions = { poll: { timeout: 60_000 } };

/** Saves screenshots and logs in `test-results/` when a test fails. */
const ARTIFACTS = ["test/support/artifacts.setup.ts"];

/** Seeds property-based tests. */
const SEEDED = ["test/support/seed.setup.ts"];

/** How many files run at a time. More than there are processors: some of them wait, for evictions or starting servers. */
const CONCURRENT_FILES = 4;

/** What clients see of others, and what owners do to them. */
const RELAY_TESTS = [
  "access",
  "bots",
  "changes",
  "http-effects",
  "members",
  "messages",
  "moderation",
  "operator",
  "owner",
  "personal-data",
  "relays",
  "reports",
  "talk",
];

/** See `test/support/slowest-files.ts`. */
class FileOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const places = new Map(files.map((file) => [file, placeOf(file.project.name, file.moduleId)]));
    const compare = (a: TestSpecification, b: TestSpecification) =>
      comparePlaces(places.get(a) ?? [], places.get(b) ?? []);
    return (await super.sort(files)).toSorted(compare);
  }
}

/** One project for each environment. All run together, so that files that compute run while others wait. */
export default defineConfig(({ mode }) => {
  // `npm run test:long`: see `test/support/length.ts`.
  const isLong = mode === "long";
  // `npm run test:relays`: the tests of rooms, with one connection per object.
  if (mode === "relays") process.env.TEST_RELAYS = "1";
  const miniflare = miniflareFor(isLong);
  const { bindings } = miniflare;
  return {
    test: {
      maxWorkers: CONCURRENT_FILES,
      passWithNoTests: true,
      // What happens in rooms, in the log of the server.
      onConsoleLog: (line) => !/^\{"event":"room\.(?:created|deleted|banned|unbanned|reported)"/.test(line),
      provide: { long: isLong, seed },
      sequence: { sequencer: FileOrder },
      projects: [
        {
          // Pure logic, in Node: no server, no browser.
          test: {
            name: "unit",
            expect: expectOptions,
            setupFiles: SEEDED,
            include: ["test/unit/**/*.test.ts"],
            // A process for each file costs as much as its tests. Tests undo what they change of globals.
            isolate: false,
            testTimeout: 120_000,
            maxWorkers: CONCURRENT_FILES,
          },
        },
        {
          // The application, inside workerd.
          plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.toml" }, miniflare })],
          test: {
            name: "worker",
            expect: expectOptions,
            globalSetup: ["test/support/page.setup.ts"],
            setupFiles: SEEDED,
            include: ["test/worker/**/*.test.ts"],
            // Relays that sleep and crash are for the projects that have them.
            exclude: [
              "test/worker/socketio*.test.ts",
              ...(mode === "relays" ? [] : ["test/worker/room-relays.test.ts"]),
            ],
            // One workerd for all files, because it takes seconds to start. Tests use unique rooms.
            isolate: false,
            testTimeout: 120_000,
            hookTimeout: 120_000,
            maxWorkers: CONCURRENT_FILES,
          },
        },
        {
          // Some of the same tests with most clients on relays. `npm run test:relays` runs all of them so.
          plugins: [
            cloudflareTest({
              wrangler: { configPath: "./wrangler.toml" },
              miniflare: { bindings: { ...bindings, ...ONE_PER_OBJECT } },
            }),
          ],
          test: {
            name: "relays",
            expect: expectOptions,
            globalSetup: ["test/support/page.setup.ts"],
            setupFiles: SEEDED,
            include: RELAY_TESTS.map((name) => `test/worker/room-${name}.test.ts`),
            isolate: false,
            testTimeout: 120_000,
            hookTimeout: 120_000,
            maxWorkers: CONCURRENT_FILES,
          },
        },
        {
          // The Socket.IO library, inside workerd, with its own Durable Objects.
          plugins: [
            cloudflareTest({ wrangler: { configPath: "./test/support/fixtures/wrangler.toml" }, miniflare }),
          ],
          test: {
            name: "socketio",
            expect: expectOptions,
            setupFiles: SEEDED,
            include: ["test/worker/socketio*.test.ts"],
            isolate: false,
            testTimeout: 120_000,
            hookTimeout: 120_000,
            maxWorkers: CONCURRENT_FILES,
          },
        },
        {
          // The same scenarios against stock Socket.IO on Node and against the library, compared.
          test: {
            name: "parity",
            expect: expectOptions,
            setupFiles: ARTIFACTS,
            include: ["test/parity/**/*.test.ts"],
            globalSetup: ["test/support/build.setup.ts"],
            testTimeout: 120_000,
            hookTimeout: 120_000,
            maxWorkers: CONCURRENT_FILES,
          },
        },
        {
          // A real server and stock clients, over real sockets.
          test: {
            name: "integration",
            setupFiles: ARTIFACTS,
            expect: expectOptions,
            include: ["test/integration/**/*.test.ts"],
            globalSetup: ["test/support/build.setup.ts"],
            testTimeout: 240_000,
            hookTimeout: 120_000,
            maxWorkers: CONCURRENT_FILES,
          },
        },
        {
          // Clients that chat while the server is killed and connections break.
          test: {
            name: "chaos",
            expect: expectOptions,
            setupFiles: ARTIFACTS,
            include: ["test/chaos/**/*.test.ts"],
            globalSetup: ["test/support/build.setup.ts"],
            testTimeout: 240_000,
            hookTimeout: 120_000,
            maxWorkers: CONCURRENT_FILES,
          },
        },
        {
          // The page, in Chromium.
          test: {
            name: "browser",
            setupFiles: ARTIFACTS,
            expect: expectOptions,
            include: ["test/browser/**/*.test.ts"],
            globalSetup: ["test/support/build.setup.ts", "test/browser/support/shared-server.setup.ts"],
            testTimeout: 240_000,
            hookTimeout: 120_000,
            isolate: false,
            maxWorkers: CONCURRENT_FILES,
          },
        },
      ],
    },
  };
});
