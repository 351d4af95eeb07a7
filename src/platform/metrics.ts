/** Counts what happens in this isolate, until it is pushed (`src/metrics/push-metrics.ts`). Counts nothing where no one collects it. */

/** What is counted: the name without its prefix, the type and the help of Prometheus. Values of labels come from fixed sets. */
export const METRICS = {
  http_requests_total: ["counter", "Requests by kind and status."],
  http_request_seconds: ["summary", "Time until the head of the answer, by kind of request."],
  connections_opened_total: ["counter", "Connections that were admitted to a room."],
  connections_closed_total: ["counter", "Connections that ended."],
  connections: ["gauge", "Open connections, over all rooms."],
  rooms_connected: ["gauge", "Rooms with open connections."],
  events_total: ["counter", "Events of clients, by name and result: ok, or the code of the error."],
  messages_total: ["counter", "New messages, by socket and by HTTP."],
  room_events_total: [
    "counter",
    "Rooms that were created or deleted, bans, and so on: what the log has as room.*.",
  ],
  errors_total: ["counter", "Unexpected errors, by the event of the log."],
} as const satisfies Record<string, readonly [type: "counter" | "gauge" | "summary", help: string]>;

export type MetricName = keyof typeof METRICS;

/** What was counted since the last push. */
export interface MetricsDelta {
  /** By series, such as `events_total{event="typing",result="ok"}`. */
  counters: Record<string, number>;
  /** Open connections of rooms by the id of the object, where they changed. */
  connections: Record<string, number>;
}

const counters = new Map<string, number>();
const connections = new Map<string, number>();

/** Has {@link takeMetrics} called soon; undefined while no one collects. */
let pushSoon: (() => void) | undefined;
/** When the push is overdue that was asked for last, in milliseconds: the object that was to push may have been evicted. */
let overdueAt = 0;

/** How long a push may take, in milliseconds. */
const PUSH_DEADLINE = 30_000;

/** Begins to count. @param push takes what was counted a moment later */
export function collectMetrics(push: () => void): void {
  pushSoon = push;
}

/** Whether anyone collects what is counted. */
export const isCounting = (): boolean => pushSoon !== undefined;

/** Adds to a counter. @param labels values from a small fixed set, never what a client may choose */
export function count(name: MetricName, labels?: Readonly<Record<string, string>>, by = 1): void {
  if (pushSoon === undefined) return;
  add(seriesOf(name, labels), by);
}

/** Adds a measured time to a summary. */
export function observe(name: MetricName, seconds: number, labels?: Readonly<Record<string, string>>): void {
  if (pushSoon === undefined) return;
  add(seriesOf(`${name}_sum`, labels), seconds);
  add(seriesOf(`${name}_count`, labels), 1);
}

/** How many connections a room has now. @param room the id of its object */
export function countConnections(room: string, open: number): void {
  if (pushSoon === undefined) return;
  connections.set(room, open);
  requestPush();
}

/** What was counted since the last call; undefined if there is nothing. */
export function takeMetrics(): MetricsDelta | undefined {
  overdueAt = 0;
  if (counters.size === 0 && connections.size === 0) return undefined;
  const delta = { counters: Object.fromEntries(counters), connections: Object.fromEntries(connections) };
  counters.clear();
  connections.clear();
  return delta;
}

/** Keeps connections for the next {@link takeMetrics} that could not be pushed, apart from rooms that have a newer number. */
export function keepConnections(unsent: MetricsDelta["connections"]): void {
  for (const [room, open] of Object.entries(unsent)) if (!connections.has(room)) connections.set(room, open);
}

function add(series: string, by: number): void {
  counters.set(series, (counters.get(series) ?? 0) + by);
  requestPush();
}

function requestPush(): void {
  const now = Date.now();
  if (now < overdueAt) return;
  overdueAt = now + PUSH_DEADLINE;
  pushSoon?.();
}

/** A series as Prometheus writes it, without the prefix. */
function seriesOf(name: string, labels?: Readonly<Record<string, string>>): string {
  if (labels === undefined) return name;
  const pairs = Object.entries(labels).map(
    ([label, value]) => `${label}="${value.replace(/[\\"\n]/g, "_")}"`,
  );
  return `${name}{${pairs.join(",")}}`;
}
