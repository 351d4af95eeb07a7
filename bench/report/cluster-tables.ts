/** The results of the cluster benchmark as tables and targets. */
import { clusterContenders, NODE_COUNTS } from "../contenders/cluster.ts";
import type { ClusterResults } from "../measures/cluster.ts";
import { count, fixed, table } from "./markdown.ts";
import type { Target } from "./targets.ts";

export const clusterTables = ({ crowds, crossNode, wakes }: ClusterResults): string =>
  [
    table(
      ["sockets", "server", "nodes", "CPU per delivery", "deliveries/s"],
      crowds.map(({ sockets, name, nodes, cpuPerDelivery, deliveriesPerSecond }) => [
        count(sockets),
        name,
        String(nodes),
        `${fixed(cpuPerDelivery)} us`,
        count(Math.round(deliveriesPerSecond / 100) * 100),
      ]),
    ),
    table(
      [
        "nodes, a socket each",
        "CPU of a broadcast",
        "of each further node",
        "32 in flight",
        "of each further node",
      ],
      crossNode.map(({ nodes, alone, batched }) => [
        String(nodes),
        `${fixed(alone)} us`,
        perFurtherNode(nodes, alone, crossNode[0]?.alone),
        `${fixed(batched)} us`,
        perFurtherNode(nodes, batched, crossNode[0]?.batched),
      ]),
    ),
    table(
      ["50 broadcasts to sleeping nodes", "wakes of a node", "wakes of the owner", "deliveries to a node"],
      [
        [
          String(wakes.nodes),
          String(wakes.wakesPerNode),
          String(wakes.ownerWakes),
          String(wakes.deliveriesPerNode),
        ],
      ],
    ),
  ].join("\n\n");

const perFurtherNode = (nodes: number, cpu: number, first: number | undefined): string =>
  first === undefined || nodes === 1 ? "" : `${fixed((cpu - first) / (nodes - 1))} us`;

/** The targets of the cluster. */
export function clusterTargets({ crowds, wakes }: ClusterResults): Target[] {
  const [single] = clusterContenders;
  const cpuOf = (name: string | undefined, nodes: number): number =>
    crowds.find((one) => one.name === name && one.nodes === nodes)?.cpuPerDelivery ?? Number.NaN;
  const ofNodes = NODE_COUNTS.map((nodes) => cpuOf("a cluster", nodes));
  return [
    {
      what: "CPU per delivery on 1, 2, 4 and 8 nodes: highest / lowest",
      ratio: Math.max(...ofNodes) / Math.min(...ofNodes),
      atMost: 1.3,
    },
    {
      what: "CPU per delivery on 8 nodes / without the option",
      ratio: cpuOf("a cluster", 8) / cpuOf(single?.name, 1),
      atMost: 1.3,
    },
    { what: "wakes of a sleeping node by 50 broadcasts", ratio: wakes.wakesPerNode, atMost: 1 },
  ];
}
