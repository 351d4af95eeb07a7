/** The benchmark: all contenders in turn, each in processes of its own, under the same load. See docs/benchmark.md. */
import { mkdir, writeFile } from "node:fs/promises";
import { exitOnSignals } from "../scripts/command-line.ts";
import { bareObject } from "./contenders/bare-object.ts";
import { chatRoom } from "./contenders/chat-room.ts";
import type { Contender } from "./contenders/contender.ts";
import { contenders } from "./contenders/index.ts";
import { stockSocketIO } from "./contenders/stock-socketio.ts";
import { type BigRoom, bigRoom } from "./measures/big-room.ts";
import { bursts } from "./measures/bursts.ts";
import { clusterBench } from "./measures/cluster.ts";
import { crowdTrial, type Trial } from "./measures/crowd-trial.ts";
import { heap } from "./measures/heap.ts";
import { type Idle, idle } from "./measures/idle.ts";
import { joins } from "./measures/joins.ts";
import { ownerBench } from "./measures/large-room.ts";
import { passiveBench } from "./measures/passive.ts";
import { relaysBench, relaysOnce } from "./measures/relays.ts";
import { type Wake, wakes } from "./measures/wake.ts";
import { type Options, readOptions } from "./options.ts";
import { arrivalTargets } from "./report/arrival-tables.ts";
import { clusterTargets } from "./report/cluster-tables.ts";
import { largeRoomTargets } from "./report/large-room-tables.ts";
import { passiveTargets } from "./report/passive-table.ts";
import { relaysTargets } from "./report/relays-table.ts";
import { summarize } from "./report/summary.ts";
import { toMarkdown } from "./report/table.ts";
import { targets } from "./report/targets.ts";

const WAKE_SIZES = [1, 1_000];
const WAKES = { quick: 15, full: 60 };
/** A stock client sends CONNECT after its handshake, and gets three frames. */
const stockClients: Contender = {
  ...chatRoom,
  name: `${chatRoom.name}, stock clients`,
  protocol: "chatRoomStock",
};
const IDLE_SECONDS = 60;
/** A relay for the model of a large room, where relays are not measured. */
const MODEL_RELAY = { sockets: 1_600, messages: 20, seconds: 5, repeats: 1 };
const BIG_ROOM_TURNS = { quick: 2, full: 6 };

async function main(options: Options): Promise<void> {
  if (options.disk) process.env.SOCKET_ROCKET_BENCH_DISK = "1";
  const chosen = contenders.filter(
    ({ name }) => options.only.length === 0 || options.only.some((word) => name.toLowerCase().includes(word)),
  );
  await Promise.all(chosen.map((contender) => contender.prepare()));
  const trials = await crowdTrials(chosen, options);
  const woken = options.host === "miniflare" && chosen.includes(chatRoom) ? await allWakes(options) : [];
  const idled: Idle[] = options.idle ? await idle(IDLE_SECONDS) : [];

  const turns = options.isQuick ? BIG_ROOM_TURNS.quick : BIG_ROOM_TURNS.full;
  const compared: BigRoom[] = options.bigRoom ? await bigRoom(turns) : [];

  const { joinRounds, joinSizes, burstRounds, heapSockets, host } = options;
  const joiners = [chatRoom, stockClients, bareObject, stockSocketIO];
  const joined = joinRounds > 0 ? await joins(joiners, { host, sizes: joinSizes, rounds: joinRounds }) : [];
  const burst = burstRounds > 0 ? await bursts([chatRoom, stockSocketIO], burstRounds) : [];
  const heapUsed = heapSockets > 0 ? await heap(heapSockets) : undefined;

  const cluster = options.cluster && (await clusterBench(options.cluster));
  const passive = options.passive && (await passiveBench(options.passive));
  const relays = options.relays && (await relaysBench(options.relays));
  const largeRoom = options.largeRoom && {
    owners: await ownerBench(options.largeRoom),
    crowds: relays ?? (await relaysOnce(1, MODEL_RELAY)),
  };

  const summaries = summarize(trials);
  const results = {
    conditions: conditionsOf(options),
    contenders: chosen.map(({ name, does }) => ({ name, does })),
    ...{ summaries, wakes: woken, idle: idled, bigRoom: compared, cluster, passive, relays, largeRoom },
    arrivals: { joins: joined, bursts: burst, heap: heapUsed },
    targets: [
      ...targets(summaries, woken, compared),
      ...arrivalTargets({ joins: joined, bursts: burst, heap: heapUsed }),
      ...(cluster === undefined ? [] : clusterTargets(cluster)),
      ...(passive === undefined ? [] : passiveTargets(passive)),
      ...(relays === undefined ? [] : relaysTargets(relays)),
      ...(largeRoom === undefined ? [] : largeRoomTargets(largeRoom)),
    ],
  };
  const markdown = toMarkdown(results);
  console.log(`\n${markdown}\n`);
  await save(nameOf(options), markdown, { ...results, trials });
}

/** Interleaved, and each round in another order, so that other load on the machine affects all contenders alike. */
async function crowdTrials(chosen: Contender[], options: Options): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (let repeat = 0; repeat < options.repeats; repeat++)
    for (const sockets of options.sizes)
      for (let turn = 0; turn < chosen.length; turn++) {
        const contender = chosen[(turn + repeat) % chosen.length] as Contender;
        const began = performance.now();
        const { host, deflate, trial } = options;
        trials.push(await crowdTrial(contender, { sockets, host, deflate, ...trial }));
        const seconds = ((performance.now() - began) / 1_000).toFixed(1);
        console.error(`round ${repeat + 1}: ${contender.name}, ${sockets} sockets (${seconds} s)`);
      }
  const order = chosen.map(({ name }) => name);
  return trials.sort((a, b) => order.indexOf(a.contender) - order.indexOf(b.contender));
}

async function allWakes({ isQuick, sizes }: Options): Promise<Wake[]> {
  const measured: Wake[] = [];
  for (const sockets of WAKE_SIZES)
    if (sockets <= Math.max(...sizes))
      measured.push(...(await wakes(sockets, isQuick ? WAKES.quick : WAKES.full)));
  return measured;
}

function conditionsOf({ host, deflate, disk, repeats, trial: { seconds } }: Options): string {
  return [
    host === "miniflare" ? "workerd through Miniflare" : "bare `workerd serve`",
    `state ${disk ? "on disk" : "in memory"}`,
    deflate ? "clients that offer `permessage-deflate`" : "no compression offered",
    `${repeats} ${repeats === 1 ? "round" : "rounds"} of ${seconds.pace} s at 10 messages a second and ${seconds.saturation} s flat out`,
    `Node ${process.versions.node}`,
  ].join("; ");
}

const nameOf = ({ isQuick, host, deflate, disk }: Options): string =>
  [isQuick ? "quick" : "full", host, ...(deflate ? ["deflate"] : []), ...(disk ? ["disk"] : [])].join("-");

async function save(name: string, markdown: string, results: object): Promise<void> {
  const folder = new URL("./results/", import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${name}.md`, folder), `${markdown}\n`);
  await writeFile(new URL(`${name}.json`, folder), `${JSON.stringify(results, null, 2)}\n`);
  console.log(`Saved as bench/results/${name}.md and .json`);
}

const options = readOptions(contenders.map(({ name }) => name));
if (process.platform !== "linux") {
  console.error("The benchmark reads /proc: it runs on Linux only.");
  process.exit(1);
}
exitOnSignals();
await main(options);
