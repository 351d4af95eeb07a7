/** Two clients that send messages during a storm, in their own process, so that no flood is in their queue. */
import { performance } from "node:perf_hooks";
import type { Message } from "../../src/shared/contract/index.ts";
import { serve } from "../remote.ts";
import { percentile } from "../report/statistics.ts";
import { StormClient } from "./client.ts";

/** The results for the messages of the two; times in milliseconds. */
export interface Talk {
  said: number;
  /** Never acknowledged. */
  unanswered: number;
  refused: number;
  p50: number;
  p95: number;
  worst: number;
  /** How long each answer took, in the order of the answers. */
  series: number[];
  /** Until the other client received it. */
  heardP95: number;
}

const ADDRESSES = ["198.51.100.1", "192.0.2.1"];

/** How long to wait for an answer after the last message, in milliseconds. */
const LONGEST_WAIT = 30_000;

/** Between two messages of the two, in milliseconds: each sends a message every 1.25 seconds. */
const PAUSE = 625;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let clients: StormClient[] = [];
const saidAt = new Map<string, number>();
const heard: number[] = [];

const methods = {
  /** Connects both. */
  async come(port: number, room: string): Promise<void> {
    clients = ADDRESSES.map(
      (address, index) =>
        new StormClient({
          ...{ port, room, address },
          onEvent: (event, payload) => {
            if (event !== "messages") return;
            for (const { nonce = "" } of payload as Message[]) {
              const at = nonce.endsWith(`-${1 - index}`) ? saidAt.get(nonce) : undefined;
              if (at !== undefined) heard.push(performance.now() - at);
            }
          },
        }),
    );
    await Promise.all(clients.map(({ ready }) => ready));
  },

  /** Sends messages for `seconds`. */
  async talk(seconds: number): Promise<Talk> {
    const took: number[] = [];
    let [said, refused] = [0, 0];
    const ends = performance.now() + seconds * 1_000;
    while (performance.now() < ends) {
      const began = performance.now();
      const who = said++ % 2;
      const nonce = `${crypto.randomUUID()}-${who}`;
      saidAt.set(nonce, began);
      clients[who]?.ask("message:send", { nonce, text: "Can you hear me?" }, ({ ok }) => {
        if (!ok) refused++;
        took.push(performance.now() - began);
      });
      await sleep(PAUSE);
    }
    const deadline = performance.now() + LONGEST_WAIT;
    while (took.length < said && performance.now() < deadline) await sleep(20);
    return {
      ...{ said, refused },
      unanswered: said - took.length,
      series: took.map(Math.round),
      p50: Math.round(percentile(took, 50)),
      p95: Math.round(percentile(took, 95)),
      worst: Math.round(Math.max(...took)),
      heardP95: Math.round(percentile(heard, 95)),
    };
  },
};

export type TalkApi = typeof methods;

serve(methods);
