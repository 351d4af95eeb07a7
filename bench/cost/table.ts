/** The tables of `docs/cost.md`, and `npm run cost`, which prints it. */
import { readCommandLine } from "../../scripts/command-line.ts";
import { LIMITS } from "../../src/shared/limits.ts";
import { largeRoomUsage } from "./large-room.ts";
import { price, type Usage } from "./prices.ts";
import { asThisProject, asUsual, SCENES, withoutHibernation } from "./scenes.ts";

const WAYS = [
  ["this project", asThisProject],
  ["server pings, two rows a message", asUsual],
  ["the same without hibernation", withoutHibernation],
] as const;

/** One row for each scene and way, as Markdown. */
export function costTable(): string {
  const rows = SCENES.flatMap((scene) => WAYS.map(([way, use]) => row(scene.name, way, use(scene))));
  const head = [
    "room",
    "way",
    "requests",
    "WebSocket messages in",
    "rows read",
    "rows written",
    "awake",
    "US $",
  ];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** An hour of 100,000 people who all join and leave, and a message each second. */
const LARGE_ROOM = {
  people: 100_000,
  socketsPerObject: LIMITS.socketsPerObject,
  messages: 3_600,
  seconds: 3_600,
};

/** One row for each part of the cost of a large room, with all pages visible and with nine of ten hidden, as Markdown. */
export function largeRoomTable(): string {
  const visible = largeRoomUsage({ ...LARGE_ROOM, hidden: 0 });
  const hidden = largeRoomUsage({ ...LARGE_ROOM, hidden: 0.9 * LARGE_ROOM.people });
  const cells = (usage: Usage): string[] => [describe(usage), price(usage).toFixed(3)];
  const rows = visible.parts.map(({ what, usage }, index) => [
    what,
    ...cells(usage),
    ...cells(hidden.parts[index]?.usage ?? usage),
  ]);
  const total = [visible.total, hidden.total].flatMap((usage) => ["", price(usage).toFixed(3)]);
  const head = ["what, at most", "all pages visible", "US $", "nine of ten hidden", "US $"];
  return [head, head.map(() => "---"), ...rows, ["all of it", ...total]]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function describe({ requests, messages, rowsRead, rowsWritten, awake }: Usage): string {
  const parts: [number, string][] = [
    [requests, "requests and calls"],
    [messages, "WebSocket messages in"],
    [rowsRead, "rows read"],
    [rowsWritten, "rows written"],
    [awake, "s awake"],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${Math.round(count).toLocaleString("en")} ${unit}`)
    .join(", ");
}

const row = (scene: string, way: string, usage: Usage): string[] => [
  scene,
  way,
  ...[usage.requests, usage.messages, usage.rowsRead, usage.rowsWritten].map((count) =>
    Math.round(count).toLocaleString("en"),
  ),
  `${Math.round(usage.awake).toLocaleString("en")} s`,
  price(usage).toFixed(4),
];

if (import.meta.main) {
  readCommandLine({
    usage: "npm run cost\n\nPrints what rooms of several sizes cost: the tables of docs/cost.md.",
  });
  console.log(`${costTable()}\n\n${largeRoomTable()}`);
}
