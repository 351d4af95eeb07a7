/** A strict parser of the text format of Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/ */

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface Metric {
  help: string;
  type: string;
  samples: Sample[];
}

const HELP = /^# HELP ([a-zA-Z_:][\w:]*) (.+)$/;
const TYPE = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary|untyped)$/;
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

/**
 * The metrics of a text by name.
 *
 * @throws for a line that does not fit, a sample of no metric, and a metric or series that is there twice
 */
export function parsePrometheus(text: string): Record<string, Metric> {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const metrics: Record<string, Metric> = {};
  const seen = new Set<string>();
  let current = "";
  for (const line of text.slice(0, -1).split("\n")) {
    const [, helped = "", help = ""] = HELP.exec(line) ?? [];
    const [, typed = "", type = ""] = TYPE.exec(line) ?? [];
    const [, name = "", labels = "", value = ""] = SAMPLE.exec(line) ?? [];
    if (helped !== "") {
      if (metrics[helped] !== undefined) throw new Error(`${helped} is there twice`);
      metrics[helped] = { help, type: "", samples: [] };
      current = helped;
    } else if (typed !== "" && typed === current && metrics[current]?.samples.length === 0) {
      Object.assign(metrics[current] ?? {}, { type });
    } else if (name !== "" && isSampleOf(name, current, metrics[current])) {
      const series = `${name}{${labels}}`;
      if (seen.has(series)) throw new Error(`${series} is there twice`);
      seen.add(series);
      metrics[current]?.samples.push({ name, labels: parseLabels(labels), value: Number(value) });
    } else throw new Error(`not a line of Prometheus: ${line}`);
  }
  return metrics;
}

const isSampleOf = (name: string, current: string, metric: Metric | undefined): boolean =>
  metric !== undefined &&
  (metric.type === "summary" ? [`${current}_sum`, `${current}_count`].includes(name) : name === current);

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const [, name = "", value = ""] = LABEL.exec(text) ?? [];
    if (name === "") throw new Error(`not labels: ${text}`);
    labels[name] = value.replace(/\\(.)/g, (_, character) => (character === "n" ? "\n" : character));
  }
  return labels;
}
