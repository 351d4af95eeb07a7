/** Joins, bursts and the heap of a socket as tables and targets. */
import { chatRoom } from "../contenders/chat-room.ts";
import { stockSocketIO } from "../contenders/stock-socketio.ts";
import type { Bursts } from "../measures/bursts.ts";
import type { Heap } from "../measures/heap.ts";
import type { Joins } from "../measures/joins.ts";
import { count, fixed, table } from "./markdown.ts";
import { median } from "./statistics.ts";
import type { Target } from "./targets.ts";

/** What was measured of joins, bursts and the heap. */
export interface Arrivals {
  joins: readonly Joins[];
  bursts: readonly Bursts[];
  /** Unset if it was not measured. */
  heap: Heap | undefined;
}

export const arrivalTables = ({ joins, bursts, heap }: Arrivals): string =>
  [
    joins.length === 0
      ? ""
      : table(
          ["sockets", "contender", "CPU per join", "ratio to socket.io on Node", "rounds"],
          joins.map((one) => [
            count(one.sockets),
            one.contender,
            `${count(Math.round(one.cpu))} us`,
            joinRatio(joins, one.contender, one.sockets)?.toFixed(2) ?? "",
            String(one.rounds.length),
          ]),
        ),
    bursts.length === 0
      ? ""
      : table(
          ["sockets", "contender", "CPU per delivery, 400 messages from cold", "in bursts of 32"],
          bursts.map(({ sockets, contender, fromCold, inBursts }) => [
            count(sockets),
            contender,
            `${fixed(fromCold)} us`,
            `${fixed(inBursts)} us`,
          ]),
        ),
    heap === undefined
      ? ""
      : table(
          [
            "sockets",
            "JavaScript heap of a client that is silent",
            "that has sent an event",
            "and was silent until it slept",
          ],
          [
            [
              count(heap.sockets),
              ...[heap.silent, heap.heard, heap.asleep].map((bytes) => `${fixed(bytes / 1024)} KiB`),
            ],
          ],
        ),
  ]
    .filter((part) => part !== "")
    .join("\n\n");

/** The median of the ratios to socket.io on Node, each within one round. */
function joinRatio(joins: readonly Joins[], contender: string, sockets: number): number | undefined {
  const of = (name: string): readonly number[] =>
    joins.find((one) => one.contender === name && one.sockets === sockets)?.rounds ?? [];
  const peers = of(stockSocketIO.name);
  const ratios = of(contender).flatMap((cpu, round) => cpu / (peers[round] ?? Number.NaN));
  return ratios.length === 0 ? undefined : median(ratios);
}

/** From how many sockets on a join has a target: in a small room the warm-up of both servers is most of it. */
const LEAST_SOCKETS = 1_000;

/** At most as much heap as lets 10,000 sockets fit into the 128 MB of an object. */
const HEAP_LIMIT = 8 * 1024;

/** The targets of what was measured. */
export function arrivalTargets({ joins, bursts, heap }: Arrivals): Target[] {
  const room = bursts.find(({ contender }) => contender === chatRoom.name);
  const stock = bursts.find(({ contender }) => contender === stockSocketIO.name);
  const candidates: [what: string, ratio: number | undefined, atMost: number | undefined][] = [
    ...[...new Set(joins.map(({ sockets }) => sockets))].map((sockets): (typeof candidates)[number] => [
      `CPU per join at ${count(sockets)} sockets / socket.io on Node, many rounds`,
      joinRatio(joins, chatRoom.name, sockets),
      sockets < LEAST_SOCKETS ? undefined : 1.5,
    ]),
    ...(room === undefined || stock === undefined
      ? []
      : ([
          [
            "CPU per delivery, 400 messages from cold / socket.io on Node",
            room.fromCold / stock.fromCold,
            1 / 8,
          ],
          ["CPU per delivery, bursts of 32 / socket.io on Node", room.inBursts / stock.inBursts, 1 / 8],
        ] satisfies typeof candidates)),
    ...(heap === undefined
      ? []
      : ([
          ["JavaScript heap of a silent socket / 8 KiB", heap.silent / HEAP_LIMIT, 1],
          ["JavaScript heap of a socket that has sent an event / 8 KiB", heap.heard / HEAP_LIMIT, 1],
          ["JavaScript heap of a socket that sleeps again / 8 KiB", heap.asleep / HEAP_LIMIT, 1],
        ] satisfies typeof candidates)),
  ];
  return candidates.flatMap(([what, ratio, atMost]) =>
    ratio === undefined || atMost === undefined ? [] : [{ what, ratio, atMost }],
  );
}
