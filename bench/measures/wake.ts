/** How fast an evicted object answers: the first acknowledgement while its sockets hibernate. */
import { bareObject } from "../contenders/bare-object.ts";
import { chatRoom } from "../contenders/chat-room.ts";
import type { LoadApi } from "../load/load-process.ts";
import { start } from "../remote.ts";
import { median } from "../report/statistics.ts";
import { startMiniflare } from "../servers/miniflare.ts";

/** How many wakes are not counted: the first ones are slow in every contender, because nothing is compiled yet. */
const WARM_UP = 15;

/** Median times in milliseconds. */
export interface Wake {
  contender: string;
  sockets: number;
  /** Until the answer to a request that affects no one else. */
  answer: number;
  /** Until the acknowledgement of a broadcast message; in the bare object, until the sender receives it. */
  acknowledgement: number;
  /** The same answer from an object that was awake. */
  awake: number;
}

/** Measures the room and the bare object in turn. */
export async function wakes(sockets: number, repeats: number): Promise<Wake[]> {
  const sleepers = [];
  for (const contender of [chatRoom, bareObject]) sleepers.push(await sleeper(contender, sockets));
  try {
    for (let turn = 0; turn < WARM_UP + repeats; turn++) {
      for (const { sleepAndWake } of sleepers) await sleepAndWake(turn >= WARM_UP);
    }
    return sleepers.map(({ result }) => result());
  } finally {
    for (const { stop } of sleepers) await stop();
  }
}

async function sleeper(contender: typeof chatRoom, sockets: number) {
  const room = "sleeper";
  const server = await startMiniflare(await contender.spec());
  const load = start<LoadApi>(new URL("../load/load-process.ts", import.meta.url));
  await load.call.selectRoom({ port: server.port, protocol: contender.protocol, room, deflate: false });
  await load.call.join(sockets, 16);
  await load.call.sendMessages(2);
  const times = { answer: [] as number[], acknowledgement: [] as number[], awake: [] as number[] };
  return {
    async sleepAndWake(counts: boolean): Promise<void> {
      await server.sleep(room);
      const answer = await load.call.timeRequest();
      const awake = await load.call.timeRequest();
      await server.sleep(room);
      const acknowledgement = await load.call.timeMessage();
      if (!counts) return;
      times.answer.push(answer);
      times.awake.push(awake);
      times.acknowledgement.push(acknowledgement);
    },
    result: (): Wake => ({
      ...{ contender: contender.name, sockets },
      answer: median(times.answer),
      acknowledgement: median(times.acknowledgement),
      awake: median(times.awake),
    }),
    async stop(): Promise<void> {
      await load.stop();
      await server.stop();
    },
  };
}
