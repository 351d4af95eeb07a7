/** Log lines: one JSON object each, with what a person on call needs and nothing that people said or are called. */

/** Plain values that say what happened. Never a text, a name, a token, a cookie or an address. */
type Fields = Record<string, string | number | boolean | undefined>;

/**
 * Logs an error by its class and where it was thrown. Its message stays out: it may quote what a client sent.
 */
export function logError(event: string, error: unknown, fields: Fields = {}): void {
  const { name, stack } = error instanceof Error ? error : new Error();
  const frames = stack?.split("\n").filter((line) => /^\s+at /.test(line));
  console.error(JSON.stringify({ event, ...fields, error: name, at: frames?.slice(0, 3).join(" ").trim() }));
}

/** Logs that something happened which is no error of ours. */
export function logEvent(event: string, fields: Fields = {}): void {
  console.log(JSON.stringify({ event, ...fields }));
}
