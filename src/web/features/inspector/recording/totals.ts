/** Total bytes by layer and direction. */

import { count, newTally, type Tally } from "./byte-counts.ts";
import { type ObservedHeads, requestHeads } from "./observed-heads.ts";
import type { Recorder } from "./recorder.ts";
import type { Direction } from "./records.ts";
import type { Layer } from "./segments.ts";

/** Bytes. */
export type Totals = Record<Direction, Record<Layer, number>>;

/** A tally by layer. Undefined while there are requests whose heads are not known. */
export function totalsOf(tally: Tally, seen: ObservedHeads | undefined): Totals | undefined {
  const hasRequests = tally.requests.GET + tally.requests.POST > 0;
  if (hasRequests && seen === undefined) return undefined;
  const heads = seen === undefined ? 0 : requestHeads(tally, seen);
  const layers = (direction: Direction, more: number) => ({
    transport: tally[direction].head + more,
    protocol: tally[direction].framing,
    data: tally[direction].data,
  });
  return { out: layers("out", heads), in: layers("in", 0) };
}

/** Everything that was recorded, stored or dropped. */
export function tallyOf({ dropped, records }: Pick<Recorder, "dropped" | "records">): Tally {
  const tally = newTally();
  tally.packets = dropped.packets;
  tally.frames = dropped.frames;
  tally.requests = { ...dropped.requests };
  tally.out = { ...dropped.out };
  tally.in = { ...dropped.in };
  for (const record of records) count(tally, record);
  return tally;
}

export const sum = ({ transport, protocol, data }: Record<Layer, number>): number =>
  transport + protocol + data;

/** The median of some numbers; undefined for none. */
export const median = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
