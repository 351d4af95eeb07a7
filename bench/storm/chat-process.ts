/** Two clients that send messages during a storm, in their own process, so that no flood is in their queue. */
import { performance } from "node:perf_hooks";
import type { Message } from "../../src/shared/contract/index.ts";
import { serve } from "../remote.ts";
import { percentile } from "../report/statistics.ts";
import { StormClient } from "./client.ts";

/** The results for the messages of the two; times in milliseconds. */
export interface ChatResult {
  sent: number;
  /** Never acknowledged. */
  unanswered: number;
  rejected: number;
  p50: number;
  p95: number;
  max: number;
  /** How long each answer times, in the order of the answers. */
  series: number[];
  /** Until the other client received it. */
  deliveryP95: number;
}

const ADDRESSES = ["198.51.100.1", "192.0.2.1"];

/** How long to wait for an answer after the last message, in milliseconds. */
const ACK_DEADLINE = 30_000;

/** Between two messages of the two, in milliseconds: each sends a message every 1.25 seconds. */
const INTERVAL = 625;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let clients: StormClient[] = [];
const sentAt = new Map<string, number>();
const deliveryTimes: number[] = [];

const methods = {
  /** Connects both. */
  async connect(port: number, room: string): Promise<void> {
    clients = ADDRESSES.map(
      (address, index) =>
        new StormClient({
          ...{ port, room, address },
          onEvent: (event, payload) => {
            if (event !== "messages") return;
            for (const { nonce = "" } of payload as Message[]) {
              const at = nonce.endsWith(`-${1 - index}`) ? sentAt.get(nonce) : undefined;
              if (at !== undefined) deliveryTimes.push(performance.now() - at);
            }
          },
        }),
    );
    await Promise.all(clients.map(({ ready }) => ready));
  },

  /** Sends messages for `seconds`. */
  async chat(seconds: number): Promise<ChatResult> {
    const times: number[] = [];
    let [sent, rejected] = [0, 0];
    const ends = performance.now() + seconds * 1_000;
    while (performance.now() < ends) {
      const began = performance.now();
      const sender = sent++ % 2;
      const nonce = `${crypto.randomUUID()}-${sender}`;
      sentAt.set(nonce, began);
      clients[sender]?.request("message:send", { nonce, text: "Can you hear me?" }, ({ ok }) => {
        if (!ok) rejected++;
        times.push(performance.now() - began);
      });
      await sleep(INTERVAL);
    }
    const deadline = performance.now() + ACK_DEADLINE;
    while (times.length < sent && performance.now() < deadline) await sleep(20);
    return {
      ...{ sent, rejected },
      unanswered: sent - times.length,
      series: times.map(Math.round),
      p50: Math.round(percentile(times, 50)),
      p95: Math.round(percentile(times, 95)),
      max: Math.round(Math.max(...times)),
      deliveryP95: Math.round(percentile(deliveryTimes, 95)),
    };
  },
};

export type ChatApi = typeof methods;

serve(methods);
