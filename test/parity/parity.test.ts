/**
 * Runs each scenario against stock Socket.IO on Node and against Socket.IO in a Durable Object, and compares what the
 * clients saw. Over WebSocket each scenario runs once more, with the object evicted whenever it is idle.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Harness, type TransportMode } from "./harness.ts";
import type { Scenario } from "./scenario.ts";
import { connections } from "./scenarios/connections.ts";
import { events, msgpackEvents } from "./scenarios/events.ts";
import { polling } from "./scenarios/polling.ts";
import { protocol } from "./scenarios/protocol.ts";
import { rooms } from "./scenarios/rooms.ts";
import { upgrades } from "./scenarios/upgrades.ts";
import { websocket } from "./scenarios/websocket.ts";
import { type ScenarioServer, startStock, startWorkerd, type Workerd } from "./servers.ts";
import type { Transcript } from "./transcript.ts";

const scenarios: Scenario[] = [
  ...connections,
  ...events,
  ...msgpackEvents,
  ...rooms,
  ...protocol,
  ...polling,
  ...upgrades,
  ...websocket,
];

const allModes: readonly TransportMode[] = ["websocket", "polling", "upgrade"];

/** Runs a scenario, and returns what its clients saw. */
async function run(scenario: Scenario, mode: TransportMode, server: ScenarioServer): Promise<Transcript> {
  const harness = new Harness(server, mode, scenario.server ?? "STANDARD");
  try {
    await scenario.run(harness);
    return await harness.finish();
  } catch (error) {
    (error as Error).message += `\nSo far: ${JSON.stringify(harness.recorder.transcript(), null, 1)}`;
    throw error;
  } finally {
    harness.closeClients();
  }
}

async function runOnNode(scenario: Scenario, mode: TransportMode): Promise<Transcript> {
  const server = await startStock(scenario.server ?? "STANDARD");
  try {
    return await run(scenario, mode, server);
  } finally {
    await server.close();
  }
}

let workerd: Workerd;

beforeAll(async () => {
  workerd = await startWorkerd();
});
afterAll(() => workerd?.stop());

for (const mode of [...allModes, "raw"] as const) {
  const selected = scenarios.filter(({ modes = allModes }) => modes.includes(mode));
  describe(mode === "raw" ? "without a client library" : `over ${mode}`, () => {
    test.each(selected)("$name", async (scenario) => {
      const expected = await runOnNode(scenario, mode);
      expect(Object.keys(expected)).not.toEqual([]);
      const server = await workerd.start(scenario.server ?? "STANDARD", false);
      expect(await run(scenario, mode, server)).toEqual(expected);
    });
  });
}

describe("over websocket, evicted at every step", () => {
  const selected = scenarios.filter(
    ({ modes = allModes, awake }) => modes.includes("websocket") && awake === undefined,
  );
  test.each(selected)("$name", async (scenario) => {
    const expected = await runOnNode(scenario, "websocket");
    const server = await workerd.start(scenario.server ?? "STANDARD", true);
    expect(await run(scenario, "websocket", server)).toEqual(expected);
    await server.wake();
    expect(server.evictions).toBeGreaterThan(0);
    expect(await server.constructions()).toBe(server.evictions + 1);
  });
});
