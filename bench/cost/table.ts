/** The table of `docs/cost.md`, and `npm run cost`, which prints it. */
import { readCommandLine } from "../../scripts/command-line.ts";
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
    usage: "npm run cost\n\nPrints what rooms of several sizes cost a month: the table of docs/cost.md.",
  });
  console.log(costTable());
}
