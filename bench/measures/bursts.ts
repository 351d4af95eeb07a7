/** What a delivery costs where messages do not come steadily: in a room that has just woken, and in bursts. */
import { cpuMicroseconds } from "../accounting.ts";
import type { Contender } from "../contenders/contender.ts";
import type { LoadApi } from "../load/load-process.ts";
import { start } from "../remote.ts";
import { median } from "../report/statistics.ts";
import { inTurn } from "./in-turn.ts";

/** CPU of the server for a delivery, in microseconds; medians over the rounds. */
export interface Bursts {
  contender: string;
  sockets: number;
  /** {@link FROM_COLD} messages to a server that has just started, and whose object sleeps where it can. */
  fromCold: number;
  /** Bursts of {@link BURST} messages, each when the last one has arrived everywhere, after a pause. */
  inBursts: number;
}

const SOCKETS = 1_000;
const CONCURRENT_JOINS = 16;
const SENDERS = 8;
const FROM_COLD = 400;
const BURST = 32;
const BURSTS = 12;

/** Between two bursts, in milliseconds. */
const PAUSE = 200;

/** Measures the contenders in turn, each time with a new server. */
export async function bursts(contenders: readonly Contender[], rounds: number): Promise<Bursts[]> {
  const measured: Bursts[] = [];
  for (const { item } of inTurn(contenders, rounds)) measured.push(await trial(item));
  return contenders.map(({ name }) => {
    const own = measured.filter(({ contender }) => contender === name);
    return {
      ...{ contender: name, sockets: SOCKETS },
      fromCold: median(own.map(({ fromCold }) => fromCold)),
      inBursts: median(own.map(({ inBursts }) => inBursts)),
    };
  });
}

async function trial(contender: Contender): Promise<Bursts> {
  const server = await contender.start("miniflare");
  const load = start<LoadApi>(new URL("../load/load-process.ts", import.meta.url));
  const room = "bursts";
  const perDelivery = async (send: () => Promise<number>): Promise<number> => {
    const before = cpuMicroseconds(server.pids);
    const deliveries = await send();
    return (cpuMicroseconds(server.pids) - before) / deliveries;
  };
  try {
    await load.call.selectRoom({ port: server.port, protocol: contender.protocol, room, deflate: false });
    await load.call.join(SOCKETS, CONCURRENT_JOINS);
    // The announcements of the joins are not part of it.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await server.sleep?.(room);
    const fromCold = await perDelivery(() => load.call.sendInFlight(FROM_COLD, BURST, SENDERS));
    const inBursts = await perDelivery(() => load.call.sendBursts(BURSTS, BURST, SENDERS, PAUSE));
    return { contender: contender.name, sockets: SOCKETS, fromCold, inBursts };
  } finally {
    await load.stop();
    await server.stop();
  }
}
