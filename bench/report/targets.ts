/** The project's targets, as ratios within one run. */
import { bareObject } from "../contenders/bare-object.ts";
import { chatRoom } from "../contenders/chat-room.ts";
import { stockSocketIO } from "../contenders/stock-socketio.ts";
import type { BigRoom } from "../measures/big-room.ts";
import type { Wake } from "../measures/wake.ts";
import type { Summary } from "./summary.ts";

export interface Target {
  what: string;
  ratio: number;
  atMost: number;
}

const CROWD = 1_000;
const BIG_CROWD = 4_000;

/** The targets that this run measured both sides of. */
export function targets(
  summaries: readonly Summary[],
  wakes: readonly Wake[],
  histories: readonly BigRoom[],
): Target[] {
  const at = (contender: string, sockets: number): Summary | undefined =>
    summaries.find((one) => one.contender === contender && one.sockets === sockets);
  const room = at(chatRoom.name, CROWD);
  const bare = at(bareObject.name, CROWD);
  const stock = at(stockSocketIO.name, CROWD);
  const bigRoom = at(chatRoom.name, BIG_CROWD);
  const bigStock = at(stockSocketIO.name, BIG_CROWD);
  const wakeOf = (contender: string, sockets: number): number | undefined =>
    wakes.find((one) => one.contender === contender && one.sockets === sockets)?.answer;

  const candidates: [what: string, value: number | undefined, peer: number | undefined, atMost: number][] = [
    [
      "CPU per delivery at 1,000 sockets / socket.io on Node",
      room?.saturationCpu,
      stock?.saturationCpu,
      1 / 5,
    ],
    ["CPU per delivery at 1,000 sockets / bare object", room?.saturationCpu, bare?.saturationCpu, 1 / 10],
    ["p99 at 10 messages a second, 1,000 sockets / bare object", room?.p99, bare?.p99, 1.2],
    ["CPU per join at 4,000 sockets / at 1,000", bigRoom?.joinCpu, room?.joinCpu, 1.2],
    ["CPU per join at 1,000 sockets / socket.io on Node", room?.joinCpu, stock?.joinCpu, 1.5],
    ["CPU per join at 4,000 sockets / socket.io on Node", bigRoom?.joinCpu, bigStock?.joinCpu, 1.5],
    ...[...new Set(wakes.map(({ sockets }) => sockets))].map((sockets): (typeof candidates)[number] => [
      `first answer after sleep, ${sockets} sockets / bare object`,
      wakeOf(chatRoom.name, sockets),
      wakeOf(bareObject.name, sockets),
      2,
    ]),
    ...histories
      .filter(({ isConstant: isLevel }) => isLevel)
      .map(({ name: what, cpu }): (typeof candidates)[number] => [
        `CPU, ${what}: 100,000 stored messages / 1,000`,
        cpu.big,
        cpu.small,
        1.2,
      ]),
  ];
  return candidates.flatMap(([what, value, peer, atMost]) =>
    value === undefined || peer === undefined ? [] : [{ what, ratio: value / peer, atMost }],
  );
}
