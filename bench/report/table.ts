/** The results as Markdown. */
import type { Contender } from "../contenders/contender.ts";
import { type BigRoom, SIZES } from "../measures/big-room.ts";
import type { ClusterResults } from "../measures/cluster.ts";
import type { Idle } from "../measures/idle.ts";
import type { PassiveCrowd } from "../measures/passive.ts";
import type { RelaysCrowd } from "../measures/relays.ts";
import type { Wake } from "../measures/wake.ts";
import { type Arrivals, arrivalTables } from "./arrival-tables.ts";
import { clusterTables } from "./cluster-tables.ts";
import { type LargeRoom, largeRoomTables } from "./large-room-tables.ts";
import { count, fixed, table } from "./markdown.ts";
import { passiveTable } from "./passive-table.ts";
import { relaysTable } from "./relays-table.ts";
import type { Summary } from "./summary.ts";
import type { Target } from "./targets.ts";

export interface Results {
  /** The command line's options, for the reader. */
  conditions: string;
  contenders: readonly Pick<Contender, "name" | "does">[];
  summaries: readonly Summary[];
  wakes: readonly Wake[];
  idle: readonly Idle[];
  bigRoom: readonly BigRoom[];
  /** Unset if it was not measured. */
  cluster: ClusterResults | undefined;
  arrivals: Arrivals;
  /** Unset if it was not measured. */
  passive: readonly PassiveCrowd[] | undefined;
  /** Unset if it was not measured. */
  relays: readonly RelaysCrowd[] | undefined;
  /** Unset if it was not measured. */
  largeRoom: LargeRoom | undefined;
  targets: readonly Target[];
}

export const toMarkdown = ({
  conditions,
  contenders,
  summaries,
  wakes,
  idle,
  bigRoom,
  cluster,
  arrivals,
  passive,
  relays,
  largeRoom,
  targets,
}: Results): string =>
  [
    conditions,
    summaries.length === 0 ? "" : crowds(summaries),
    wakes.length === 0 ? "" : wakeTable(wakes),
    idle.length === 0 ? "" : idleTable(idle),
    bigRoom.length === 0 ? "" : bigRoomTable(bigRoom),
    cluster === undefined ? "" : clusterTables(cluster),
    arrivalTables(arrivals),
    passive === undefined ? "" : passiveTable(passive),
    relays === undefined ? "" : relaysTable(relays),
    largeRoom === undefined ? "" : largeRoomTables(largeRoom),
    targets.length === 0 ? "" : targetTable(targets),
    contenders.map(({ name, does }) => `- **${name}**: ${does}`).join("\n"),
  ]
    .filter((part) => part !== "")
    .join("\n\n");

const crowds = (summaries: readonly Summary[]): string =>
  table(
    [
      ...[
        "sockets",
        "contender",
        "CPU per delivery",
        "deliveries/s",
        "CPU per delivery, 10 msg/s",
        "p50",
        "p99",
      ],
      ...["CPU per join", "the last quarter's", "memory per socket", "round trip"],
    ],
    summaries.map((one) => [
      count(one.sockets),
      one.contender + (one.isCompressed ? " (deflate)" : ""),
      `${fixed(one.saturationCpu)} us`,
      (one.isGeneratorBusy ? ">= " : "") + count(Math.round(one.deliveriesPerSecond / 100) * 100),
      `${fixed(one.paceCpu)} us`,
      `${fixed(one.p50)} ms`,
      `${fixed(one.p99)} ms`,
      `${count(Math.round(one.joinCpu))} us`,
      `${count(Math.round(one.lateJoinCpu))} us`,
      `${count(Math.round(one.connectionBytes / 1024))} KiB`,
      `${fixed(one.roundTrip)} ms`,
    ]),
  );

const wakeTable = (wakes: readonly Wake[]): string =>
  table(
    ["sockets", "contender", "first answer after sleep", "first message acknowledged", "awake"],
    wakes.map(({ sockets, contender, answer, acknowledgement, awake }) => [
      count(sockets),
      contender,
      ...[answer, acknowledgement, awake].map((time) => `${fixed(time)} ms`),
    ]),
  );

const idleTable = (idle: readonly Idle[]): string =>
  table(
    ["idle clients", "sockets", "pings to each, an hour", "seconds awake"],
    idle.map(({ clients, sockets, pingsPerHour, secondsAwake, seconds }) => [
      clients,
      count(sockets),
      fixed(pingsPerHour),
      `${secondsAwake} of ${seconds}`,
    ]),
  );

const bigRoomTable = (works: readonly BigRoom[]): string =>
  table(
    [
      "stored messages",
      ...[SIZES.small, SIZES.big].flatMap((size) => [`${count(size)}: CPU`, "rows read"]),
      ...["CPU, ratio", "rows, ratio"],
    ],
    works.map(({ name: what, cpu, rowsRead }) => [
      what,
      ...[`${count(Math.round(cpu.small))} us`, fixed(rowsRead.small)],
      ...[`${count(Math.round(cpu.big))} us`, fixed(rowsRead.big)],
      (cpu.big / cpu.small).toFixed(2),
      rowsRead.small === 0 ? "" : (rowsRead.big / rowsRead.small).toFixed(2),
    ]),
  );

const targetTable = (targets: readonly Target[]): string =>
  table(
    ["target", "ratio", "at most", ""],
    targets.map(({ what, ratio, atMost }) => [
      what,
      ratio.toFixed(3),
      atMost.toFixed(2),
      ratio <= atMost ? "reached" : "**missed**",
    ]),
  );
