/** The command line of the benchmark. */
import { numberOption, readCommandLine, wrongArgument } from "../scripts/command-line.ts";
import { openFilesLimit } from "./accounting.ts";
import type { Host } from "./contenders/contender.ts";
import type { ClusterOptions } from "./measures/cluster.ts";
import type { TrialOptions } from "./measures/crowd-trial.ts";
import type { LargeRoomOptions } from "./measures/large-room.ts";
import type { PassiveOptions } from "./measures/passive.ts";
import type { RelaysOptions } from "./measures/relays.ts";

const USAGE = `npm run bench -- [options]

  --quick            1,000 sockets, once, in less than a minute
  --sockets 100,1000 the sizes of the room (100,1000,4000)
  --repeats 3        how often everything is measured; medians are reported
  --only room,bare   contenders whose name contains one of these words; none: no contender
  --workerd          bare \`workerd serve\` in place of Miniflare
  --deflate          clients offer permessage-deflate, as browsers do
  --disk             state on this machine's disk in place of memory
  --big-room         compare a room of 100,000 stored messages with one of 1,000
  --cluster          the same sockets on 1 to 8 nodes of a cluster, and on stock Socket.IO with its cluster adapter
  --joins            joins in many rounds on servers that stay: this project's room, the bare object and socket.io
  --bursts           deliveries of a room that has just woken, and of messages in bursts (part of a run without --quick)
  --heap             the JavaScript heap of each socket, from workerd's inspector (part of a run without --quick)
  --passive          1,000 sockets at 10 messages a second, nine of ten not visible, and all visible
  --relays           16,000 sockets of one room on 1, 2, 4 and 8 relays, or as many as workerd may open files for
  --large-room       the object of a room of 100,000, with 20 to 100 relays that only acknowledge, and what follows for the room
  --idle             count for a minute what wakes an idle room
`;

export interface Options {
  isQuick: boolean;
  sizes: number[];
  repeats: number;
  only: string[];
  host: Host;
  deflate: boolean;
  disk: boolean;
  idle: boolean;
  bigRoom: boolean;
  /** How many rounds of joins and bursts there are, 0 if they are not measured, and of how many joins. */
  joinRounds: number;
  joinSizes: number[];
  burstRounds: number;
  /** With how many sockets the heap is measured; 0 if it is not. */
  heapSockets: number;
  /** Unset if the cluster is not measured. */
  cluster: ClusterOptions | undefined;
  /** Unset if passive sockets are not measured. */
  passive: PassiveOptions | undefined;
  /** Unset if relays are not measured. */
  relays: RelaysOptions | undefined;
  /** Unset if the object of a large room is not measured. */
  largeRoom: LargeRoomOptions | undefined;
  trial: Pick<TrialOptions, "seconds" | "roundTrips">;
}

/** `--only none` runs no contender: for `--idle`, `--joins` and the like alone. */
const NO_CONTENDER = "none";

/** How many rounds of joins there are for each of `--repeats`. */
const JOIN_ROUNDS = 5;

const HEAP_SOCKETS = 4_000;

/** Files that a process needs besides its sockets. */
const SPARE_FILES = 200;

/** Files that workerd opens for each WebSocket of a Durable Object. */
const FILES_PER_SOCKET = 2;

/** So few sockets fill a room's own object and eight relays. */
const LEAST_RELAYED = 100;

/** Sizes of a room whose joins are measured by default. */
const JOIN_SIZES = [1_000, 4_000];

