/**
 * Every scenario is played against stock Socket.IO on Node and against Socket.IO on a Durable Object, and what the
 * clients saw is compared. Over WebSocket it is played once more, with the object evicted whenever it is at rest.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Carrier, Stage } from "./harness.ts";
import type { Scenario } from "./scenario.ts";
import { connections } from "./scenarios/connections.ts";
import { events, msgpackEvents } from "./scenarios/events.ts";
import { polling } from "./scenarios/polling.ts";
import { protocol } from "./scenarios/protocol.ts";
import { rooms } from "./scenarios/rooms.ts";
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
  ...websocket,
];

const everyCarrier: readonly Carrier[] = ["websocket", "polling", "upgrade"];

/** Plays a scenario and returns what its clients saw. */
async function play(scenario: Scenario, carrier: Carrier, server: ScenarioServer): Promise<Transcript> {
  const stage = new Stage(server, carrier, scenario.server ?? "STANDARD");
  try {
    await scenario.play(stage);
    return await stage.finish();
  } catch (error) {
    (error as Error).message += `\nSo far: ${JSON.stringify(stage.recorder.transcript(), null, 1)}`;
    throw error;
  } finally {
    stage.abandon();
  }
}

async function playOnNode(scenario: Scenario, carrier: Carrier): Promise<Transcript> {
  const server = await startStock(scenario.server ?? "STANDARD");
  try {
    return await play(scenario, carrier, server);
  } finally {
    await server.close();
  }
}

let workerd: Workerd;

beforeAll(async () => {
  workerd = await startWorkerd();
});
afterAll(() => workerd?.stop());

for (const carrier of [...everyCarrier, "raw"] as const) {
  const selected = scenarios.filter(({ carriers = everyCarrier }) => carriers.includes(carrier));
  describe(carrier === "raw" ? "by hand" : `over ${carrier}`, () => {
    test.each(selected)("$name", async (scenario) => {
      const expected = await playOnNode(scenario, carrier);
      expect(Object.keys(expected)).not.toEqual([]);
      const server = await workerd.start(scenario.server ?? "STANDARD", false);
      expect(await play(scenario, carrier, server)).toEqual(expected);
    });
  });
}

describe("over websocket, evicted at every step", () => {
  const selected = scenarios.filter(
    ({ carriers = everyCarrier, awake }) => carriers.includes("websocket") && awake === undefined,
  );
  test.each(selected)("$name", async (scenario) => {
    const expected = await playOnNode(scenario, "websocket");
    const server = await workerd.start(scenario.server ?? "STANDARD", true);
    expect(await play(scenario, "websocket", server)).toEqual(expected);
    await server.wake();
    expect(server.evictions).toBeGreaterThan(0);
    expect(await server.constructions()).toBe(server.evictions + 1);
  });
});
