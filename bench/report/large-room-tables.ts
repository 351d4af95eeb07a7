/** What a room of 100,000 costs its own object, and what follows for the room, as tables and targets. */
import type { OwnerCost } from "../measures/large-room.ts";
import type { RelaysCrowd } from "../measures/relays.ts";
import { at, type MeasuredCosts, type ModelledRoom, modelOf } from "../model/large-room.ts";
import { count, fixed, spread, table } from "./markdown.ts";
import { median } from "./statistics.ts";
import type { Target } from "./targets.ts";

/** The room that is computed. */
const SOCKETS = 100_000;

/** Connections of each object: the default limit, and a fifth of it. */
const SOCKETS_PER_OBJECT = [5_000, 1_000];

/** The room's own object was measured with relays that only acknowledge, and relays were measured with sockets. */
export interface LargeRoom {
  owners: readonly OwnerCost[];
  crowds: readonly RelaysCrowd[];
}

export const largeRoomTables = (room: LargeRoom): string =>
  [
    table(
      [
        ...["relays that acknowledge", "clients", "CPU per message", "of this an empty call"],
        ...["per message and relay", "until the last relay has it"],
        ...["CPU per message, many at once", "CPU per join", "heap per client", "of all"],
      ],
      room.owners.map((one) => [
        String(one.relays),
        count(one.clients),
        `${spread(one.cpu, (value) => count(Math.round(value)))} us`,
        `${spread(one.emptyCpu, (value) => count(Math.round(value)))} us`,
        `${spread(perRelay(one), (value) => count(Math.round(value)))} us`,
        `${fixed(one.latency)} ms`,
        `${spread(one.busyCpu, (value) => count(Math.round(value)))} us`,
        `${spread(one.joinCpu, (value) => count(Math.round(value)))} us`,
        `${fixed(one.heap / 1024)} KiB`,
        `${count(Math.round((one.heap * one.clients) / 2 ** 20))} MiB`,
      ]),
    ),
    `Other programs used meanwhile, in processors: ${room.owners
      .map(({ relays, others }) => `${spread(others)} with ${relays}`)
      .join(", ")}.`,
    table(
      [
        ...["sockets, computed", "on an object", "relays", "CPU of a message in the room's own object"],
        ...["until the last socket has it", "ordered a second", "delivered a second", "allowed by default"],
        "US $ an hour",
      ],
      SOCKETS_PER_OBJECT.map((socketsPerObject) =>
        modelCells(modelOf(costsOf(room), { sockets: SOCKETS, socketsPerObject })),
      ),
    ),
  ].join("\n\n");

const modelCells = (model: ModelledRoom): string[] => [
  count(model.sockets),
  count(model.socketsPerObject),
  String(model.relays),
  `${fixed(model.ownerMs)} ms`,
  `${count(Math.round(model.lastSocketMs))} ms`,
  count(Math.round(model.sequenced / 10) * 10),
  count(Math.round(model.delivered)),
  fixed(model.allowed),
  model.dollarsAnHour.toFixed(2),
];

/** What was measured, for the model. */
export const costsOf = ({ owners, crowds }: LargeRoom): MeasuredCosts => ({
  alone: owners.map(({ relays, cpu }) => ({ relays, cpu: cpu.median })),
  busy: owners.map(({ relays, busyCpu }) => ({ relays, cpu: busyCpu.median })),
  frame: median(crowds.map(({ cpu }) => cpu.median)),
  sharedFrame: median(crowds.map(({ sharedCpu }) => sharedCpu.median)),
});

const perRelay = ({ cpu, relays }: OwnerCost) => ({
  median: cpu.median / relays,
  lowest: cpu.lowest / relays,
  highest: cpu.highest / relays,
});

/** At most so much of the room's own object for a message and relay, in microseconds. */
const PER_RELAY = 150;

/** The targets of a large room's own object. */
export function largeRoomTargets(room: LargeRoom): Target[] {
  const { alone } = costsOf(room);
  return [
    ...room.owners.map((one) => ({
      what: `CPU of the room's own object per message and relay, ${one.relays} relays / ${PER_RELAY} us`,
      ratio: perRelay(one).median / PER_RELAY,
      atMost: 1,
    })),
    {
      what: `CPU of the room's own object per message and further relay / ${PER_RELAY} us`,
      ratio: (at(alone, 100) - at(alone, 20)) / 80 / PER_RELAY,
      atMost: 1,
    },
  ];
}
