/** A room that is larger than its object: stock clients on the object and on its relays. */
import type { Socket as NetSocket } from "node:net";
import type { Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Ack, Auth, Member, Message, Presence, Welcome } from "../../src/shared/contract/index.ts";
import { socketPath } from "../../src/shared/room-name.ts";
import { createClient, once } from "../support/clients.ts";
import { atLength } from "../support/length.ts";
import { mutingProxy } from "../support/muting-proxy.ts";
import { uniqueRoom } from "../support/rooms.ts";
import { type RunningServer, startServer } from "../support/server.ts";

let server: RunningServer;

beforeAll(async () => {
  server = await startServer({ vars: { LIMIT_SOCKETS_PER_OBJECT: "3" } });
});
afterAll(() => server.stop());

class Person {
  readonly messages: Message[] = [];
  /** The names of events before `welcome`. */
  readonly early: string[] = [];
  readonly members = new Map<string, string>();
  count = 0;
  goodbye: unknown;

  constructor(readonly socket: Socket) {
    let isWelcome = false;
    socket.onAny((event: string) => {
      if (event === "welcome") isWelcome = true;
      else if (!isWelcome) this.early.push(event);
    });
    socket.on("welcome", ({ messages, members, memberCount }: Welcome) => {
      this.messages.push(...messages);
      for (const { id, name } of members) this.members.set(id, name);
      this.count = memberCount;
    });
    socket.on("messages", (messages: Message[]) => this.messages.push(...messages));
    socket.on("presence", ({ joined, left, count }: Presence) => {
      for (const { id, name } of joined) this.members.set(id, name);
      for (const id of left) this.members.delete(id);
      this.count = count;
    });
    socket.on("goodbye", (reason) => {
      this.goodbye = reason;
    });
  }

  get relay(): string | undefined {
    return this.socket.io.engine.id?.match(/^(\d+)\./)?.[1];
  }

  ask<Result extends object>(event: string, payload: object): Promise<Ack<Result>> {
    return this.socket.timeout(60_000).emitWithAck(event, payload);
  }

  say(text: string): Promise<Ack<{ message: Message }>> {
    return this.ask("message:send", { nonce: text.slice(0, 30).replaceAll(" ", "-"), text });
  }
}

async function enter(room: string, auth: Auth = {}, transports = ["websocket"], url = server.url) {
  const person = new Person(createClient(url, { path: socketPath(room), auth, transports }));
  const [welcome] = await once<[Welcome]>(person.socket, "welcome");
  return Object.assign(person, { welcome });
}

type Entered = Awaited<ReturnType<typeof enter>>;

it("is one room: the same messages in the same order, one list of people", async () => {
  const room = uniqueRoom("relays");
  const people: Entered[] = [];
  for (let number = 0; number < 8; number++) {
    people.push(
      await enter(room, { name: `Person ${number}` }, number % 4 === 3 ? ["polling"] : ["websocket"]),
    );
  }
  expect(people.map(({ relay }) => relay)).toEqual([
    undefined,
    undefined,
    undefined,
    "1",
    "1",
    "1",
    "2",
    "2",
  ]);
  for (const [number, { welcome }] of people.entries()) expect(welcome.memberCount).toBe(number + 1);
  await expect.poll(() => people.map(({ count }) => count)).toEqual(people.map(() => 8));
  const names = people.map((_, number) => `Person ${number}`).join();
  for (const { members } of people) expect([...members.values()].toSorted().join()).toBe(names);

  const texts = Array.from({ length: 40 }, (_, number) => `message ${number}`);
  const answers = await Promise.all(texts.map((text, number) => people[number % 8]?.say(text)));
  expect(answers.every((answer) => answer?.ok)).toBe(true);
  await expect.poll(() => people.map(({ messages }) => messages.length)).toEqual(people.map(() => 40));
  const order = people[0]?.messages.map(({ seq }) => seq);
  expect(order).toEqual(texts.map((_, number) => number + 1));
  for (const { messages, early } of people) {
    expect(messages.map(({ text }) => text)).toEqual(people[0]?.messages.map(({ text }) => text));
    expect(early).toEqual([]);
  }

  const late = await enter(room, { name: "Late" });
  expect(late.relay).toBe("2");
  expect(late.messages).toEqual(people[0]?.messages);
  const page = await late.ask<{ messages: Message[]; members: Member[] }>("history:get", { limit: 5 });
  expect(page.ok && page.messages.map(({ seq }) => seq)).toEqual([36, 37, 38, 39, 40]);

  people[4]?.socket.disconnect();
  await expect.poll(() => late.members.has(people[4]?.welcome.you.id ?? "")).toBe(false);
  await expect.poll(() => late.count).toBe(8);
});

it("does not wait for a client on a relay that reads nothing", async () => {
  const room = uniqueRoom("relays-slow");
  const people: Entered[] = [];
  for (let number = 0; number < 5; number++) people.push(await enter(room));
  const [ada, , , slow, fast] = people as [Entered, Entered, Entered, Entered, Entered];
  expect([slow.relay, fast.relay]).toEqual(["1", "1"]);
  const transport = slow.socket.io.engine.transport as unknown as { ws: { _socket: NetSocket } };
  transport.ws._socket.pause();
  const text = "x".repeat(3_900);
  const answers = await Promise.all(Array.from({ length: 50 }, (_, number) => ada.say(`${number} ${text}`)));
  expect(answers.every(({ ok }) => ok)).toBe(true);
  await expect.poll(() => fast.messages.length).toBe(50);
  expect(fast.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  expect(slow.messages).toEqual([]);
  transport.ws._socket.resume();
});

it("does not wait for clients on relays behind a network that accepts everything and answers nothing", async () => {
  const room = uniqueRoom("relays-mute");
  const proxy = await mutingProxy(server.port);
  const ada = await enter(room, { name: "Ada" });
  for (const name of ["Bob", "Cem"]) await enter(room, { name });
  const muted = [
    await enter(room, { name: "Mute" }, ["websocket"], proxy.url),
    await enter(room, { name: "Mute" }, ["polling"], proxy.url),
  ];
  const fast = await enter(room, { name: "Fast" });
  expect([...muted, fast].map(({ relay }) => relay)).toEqual(["1", "1", "1"]);
  await ada.say("my room");
  await expect.poll(() => muted.map(({ messages }) => messages.length)).toEqual([1, 1]);
  proxy.mute();
  // They go on sending, and never hear an answer.
  for (const { socket } of muted)
    socket.emit("message:send", { nonce: socket.id, text: "does anyone hear me?" });
  const byMuted = ({ messages }: Person) => messages.filter(({ from }) => from.name === "Mute").length;
  await expect.poll(() => byMuted(ada)).toBe(2);
  const text = "x".repeat(3_900);
  const answers = await Promise.all(Array.from({ length: 50 }, (_, number) => fast.say(`${number} ${text}`)));
  expect(answers.every(({ ok }) => ok)).toBe(true);
  const isBanned = await ada.ask("member:ban", { id: muted[1]?.welcome.you.id, on: true });
  expect(isBanned).toMatchObject({ ok: true });
  expect(await ada.say("the last one")).toMatchObject({ ok: true });
  const all = Array.from({ length: 54 }, (_, index) => index + 1);
  for (const { messages } of [ada, fast])
    await expect.poll(() => messages.map(({ seq }) => seq)).toEqual(all);
  for (const { messages } of muted) expect(messages).toHaveLength(1);
  if (atLength({ short: false, long: true }))
    await expect.poll(() => fast.count, { timeout: 120_000 }).toBe(4);
});