/** Reads the command line. `--help` and a wrong argument end the process. */
export function readOptions(contenders: readonly string[]): Options {
  const { values } = readCommandLine({
    usage: USAGE,
    options: {
      quick: { type: "boolean", default: false },
      sockets: { type: "string" },
      repeats: { type: "string" },
      only: { type: "string", default: "" },
      workerd: { type: "boolean", default: false },
      deflate: { type: "boolean", default: false },
      disk: { type: "boolean", default: false },
      idle: { type: "boolean", default: false },
      "big-room": { type: "boolean", default: false },
      joins: { type: "boolean", default: false },
      bursts: { type: "boolean", default: false },
      heap: { type: "boolean", default: false },
      cluster: { type: "boolean", default: false },
      passive: { type: "boolean", default: false },
      relays: { type: "boolean", default: false },
      "large-room": { type: "boolean", default: false },
    },
  });
  const { quick } = values;
  const only = values.only.toLowerCase().split(",").filter(Boolean);
  for (const word of only)
    if (word !== NO_CONTENDER && !contenders.some((name) => name.toLowerCase().includes(word)))
      wrongArgument(`--only ${word}: no contender has this in its name. There are: ${contenders.join(", ")}`);
  const isFull = !quick && !only.includes(NO_CONTENDER);
  const repeats = numberOption("repeats", values.repeats ?? (quick ? "1" : "3"), { least: 1 });
  const sizes = (values.sockets ?? (quick ? "1000" : "100,1000,4000")).split(",");
  const fitting = possible(sizes.map((size) => numberOption("sockets", size, { least: 1 })));
  return {
    isQuick: quick,
    sizes: fitting,
    repeats,
    only,
    host: values.workerd ? "workerd" : "miniflare",
    ...{ deflate: values.deflate, disk: values.disk, idle: values.idle },
    bigRoom: values["big-room"],
    joinRounds: values.joins ? JOIN_ROUNDS * repeats : 0,
    joinSizes: values.sockets === undefined ? possible(quick ? JOIN_SIZES.slice(0, 1) : JOIN_SIZES) : fitting,
    burstRounds: values.bursts || isFull ? repeats : 0,
    heapSockets: values.heap || isFull ? HEAP_SOCKETS : 0,
    cluster: values.cluster ? clusterOptions(quick, repeats) : undefined,
    passive: values.passive ? { seconds: quick ? 15 : 30, repeats } : undefined,
    relays: values.relays ? relaysOptions(quick, repeats, values.sockets) : undefined,
    largeRoom: values["large-room"] ? largeRoomOptions(quick, repeats) : undefined,
    trial: quick
      ? { seconds: { warmUp: 0.3, pace: 2, saturation: 1.5 }, roundTrips: 100 }
      : { seconds: { warmUp: 1, pace: 10, saturation: 5 }, roundTrips: 500 },
  };
}

function clusterOptions(isQuick: boolean, repeats: number): ClusterOptions {
  const [sockets = 100] = possible([isQuick ? 800 : 8_000]);
  return { sockets, seconds: isQuick ? 1 : 6, repeats };
}

/** @param sockets of `--sockets`: its largest size counts */
function relaysOptions(isQuick: boolean, repeats: number, sockets: string | undefined): RelaysOptions {
  const wanted =
    sockets === undefined
      ? isQuick
        ? 1_600
        : 16_000
      : Math.max(
          ...sockets.split(",").map((size) => numberOption("sockets", size, { least: LEAST_RELAYED })),
        );
  const limit = openFilesLimit();
  const most = Math.floor((limit - SPARE_FILES) / FILES_PER_SOCKET);
  if (most < LEAST_RELAYED)
    wrongArgument(`--relays needs ${LEAST_RELAYED} sockets, and a process may open ${limit} files here.`);
  if (wanted > most)
    console.warn(
      `A process may open ${limit} files here, and workerd two for each socket: relays have ${most}.`,
    );
  const messages = isQuick ? 10 : 20;
  return { sockets: Math.min(wanted, most), messages, seconds: isQuick ? 2 : 12, repeats };
}

const largeRoomOptions = (isQuick: boolean, repeats: number): LargeRoomOptions => ({
  clients: isQuick ? 10_000 : 100_000,
  messages: isQuick ? 30 : 60,
  messagesPerRelay: isQuick ? 100 : 200,
  repeats,
});

function possible(sizes: number[]): number[] {
  const limit = openFilesLimit();
  const fitting = sizes.filter((size) => size + SPARE_FILES <= limit);
  if (fitting.length < sizes.length)
    console.warn(
      `A process may open ${limit} files here, so rooms of more than ${limit - SPARE_FILES} sockets are left out ` +
        "(ulimit -n raises it).",
    );
  return fitting;
}
