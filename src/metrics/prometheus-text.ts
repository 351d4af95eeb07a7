/** The text format of Prometheus, version 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/ */
import { METRICS, type MetricName } from "../platform/metrics.ts";

export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** What the names of all metrics begin with. */
const PREFIX = "socket_rocket_";

/**
 * Writes metrics with their help and type. The series of a metric are together, in alphabetical order.
 *
 * @param values by series without the prefix, such as `events_total{event="typing",result="ok"}`
 * @param labels of `socket_rocket_info`, whose value is always 1
 */
export function prometheusText(
  values: Readonly<Record<string, number>>,
  labels: Readonly<Record<string, string>>,
): string {
  const names = Object.keys(METRICS) as MetricName[];
  const info = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return [
    `# HELP ${PREFIX}info The version of the server, and the id of its build.`,
    `# TYPE ${PREFIX}info gauge`,
    `${PREFIX}info{${info.join(",")}} 1`,
    ...names.flatMap((name) => metricLines(name, values)),
    "",
  ].join("\n");
}

function metricLines(name: MetricName, values: Readonly<Record<string, number>>): string[] {
  const [type, help] = METRICS[name];
  const own = type === "summary" ? [`${name}_sum`, `${name}_count`] : [name];
  const lines = Object.entries(values)
    .filter(([series]) => own.includes(series.split("{")[0] ?? ""))
    .map(([series, value]) => `${PREFIX}${series} ${value}`)
    .sort();
  return lines.length === 0
    ? []
    : [`# HELP ${PREFIX}${name} ${help}`, `# TYPE ${PREFIX}${name} ${type}`, ...lines];
}

const escapeLabel = (value: string): string =>
  value.replace(/[\\"\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));
