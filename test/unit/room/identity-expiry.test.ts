/** The alarm that ends connections when their tokens expire. */
import { expect, it } from "vitest";
import { IdentityExpiry } from "../../../src/room/identity/identity-expiry.ts";

it("sets the alarm to the earlier of two tokens that come at once after a sleep", async () => {
  const alarms: number[] = [];
  const expiry = new IdentityExpiry({
    sockets: { fetchSockets: async () => [] },
    clock: { now: () => 0 },
    disconnector: { disconnect() {}, async disconnectSockets() {} },
    runAt: (at) => alarms.push(at),
  });
  await Promise.all([expiry.watch(100), expiry.watch(200)]);
  expect(alarms).toEqual([100]);
});
