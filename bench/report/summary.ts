/** Medians over the repeats of one contender at one size. */
import type { Trial } from "../measures/crowd-trial.ts";
import { median } from "./statistics.ts";

/** One contender at one size. CPU times in microseconds, latencies in milliseconds, all of them medians. */
export interface Summary {
  contender: string;
  sockets: number;
  isCompressed: boolean;
  saturationCpu: number;
  deliveriesPerSecond: number;
  /** The load generator, and not the server, may have been the limit of `deliveriesPerSecond`. */
  isGeneratorBusy: boolean;
  paceCpu: number;
  p50: number;
  p99: number;
  joinCpu: number;
  lateJoinCpu: number;
  connectionBytes: number;
  roundTrip: number;
}

const BUSY = 0.9;

/** Sums up trials, in the order in which contenders and sizes first appear. */
export function summarize(trials: readonly Trial[]): Summary[] {
  const groups = Map.groupBy(trials, ({ contender, sockets }) => `${sockets} ${contender}`);
  return Array.from(groups.values(), (group) => {
    const of = (value: (trial: Trial) => number): number => median(group.map(value));
    const [{ contender, sockets }] = group as [Trial];
    return {
      ...{ contender, sockets },
      isCompressed: group.some((trial) => trial.isCompressed),
      saturationCpu: of((trial) => trial.saturation.cpu),
      deliveriesPerSecond: of((trial) => trial.saturation.deliveriesPerSecond),
      isGeneratorBusy: of((trial) => trial.saturation.generatorLoad) > BUSY,
      paceCpu: of((trial) => trial.pace.cpu),
      p50: of((trial) => trial.pace.p50),
      p99: of((trial) => trial.pace.p99),
      joinCpu: of((trial) => trial.joinCpu),
      lateJoinCpu: of((trial) => trial.lateJoinCpu),
      connectionBytes: of((trial) => trial.connectionBytes),
      roundTrip: of((trial) => trial.roundTrip.p50),
    };
  }).sort((a, b) => a.sockets - b.sockets);
}
