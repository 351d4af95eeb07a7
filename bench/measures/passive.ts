/** What a message costs in a room whose clients are mostly not visible, in one whose clients all are, and on stock Socket.IO. */
import { cpuMicroseconds } from "../accounting.ts";
import { chatRoom } from "../contenders/chat-room.ts";
import type { Contender } from "../contenders/contender.ts";
import { stockSocketIO } from "../contenders/stock-socketio.ts";
import type { LoadApi } from "../load/load-process.ts";
import { start } from "../remote.ts";
import { median } from "../report/statistics.ts";
import { MESSAGES_PER_SECOND } from "./crowd-trial.ts";
import { inTurn } from "./in-turn.ts";

export interface PassiveOptions {
  /** How long messages are sent, in seconds. */
  seconds: number;
  repeats: number;
}

/** Medians over the rounds. */
export interface PassiveCrowd {
  contender: string;
  sockets: number;
  hidden: number;
  /** Of the server, in microseconds, for each message to all sockets. */
  cpuPerMessage: number;
  /** Payloads to all sockets for each message, in bytes. */
  bytesPerMessage: number;
}

const SOCKETS = 1_000;
/** The senders are among them. */
const VISIBLE = 100;
const CONCURRENT_JOINS = 16;

const CROWDS: { contender: Contender; hidden: number }[] = [
  { contender: chatRoom, hidden: 0 },
  { contender: chatRoom, hidden: SOCKETS - VISIBLE },
  { contender: stockSocketIO, hidden: 0 },
];

export async function passiveBench({ seconds, repeats }: PassiveOptions): Promise<PassiveCrowd[]> {
  await Promise.all(CROWDS.map(({ contender }) => contender.prepare()));
  const measured = new Map<(typeof CROWDS)[number], PassiveCrowd[]>(CROWDS.map((item) => [item, []]));
  for (const { round, item } of inTurn(CROWDS, repeats)) {
    const { contender, hidden } = item;
    const began = performance.now();
    measured.get(item)?.push(await crowd(contender, hidden, seconds));
    const took = ((performance.now() - began) / 1_000).toFixed(1);
    console.error(`round ${round + 1}: ${contender.name}, ${hidden} of ${SOCKETS} hidden (${took} s)`);
  }
  return [...measured.values()].flatMap((round) => {
    const [first] = round;
    if (first === undefined) return [];
    const cpuPerMessage = median(round.map((one) => one.cpuPerMessage));
    return { ...first, cpuPerMessage, bytesPerMessage: median(round.map((one) => one.bytesPerMessage)) };
  });
}

async function crowd(contender: Contender, hidden: number, seconds: number): Promise<PassiveCrowd> {
  const server = await contender.start("miniflare");
  const load = start<LoadApi>(new URL("../load/load-process.ts", import.meta.url));
  const { port, pids } = server;
  try {
    await load.call.selectRoom({ port, protocol: contender.protocol, room: "passive", deflate: false });
    await load.call.join(SOCKETS, CONCURRENT_JOINS);
    if (hidden > 0) await load.call.hideAllBut(SOCKETS - hidden);
    await load.call.sendAtRate(MESSAGES_PER_SECOND, 3);
    const [cpu, bytes] = [cpuMicroseconds(pids), await load.call.bytes()];
    await load.call.sendAtRate(MESSAGES_PER_SECOND, seconds);
    const messages = MESSAGES_PER_SECOND * seconds;
    return {
      ...{ contender: contender.name, sockets: SOCKETS, hidden },
      cpuPerMessage: (cpuMicroseconds(pids) - cpu) / messages,
      bytesPerMessage: ((await load.call.bytes()) - bytes) / messages,
    };
  } finally {
    await load.stop();
    await server.stop();
  }
}
