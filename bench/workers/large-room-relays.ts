/** Relays that connect no one and only acknowledge: their clients are known to the room, which is in another process. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { Delivered, Transmission, UpMessage } from "../../src/room/relay/messages.ts";
import { relayName } from "../../src/room/relay/relay-name.ts";
import { MARKER, textOf } from "../load/text.ts";
import type { Arrived, FarOwner, FarRelays } from "./large-room.ts";

interface Env {
  FAR: FarOwner;
}

/** How many clients a relay reports at once, at most (`RelayUplink` has the same limit). */
const BATCH = 500;

/** How long after a message is answered all relays have it, in milliseconds: the longest window of a room. */
const WINDOW = 120;

/** How long it may take at most, in milliseconds. */
const DEADLINE = 30_000;

const arrived: Arrived = { messages: 0, calls: 0, answers: 0, latencies: [] };

/** When the message that is measured was sent, in milliseconds since the epoch. */
let sentAt = 0;
let lastId = 0;

class AcknowledgingRelay {
  #received: Delivered["received"] = { session: undefined, number: 0 };
  #clients = 0;
  #batches = 0;
  #answers = 0;

  constructor(
    private readonly room: string,
    private readonly number: number,
  ) {}

  deliver(transmission: Transmission): Delivered {
    arrived.calls++;
    this.#receive(transmission);
    return { epoch: "only", connections: this.#clients, received: this.#received };
  }

  /** Connects clients, each of another person with another address. */
  async join(owner: FarOwner, count: number): Promise<void> {
    for (let left = count; left > 0; left -= BATCH)
      await this.#send(
        owner,
        Array.from({ length: Math.min(BATCH, left) }, () => this.#newClient()),
      );
  }

  /** Sends messages of its clients in turn, some at once, until all are answered. */
  async say(owner: FarOwner, count: number, atOnce: number): Promise<void> {
    const expected = this.#answers + count;
    for (let left = count; left > 0; left -= atOnce)
      await this.#send(
        owner,
        Array.from({ length: Math.min(atOnce, left) }, () => this.#newMessage()),
      );
    await until(() => this.#answers >= expected, 1);
    if (this.#answers !== expected) throw new Error(`${expected - this.#answers} messages were not answered`);
  }

  #newClient(): UpMessage {
    const client = this.#clients++;
    const auth = JSON.stringify({ v: 2, name: `Visitor ${this.number}-${client}` });
    return { type: "join", client: { ...this.#client(client), secure: true, headers: {}, auth } };
  }

  #newMessage(): UpMessage {
    const id = lastId++;
    const client = { ...this.#client(id % this.#clients), data: { id: "", name: "" } };
    const payload = JSON.stringify({ nonce: `n${id}`, text: textOf(id) });
    return { type: "event", client, name: "message:send", payload, answer: id + 1 };
  }

  #client(client: number): { socketId: string; address: string } {
    return {
      socketId: `relay-${this.number}-client-${client}`,
      address: `10.${this.number}.${client >> 8}.${client & 255}`,
    };
  }

  async #send(owner: FarOwner, messages: UpMessage[]): Promise<void> {
    const batch = { relay: this.number, epoch: "only", instance: "only", number: ++this.#batches, messages };
    const state = { connections: this.#clients, received: this.#received };
    this.#receive(await owner.relayed(this.room, { ...batch, ...state }));
  }

  /** Notes what the room sent, each message once. */
  #receive({ session, first, messages }: Transmission): void {
    const handled = session === this.#received.session ? this.#received.number : 0;
    for (const message of messages.slice(Math.max(0, handled + 1 - first))) {
      if (message.type === "refused") throw new Error(message.message);
      if (message.type === "answer") {
        if (!message.json.startsWith('{"ok":true')) throw new Error(message.json);
        this.#answers++;
        arrived.answers++;
      }
      if (message.type !== "emit") continue;
      const count = message.packet.split(MARKER).length - 1;
      arrived.messages += count;
      if (count > 0) arrived.latencies.push(Date.now() - sentAt);
    }
    this.#received = { session, number: Math.max(handled, first - 1 + messages.length) };
  }
}

/** By the names of their objects. */
const relays = new Map<string, AcknowledgingRelay>();

function relayOf(room: string, number: number): AcknowledgingRelay {
  const name = relayName(room, number);
  const relay = relays.get(name) ?? new AcknowledgingRelay(room, number);
  relays.set(name, relay);
  return relay;
}

/** What the room calls. */
export class Relays extends WorkerEntrypoint implements FarRelays {
  async deliver(name: string, transmission: Transmission): Promise<Delivered> {
    const relay = relays.get(name);
    if (relay === undefined) throw new Error(`there is no relay ${name}`);
    return relay.deliver(transmission);
  }
}

/** Sends one message after another: each when the last one has arrived at all relays. */
async function sayOneByOne(owner: FarOwner, room: string, count: number, numbers: number[]): Promise<void> {
  for (let sent = 0; sent < count; sent++) {
    const expected = arrived.messages + numbers.length;
    sentAt = Date.now();
    await relayOf(room, numbers[sent % numbers.length] ?? 1).say(owner, 1, 1);
    await scheduler.wait(WINDOW);
    await until(() => arrived.messages >= expected, WINDOW);
    if (arrived.messages !== expected)
      throw new Error(`${arrived.messages} messages arrived, not ${expected}`);
  }
}

/** Calls the process of the room as often and as slowly, without the room. */
async function callOneByOne(owner: FarOwner, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent++) {
    await owner.empty();
    await scheduler.wait(WINDOW);
  }
}

/** Waits until something holds, or for the deadline. @param interval how often it looks, in milliseconds */
async function until(holds: () => boolean, interval: number): Promise<void> {
  for (const ends = Date.now() + DEADLINE; !holds() && Date.now() < ends; ) await scheduler.wait(interval);
}

/**
 * `/join/<room>/<relays>/<count>` connects so many clients to each relay. `one` sends messages one by one, `empty` makes as many empty
 * calls, and `say` sends messages from all relays.
 */
async function run(owner: FarOwner, [task, room = "", ...numbers]: string[]): Promise<void> {
  const [count = 0, each = 0, atOnce = 1] = numbers.map(Number);
  const all = Array.from({ length: count }, (_, index) => index + 1);
  if (task === "join") for (const number of all) await relayOf(room, number).join(owner, each);
  if (task === "one") await sayOneByOne(owner, room, each, all);
  if (task === "empty") await callOneByOne(owner, each);
  if (task === "say") await Promise.all(all.map((number) => relayOf(room, number).say(owner, each, atOnce)));
}

export default {
  async fetch(request, env) {
    Object.assign(arrived, { messages: 0, calls: 0, answers: 0, latencies: [] });
    try {
      await run(env.FAR, new URL(request.url).pathname.split("/").slice(1));
      return Response.json(arrived);
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  },
} satisfies ExportedHandler<Env>;
