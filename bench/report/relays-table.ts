/** The results of the benchmark of relays as a table and targets. */
import { OUTSTANDING, RELAY_COUNTS, type RelaysCrowd } from "../measures/relays.ts";
import { count, fixed, spread, table } from "./markdown.ts";
import type { Target } from "./targets.ts";

export const relaysTable = (crowds: readonly RelaysCrowd[]): string =>
  [
    table(
      [
        "relays",
        "sockets",
        "on an object",
        "CPU per delivery",
        `${OUTSTANDING} in flight`,
        "deliveries/s",
        "p50",
        "p99",
        "CPU per join",
        "heap per socket",
      ],
      crowds.map((one) => [
        String(one.relays),
        count(one.sockets),
        `${count(Math.min(...one.placement))} to ${count(Math.max(...one.placement))}`,
        `${spread(one.cpu)} us`,
        `${spread(one.sharedCpu)} us`,
        count(Math.round(one.deliveriesPerSecond / 100) * 100),
        `${count(Math.round(one.p50))} ms`,
        `${count(Math.round(one.p99))} ms`,
        `${spread(one.joinCpu, (value) => count(Math.round(value)))} us`,
        `${fixed(one.heap / 1024)} KiB`,
      ]),
    ),
    "All objects are in one process of bare workerd, on one thread. In brackets: the lowest and the highest round. Other programs used meanwhile, in processors: " +
      `${crowds.map(({ relays, others }) => `${spread(others)} with ${relays}`).join(", ")}.`,
  ].join("\n\n");

/** At most as much heap as lets 10,000 sockets fit into the 128 MB of an object. */
const HEAP_LIMIT = 8 * 1024;

/** The targets of relays. */
export function relaysTargets(crowds: readonly RelaysCrowd[]): Target[] {
  const ratio = (of: (one: RelaysCrowd) => number): number =>
    Math.max(...crowds.map(of)) / Math.min(...crowds.map(of));
  const counts = RELAY_COUNTS.join(", ");
  return [
    {
      what: `CPU per delivery on ${counts} relays: highest / lowest`,
      ratio: ratio(({ cpu }) => cpu.median),
      atMost: 1.3,
    },
    {
      what: "JavaScript heap of a socket in a room with relays / 8 KiB",
      ratio: Math.max(...crowds.map(({ heap }) => heap)) / HEAP_LIMIT,
      atMost: 1,
    },
  ];
}
