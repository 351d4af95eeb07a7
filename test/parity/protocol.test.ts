/** The test suites of the protocols, against the stock servers and ours; ours also while it is evicted every 50 ms. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProtocolServerName } from "../support/fixtures/protocol-servers.ts";
import { engineCases } from "./protocol/engine-io.ts";
import { ProtocolClient } from "./protocol/protocol-client.ts";
import { type StartServer, startInWorkerd, startOnNode } from "./protocol/servers.ts";
import { socketCases } from "./protocol/socket-io.ts";
import { startWorkerd, type Workerd } from "./servers.ts";

let workerd: Workerd;
beforeAll(async () => {
  workerd = await startWorkerd();
});
afterAll(() => workerd?.stop());

const servers: [place: string, start: StartServer, isEvicted: boolean][] = [
  ["on Node", startOnNode, false],
  ["in a Durable Object", startInWorkerd(() => workerd), false],
  ["in a Durable Object that is evicted every 50 ms", startInWorkerd(() => workerd, 50), true],
];

describe.concurrent.each([
  ["Engine.IO 4", "engine", engineCases, 25],
  ["Socket.IO 5", "socket", socketCases, 32],
] as const)("%s", (_protocol, prefix, cases, count) => {
  test("has the cases of the official suite", () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(count);
  });

  describe.concurrent.each(servers)("%s", (_place, start, isEvicted) => {
    const selected = cases.filter(({ sleeps = false }) => sleeps || !isEvicted);
    test.each(selected)("$name", async ({ server: options, run }) => {
      const server = await start(`${prefix}${options}` as ProtocolServerName);
      const client = new ProtocolClient(server);
      try {
        await run(client);
        if (isEvicted) expect(server.evictions).toBeGreaterThan(0);
      } finally {
        client.close();
        await server.close();
      }
    });
  });
});
