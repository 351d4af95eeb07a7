/** The load generator: a process of its own, controlled by the benchmark. */
import { performance } from "node:perf_hooks";
import { serve } from "../remote.ts";
import { percentile } from "../report/statistics.ts";
import { Crowd } from "./crowd.ts";
import { type DialectName, dialects } from "./dialects.ts";

export interface Visit {
  port: number;
  dialect: DialectName;
  room: string;
  deflate: boolean;
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

function people(): Crowd {
  if (crowd === undefined) throw new Error("nobody has joined");
  return crowd;
}

const methods = {
  /** Chooses the room that `join` fills. */
  visit({ dialect, ...options }: Visit): void {
    crowd?.leave();
    crowd = new Crowd({ ...options, dialect: dialects[dialect] });
  },

  /** Connects `count` more clients to the room. */
  async join(count: number, atOnce: number): Promise<{ isCompressed: boolean }> {
    await people().join(count, atOnce);
    return { isCompressed: people().isCompressed };
  },

  leave(): void {
    crowd?.leave();
    crowd = undefined;
  },

  /** Sends `count` messages, one after the other. */
  async say(count: number): Promise<void> {
    for (let said = 0; said < count; said++) {
      people().say();
      await people().allArrived();
    }
  },

  /** A closed loop: for so many seconds, `outstanding` messages are always in flight. */
  async saturate(seconds: number, outstanding: number): Promise<Saturation> {
    const here = people();
    const before = here.delivered;
    const saidBefore = here.said;
    const cpu = process.cpuUsage();
    const began = performance.now();
    const ends = began + seconds * 1_000;
    await here.until(() => {
      if (performance.now() >= ends) return true;
      const arrived = Math.floor((here.delivered - before) / here.size);
      while (here.said - saidBefore - arrived < outstanding) here.say();
      return false;
    });
    await here.allArrived();
    const took = (performance.now() - began) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    return {
      deliveries: here.delivered - before,
      seconds: took,
      generatorLoad: (user + system) / 1_000_000 / took,
    };
  },

  /** Sends messages at a fixed rate, and measures how long each takes to each client. */
  async pace(perSecond: number, seconds: number): Promise<Latencies> {
    const here = people();
    const saidAt = new Map<number, number>();
    const latencies: number[] = [];
    here.onDelivery = (id) => latencies.push(performance.now() - (saidAt.get(id) ?? Number.NaN));
    const began = performance.now();
    const total = perSecond * seconds;
    for (let said = 0; said < total; said++) {
      const due = began + (said * 1_000) / perSecond;
      await new Promise((resolve) => setTimeout(resolve, Math.max(1, due - performance.now())));
      saidAt.set(here.said, performance.now());
      here.say();
    }
    await here.allArrived();
    here.onDelivery = undefined;
    return { ...spread(latencies), deliveries: latencies.length };
  },

  /** One client sends and another receives, repeatedly, one message at a time. */
  async roundTrips(count: number): Promise<Latencies> {
    const here = people();
    const latencies: number[] = [];
    for (let trip = 0; trip < count; trip++) {
      const began = performance.now();
      const heard = new Promise<number>((resolve) => {
        here.onDelivery = (_, receiver) => receiver === 1 && resolve(performance.now() - began);
      });
      here.say(0);
      latencies.push(await heard);
      await here.allArrived();
    }
    here.onDelivery = undefined;
    return { ...spread(latencies), deliveries: count };
  },

  /** The first client sends a request. @returns how long the answer took, in milliseconds */
  ask(): Promise<number> {
    return untilAnswered((here) => here.ask());
  },

  /** The first client sends a message. @returns how long its acknowledgement took, in milliseconds */
  async speak(): Promise<number> {
    const here = people();
    const began = performance.now();
    const took = await new Promise<number>((resolve) => {
      const done = (): void => resolve(performance.now() - began);
      here.onAnswer = done;
      // Without acknowledgements, the sender waits for its own message.
      here.onDelivery = (_, receiver) => receiver === 0 && done();
      here.say(0);
    });
    here.onAnswer = undefined;
    here.onDelivery = undefined;
    await here.allArrived();
    return took;
  },

  /** Sends the heartbeat of all clients that have one. @returns when all are answered */
  async beat(): Promise<void> {
    const here = people();
    if (!here.hasHeartbeat) return;
    const expected = here.pongs + here.size;
    here.beat();
    await here.until(() => here.pongs >= expected);
  },

  /** How many pings of the server arrived so far. */
  pings: (): number => people().pings,
};

async function untilAnswered(act: (here: Crowd) => void): Promise<number> {
  const here = people();
  const began = performance.now();
  const took = await new Promise<number>((resolve) => {
    here.onAnswer = () => resolve(performance.now() - began);
    act(here);
  });
  here.onAnswer = undefined;
  return took;
}

const spread = (values: number[]): { p50: number; p99: number } => ({
  p50: percentile(values, 50),
  p99: percentile(values, 99),
});

export type LoadApi = typeof methods;

serve(methods);
