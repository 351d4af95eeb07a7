/** A client of a room inside workerd. It speaks the Socket.IO protocol itself, because a stock client needs a network. */
import type { Ack, Auth, ServerToClientEvents, Welcome } from "../../src/shared/contract/index.ts";
import { socketPath } from "../../src/shared/room-name.ts";
import { send } from "./app.ts";

type Payload<Event extends keyof ServerToClientEvents> = Parameters<ServerToClientEvents[Event]>[0];

const DEADLINE = 60_000;

export interface Received {
  event: string;
  /** The first argument. */
  payload: unknown;
  args: unknown[];
  /** Of the whole frame. */
  bytes: number;
}

export class SocketClient {
  /** All events so far, in order. */
  readonly received: Received[] = [];
  /** All frames so far, in order. */
  readonly frames: string[] = [];
  /** The ids of its connection and of its socket, from the server. */
  engineId = "";
  socketId = "";
  /** The error of a rejected connection. */
  rejection: { message: string; data: { code: string } } | undefined;
  /** Called with each event. */
  onReceived: ((received: Received) => void) | undefined;
  readonly #acks = new Map<number, (answer: Ack<Record<string, unknown>>) => void>();
  readonly #waiting = new Set<() => void>();
  #isClosed = false;
  #nextAck = 0;

  private constructor(private readonly ws: WebSocket) {
    ws.addEventListener("message", ({ data }) => {
      this.frames.push(String(data));
      for (const packet of String(data).split("\x1e")) this.#onPacket(packet);
    });
    ws.addEventListener("close", () => {
      this.#isClosed = true;
      this.#check();
    });
    ws.accept();
  }

  /**
   * Connects to a room. `refusal` is set if the room rejects it.
   *
   * @param connectPackets how many CONNECT packets it sends at once
   * @param query is added to the address; with `&join=1` it joins with its handshake, and should send no CONNECT
   */
  static async connect(
    room: string,
    auth: Auth | object = {},
    headers: HeadersInit = {},
    { connectPackets = 1, query = "" } = {},
  ): Promise<SocketClient> {
    const response = await send(`${socketPath(room)}?EIO=4&transport=websocket${query}`, {
      headers: { ...headers, Upgrade: "websocket" },
    });
    if (response.webSocket === null) throw new Error(`no WebSocket, but ${response.status}`);
    const visitor = new SocketClient(response.webSocket);
    for (let i = 0; i < connectPackets; i++) visitor.ws.send(`40${JSON.stringify(auth)}`);
    if (connectPackets > 0 || query !== "")
      await visitor.until(() => visitor.rejection !== undefined || visitor.received.length > 0);
    return visitor;
  }

  /** Joins a room. @throws if it is rejected */
  static async join(room: string, auth: Auth = {}, headers: HeadersInit = {}): Promise<SocketClient> {
    const visitor = await SocketClient.connect(room, auth, headers);
    if (visitor.rejection !== undefined) throw new Error(visitor.rejection.message);
    return visitor;
  }

  get welcome(): Welcome {
    return this.received.find(({ event }) => event === "welcome")?.payload as Welcome;
  }

  /** Sends an event and waits for its acknowledgement. */
  request(event: string, ...payload: unknown[]): Promise<Ack<Record<string, unknown>>> {
    const id = this.#nextAck++;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error(`${event} was not acknowledged`)), DEADLINE);
      this.#acks.set(id, (answer) => {
        clearTimeout(deadline);
        resolve(answer);
      });
      this.ws.send(`42${id}${JSON.stringify([event, ...payload])}`);
    });
  }

  /** Sends an event without an acknowledgement. */
  emit(event: string, ...payload: unknown[]): void {
    this.ws.send(`42${JSON.stringify([event, ...payload])}`);
  }

  /**
   * Emits events until the room sends `goodbye`, and returns its payload. A fixed number would not do: the rate limiter
   * refills while a slow machine sends.
   *
   * @param payload the payload of the event with this number
   */
  async flood(event: string, payload: (number: number) => unknown): Promise<Payload<"goodbye">> {
    for (let number = 0; number < 50_000 && this.all("goodbye").length === 0; number += 1) {
      this.emit(event, payload(number));
      if (number % 100 === 99) await new Promise((resolve) => setTimeout(resolve));
    }
    return this.waitFor("goodbye");
  }

  /** Sends a raw frame. */
  sendFrame(frame: string): void {
    this.ws.send(frame);
  }

  /** The payloads of all events with this name so far. */
  all<Event extends keyof ServerToClientEvents>(event: Event): Payload<Event>[] {
    return this.received
      .filter((received) => received.event === event)
      .map(({ payload }) => payload as Payload<Event>);
  }

  /** Waits until an event with this name and a payload that fulfils `condition` has arrived, and returns the payload. */
  async waitFor<Event extends keyof ServerToClientEvents>(
    event: Event,
    condition: (payload: Payload<Event>) => boolean = () => true,
  ): Promise<Payload<Event>> {
    await this.until(() => this.all(event).some(condition));
    return this.all(event).find(condition) as Payload<Event>;
  }

  /** Waits until the connection has ended. */
  disconnected(): Promise<void> {
    return this.until(() => this.#isClosed);
  }

  leave(): void {
    this.ws.close(1000);
  }

  #onPacket(packet: string): void {
    const [, type, id = "", body = ""] = packet.match(/^(4[0-4]|\d)(\d*)(.*)$/s) ?? [];
    if (type === "0") this.engineId = JSON.parse(packet.slice(1)).sid;
    if (type === "40") this.socketId = JSON.parse(body).sid;
    if (type === "2") this.ws.send("3");
    if (type === "42") {
      const [event, ...args] = JSON.parse(body) as [string, ...unknown[]];
      const received = { event, payload: args[0], args, bytes: new TextEncoder().encode(packet).length };
      this.received.push(received);
      this.onReceived?.(received);
    }
    if (type === "43") this.#acks.get(Number(id))?.(JSON.parse(body)[0]);
    if (type === "44") this.rejection = JSON.parse(body);
    this.#check();
  }

  #check(): void {
    for (const check of this.#waiting) check();
  }

  /** Waits until a condition holds; it is checked with each packet. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`the deadline passed; received: ${JSON.stringify(this.received)}`));
      }, DEADLINE);
      const check = () => {
        if (!condition()) return;
        clearTimeout(deadline);
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }
}
