/** Web Push over real connections: a push service that redirects, or does not answer. */
import { expect, test } from "vitest";
import type { Presence, Welcome } from "../../src/shared/contract/index.ts";
import { connectClient, createClient } from "../support/clients.ts";
import type { PushDevice } from "../support/push-device.ts";
import { PushServer } from "../support/push-server.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { startServer } from "../support/server.ts";

/** A room with a person in it, and another one who left and is notified of all messages. */
async function roomWithReader(url: string, device: PushDevice) {
  const room = uniqueRoom("push");
  const path = `/rooms/${room}/socket.io/`;
  const writer = await connectClient(url, { path, auth: { name: "Grace" } });
  const say = async (text: string): Promise<void> => {
    const answer = await writer
      .timeout(60_000)
      .emitWithAck("message:send", { nonce: crypto.randomUUID(), text });
    expect(answer).toMatchObject({ ok: true });
  };
  await say("first");
  const reader = createClient(url, { path, auth: { name: "Ada" }, autoConnect: false });
  const welcomed = new Promise<Welcome>((resolve) => reader.once("welcome", resolve));
  reader.connect();
  const { you } = await welcomed;
  const subscribed = await fetch(`${url}/api/rooms/${room}/push`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${you.token}` },
    body: JSON.stringify(device.subscription({ level: "all" })),
  });
  expect(await subscribed.json()).toEqual({ ok: true });
  const hasLeft = new Promise<void>((resolve) => {
    writer.on("presence", ({ left }: Presence) => {
      if (left.includes(you.id)) resolve();
    });
  });
  reader.disconnect();
  await hasLeft;
  return { say };
}

test("a redirect of a push service is not followed, and its notice is not repeated", async () => {
  const push = await PushServer.start();
  const server = await startServer({ vars: push.vars, environment: push.environment });
  const device = push.device();
  const { say } = await roomWithReader(server.url, device);
  push.answer = () => ({ status: 307, headers: { Location: `${push.origin}/elsewhere` } });
  await say("hush hush");
  await expect.poll(() => server.output()).toContain("room.push-rejected");
  expect(push.requests.map(({ endpoint }) => endpoint)).toEqual([device.endpoint]);
  expect(server.output()).not.toMatch(/hush|device\//);
  push.answer = () => ({ status: 201 });
  await say("the next one");
  await expect
    .poll(() => push.noticesOf(device).slice(1))
    .toMatchObject([{ count: 1, text: "the next one" }]);
});

test("a push service that never answers holds up no message, and gets the notice again, with what came meanwhile", async () => {
  const push = await PushServer.start();
  const vars = { ...push.vars, LIMIT_PUSH_TIMEOUT_MS: "2000" };
  const server = await startServer({ vars, environment: push.environment });
  const device = push.device();
  const { say } = await roomWithReader(server.url, device);
  // A busy machine may try again before it has all three messages.
  push.answer = (request) => (device.decrypt(request).text === "three" ? { status: 201 } : undefined);
  await say("one");
  await expect.poll(() => push.requests.length).toBeGreaterThan(0);
  for (const text of ["two", "three"]) await say(text);
  await expect
    .poll(() => push.noticesOf(device).at(-1), { timeout: 90_000 })
    .toMatchObject({ count: 3, text: "three" });
  expect(push.noticesOf(device)[0]).toMatchObject({ count: 1, text: "one" });
});
