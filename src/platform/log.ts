/** Log lines: one JSON object each, for the person on call, without personal data. */

import { count } from "./metrics.ts";

/** Never the text of a message, a name, a token, a cookie or an address. */
type Fields = Record<string, string | number | boolean | undefined>;

/** What the log has of an error. */
export type ErrorReport = Fields & { event: string; error: string };

let listener: ((report: ErrorReport) => void) | undefined;

/** Has a function called with each error that is logged. It must not throw. */
export function onLoggedError(listen: (report: ErrorReport) => void): void {
  listener = listen;
}

/**
 * Logs the class of an error and where it was thrown, but not its message, which may quote what a client sent.
 */
export function logError(event: string, error: unknown, fields: Fields = {}): void {
  const { name, stack } = error instanceof Error ? error : new Error();
  const frames = stack?.split("\n").filter((line) => /^\s+at /.test(line));
  const report: ErrorReport = { event, ...fields, error: name, at: frames?.slice(0, 3).join(" ").trim() };
  console.error(JSON.stringify(report));
  count("errors_total", { event });
  listener?.(report);
}

/** Logs an event that is not an error of the server. */
export function logEvent(event: string, fields: Fields = {}): void {
  console.log(JSON.stringify({ event, ...fields }));
}
