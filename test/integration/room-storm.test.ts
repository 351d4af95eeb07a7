/** A room with default limits that is flooded from one address. `npm run storm` measures the latency. */
import { beforeAll, expect, test } from "vitest";
import { LIMITS } from "../../src/shared/limits.ts";
import { connectClient } from "../support/clients.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { type RunningServer, startServer } from "../support/server.ts";

let server: RunningServer;

beforeAll(async () => {
  // With relays: a hundred people on four of them, not each on one.
  const vars: Record<string, string> = process.env.TEST_RELAYS ? { LIMIT_SOCKETS_PER_OBJECT: "25" } : {};
  server = await startServer({ hasDeployedLimits: true, outlivesTest: true, vars });
  return () => server.stop();
});

interface Answer {
  ok: boolean;
  error?: { code: string; retryAfter?: number };
}

async function person(room: string, address: string) {
  const socket = await connectClient(server.url, {
    path: `/rooms/${room}/socket.io/`,
    // As the page: a client that expects pings gives up where the machine is so busy that none arrives for 45 seconds.
    query: { heartbeat: "client" },
    extraHeaders: { "CF-Connecting-IP": address },
  });
  const ask = (event: string, payload: unknown): Promise<Answer> =>
    socket.timeout(60_000).emitWithAck(event, payload);
  const say = (text: string, nonce: string = crypto.randomUUID()) => ask("message:send", { nonce, text });
  return { socket, ask, say };
}

const isOk = ({ ok }: Answer) => ok;
const wasRefused = ({ error }: Answer) => error?.code === "rate_limited" && (error.retryAfter ?? 0) > 0;

test("a network that floods a room is rejected early and disconnected; other networks are served", async () => {
  const room = uniqueRoom("storm");
  const [ada, grace] = await Promise.all([person(room, "198.51.100.1"), person(room, "192.0.2.1")]);
  const flooders = await Promise.all(Array.from({ length: 80 }, () => person(room, "203.0.113.66")));
  const began = Date.now();
  let ended = 0;
  const answers: Answer[] = [];
  for (const { socket } of flooders) {
    socket.on("disconnect", () => ended++);
    // Each continues until it is disconnected, however long that takes on a busy machine.
    const flood = () =>
      socket.emit("message:send", { nonce: crypto.randomUUID(), text: "flood" }, (answer: Answer) => {
        answers.push(answer);
        if (socket.connected) flood();
      });
    for (let i = 0; i < 30; i++) flood();
  }

  const talk: Answer[] = [];
  for (let i = 0; i < 8; i++) talk.push(await ada.say(`${i}`), await grace.say(`${i}`));
  expect(talk.every(isOk)).toBe(true);

  const pupils = await Promise.all(Array.from({ length: 30 }, () => person(room, "198.51.100.30")));
  const greetings = await Promise.all(pupils.map(({ say }) => say("Good morning!")));
  expect(greetings.every(isOk)).toBe(true);

  await expect.poll(() => ended, { timeout: 120_000 }).toBe(80);
  const served = answers.filter(isOk).length;
  const seconds = (Date.now() - began) / 1_000;
  // A message costs at least two units. In addition to the budget the network and each person have shares.
  const budget = (LIMITS.addressLoadBurst + LIMITS.addressLoadPerSecond * seconds) / 2;
  expect(served).toBeLessThan(budget + (10 + 2 * seconds) + 80 * (1 + seconds / 10));
  const refused = answers.filter((answer) => !isOk(answer));
  expect(refused.length).toBeGreaterThan(80);
  expect(refused.every(wasRefused)).toBe(true);
});

test("one person can send ten messages at once and then one a second, by socket and HTTP; a retry does not count", async () => {
  const room = uniqueRoom("pace");
  const ada = await person(room, "198.51.100.2");
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => ada.say(`${n}`, `n-${n}`)));
  const served = answers.filter(isOk).length;
  // More than ten if the machine took seconds.
  expect(served).toBeGreaterThanOrEqual(LIMITS.messageBurst);
  expect(served).toBeLessThan(30);
  expect(answers.filter((answer) => !isOk(answer)).every(wasRefused)).toBe(true);
  const retries = await Promise.all(Array.from({ length: 5 }, () => ada.say("0", "n-0")));
  expect(retries.every(isOk)).toBe(true);

  const page = await fetch(`${server.url}/rooms/${room}`);
  await page.arrayBuffer();
  const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
  const statuses: number[] = [];
  for (let i = 0; i < 40; i++) {
    const response = await fetch(`${server.url}/api/rooms/${room}/messages`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Cookie: cookie, "CF-Connecting-IP": "198.51.100.3" },
      body: JSON.stringify({ text: "蜀".repeat(4_000), nonce: `h-${i}` }),
    });
    await response.arrayBuffer();
    statuses.push(response.status);
    if (response.status === 429) expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  expect(statuses.slice(0, 10)).toEqual(Array(10).fill(201));
  expect(statuses).toContain(429);
});
