/** The load generator: a process of its own, controlled by the benchmark. */
import { performance } from "node:perf_hooks";
import { serve } from "../remote.ts";
import { percentile } from "../report/statistics.ts";
import { Crowd } from "./crowd.ts";
import { type ProtocolName, protocols } from "./protocols.ts";

export interface RoomOptions {
  port: number;
  protocol: ProtocolName;
  room: string;
  deflate: boolean;
  /** Send the headers of a browser. */
  asBrowser?: boolean;
}

export interface Saturation {
  deliveries: number;
  /** From the first message sent to the last delivery. */
  seconds: number;
  /** The share of one processor that the load generator itself used: near 1, the server could have done more. */
  generatorLoad: number;
}

/** In milliseconds. */
export interface Latencies {
  p50: number;
  p99: number;
  deliveries: number;
}

let crowd: Crowd | undefined;

function currentCrowd(): Crowd {
  if (crowd === undefined) throw new Error("no room is selected");
  return crowd;
}

const methods = {
  /** Selects the room that `join` adds clients to. */
  selectRoom({ protocol, ...options }: RoomOptions): void {
    crowd?.leave();
    crowd = new Crowd({ ...options, protocol: protocols[protocol] });
  },

  /** Connects `count` more clients to the room. */
  async join(count: number, atOnce: number): Promise<{ isCompressed: boolean }> {
    await currentCrowd().addClients(count, atOnce);
    return { isCompressed: currentCrowd().isCompressed };
  },

  leave(): void {
    crowd?.leave();
    crowd = undefined;
  },

  /** Sends `count` messages, one after the other. */
  async sendMessages(count: number): Promise<void> {
    for (let sent = 0; sent < count; sent++) {
      currentCrowd().send();
      await currentCrowd().allArrived();
    }
  },

  /**
   * Sends `count` messages, each when the last one has arrived everywhere, so that no two share a frame however busy the machine is.
   * Measures how long each takes to each client.
   */
  async sendOneByOne(count: number): Promise<Latencies> {
    const current = currentCrowd();
    const latencies: number[] = [];
    let sentAt = 0;
    current.onDelivery = () => latencies.push(performance.now() - sentAt);
    for (let sent = 0; sent < count; sent++) {
      sentAt = performance.now();
      current.send();
      await current.allArrived();
    }
    current.onDelivery = undefined;
    return { ...percentilesOf(latencies), deliveries: latencies.length };
  },

  /** The first client sends `count` messages at once. */
  async sendBurst(count: number): Promise<void> {
    for (let sent = 0; sent < count; sent++) currentCrowd().send(0);
    await currentCrowd().allArrived();
  },

  /**
   * Sends `count` messages from the first clients in turn, as fast as they arrive.
   *
   * @param outstanding how many are on their way at most
   * @returns the deliveries
   */
  async sendInFlight(count: number, outstanding: number, senders: number): Promise<number> {
    const current = currentCrowd();
    const before = current.delivered;
    let sent = 0;
    await current.until(() => {
      const arrived = Math.floor((current.delivered - before) / current.size);
      while (sent < count && sent - arrived < outstanding) current.send(sent++ % senders);
      return sent === count;
    });
    await current.allArrived();
    return current.delivered - before;
  },

  /**
   * Sends `count` messages at once from the first clients in turn, several times, with a pause in milliseconds after all have arrived.
   *
   * @returns the deliveries
   */
  async sendBursts(times: number, count: number, senders: number, pause: number): Promise<number> {
    const current = currentCrowd();
    const before = current.delivered;
    for (let burst = 0; burst < times; burst++) {
      for (let sent = 0; sent < count; sent++) current.send(sent % senders);
      await current.allArrived();
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return current.delivered - before;
  },

  /** Each client sends a request. Resolves when all are answered. */
  requestByAll: (): Promise<void> => currentCrowd().requestByAll(),

  /** A closed loop: for so many seconds, `outstanding` messages are always in flight. */
  async saturate(seconds: number, outstanding: number): Promise<Saturation> {
    const current = currentCrowd();
    const before = current.delivered;
    const sentBefore = current.sent;
    const cpu = process.cpuUsage();
    const began = performance.now();
    const ends = began + seconds * 1_000;
    await current.until(() => {
      if (performance.now() >= ends) return true;
      const arrived = Math.floor((current.delivered - before) / current.size);
      while (current.sent - sentBefore - arrived < outstanding) current.send();
      return false;
    });
    await current.allArrived();
    const took = (performance.now() - began) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    return {
      deliveries: current.delivered - before,
      seconds: took,
      generatorLoad: (user + system) / 1_000_000 / took,
    };
  },

  /** All clients but the first `visible` say that they are not visible. */
  async hideAllBut(visible: number): Promise<void> {
    const current = currentCrowd();
    const before = current.answers;
    const hidden = current.hideAllBut(visible);
    await current.until(() => current.answers - before >= hidden);
  },

  /** The payloads of all frames received so far, in bytes. */
  bytes: (): number => currentCrowd().bytes,

  /** How many clients each object of the room has: first the room's own, then its relays by their numbers. */
  placement: (): number[] =>
    [...currentCrowd().placed].sort(([a], [b]) => a - b).map(([, clients]) => clients),

  /** Sends messages at a fixed rate, and measures how long each takes to each client. */
  async sendAtRate(perSecond: number, seconds: number): Promise<Latencies> {
    const current = currentCrowd();
    const sentAt = new Map<number, number>();
    const latencies: number[] = [];
    current.onDelivery = (id) => latencies.push(performance.now() - (sentAt.get(id) ?? Number.NaN));
    const began = performance.now();
    const total = perSecond * seconds;
    for (let sent = 0; sent < total; sent++) {
      const due = began + (sent * 1_000) / perSecond;
      await new Promise((resolve) => setTimeout(resolve, Math.max(1, due - performance.now())));
      sentAt.set(current.sent, performance.now());
      current.send();
    }
    await current.allArrived();
    current.onDelivery = undefined;
    return { ...percentilesOf(latencies), deliveries: latencies.length };
  },

  /** One client sends and another receives, repeatedly, one message at a time. */
  async roundTrips(count: number): Promise<Latencies> {
    const current = currentCrowd();
    const latencies: number[] = [];
    for (let trip = 0; trip < count; trip++) {
      const began = performance.now();
      const delivered = new Promise<number>((resolve) => {
        current.onDelivery = (_, receiver) => receiver === 1 && resolve(performance.now() - began);
      });
      current.send(0);
      latencies.push(await delivered);
      await current.allArrived();
    }
    current.onDelivery = undefined;
    return { ...percentilesOf(latencies), deliveries: count };
  },

  /** The first client sends a request. @returns how long the answer took, in milliseconds */
  timeRequest(): Promise<number> {
    return untilAnswered((current) => current.request());
  },

  /** The first client sends a message. @returns how long its acknowledgement took, in milliseconds */
  async timeMessage(): Promise<number> {
    const current = currentCrowd();
    const began = performance.now();
    const took = await new Promise<number>((resolve) => {
      const done = (): void => resolve(performance.now() - began);
      current.onAnswer = done;
      // Without acknowledgements, the sender waits for its own message.
      current.onDelivery = (_, receiver) => receiver === 0 && done();
      current.send(0);
    });
    current.onAnswer = undefined;
    current.onDelivery = undefined;
    await current.allArrived();
    return took;
  },

  /** Sends the heartbeat of all clients that have one. @returns when all are answered */
  async sendHeartbeats(): Promise<void> {
    const current = currentCrowd();
    if (!current.hasHeartbeat) return;
    const expected = current.pongs + current.size;
    current.sendHeartbeats();
    await current.until(() => current.pongs >= expected);
  },

  /** How many pings of the server arrived so far. */
  pings: (): number => currentCrowd().pings,
};

async function untilAnswered(act: (current: Crowd) => void): Promise<number> {
  const current = currentCrowd();
  const began = performance.now();
  const took = await new Promise<number>((resolve) => {
    current.onAnswer = () => resolve(performance.now() - began);
    act(current);
  });
  current.onAnswer = undefined;
  return took;
}

const percentilesOf = (values: number[]): { p50: number; p99: number } => ({
  p50: percentile(values, 50),
  p99: percentile(values, 99),
});

export type LoadApi = typeof methods;

serve(methods);
