/**
 * Cloudflare's published prices for Durable Objects on the paid plan, beyond what the plan includes, in US dollars.
 *
 * Source: https://developers.cloudflare.com/durable-objects/platform/pricing/ (read in 2026)
 */
export const PRICES = {
  /** For a million requests: HTTP requests, alarms, and WebSocket messages at their ratio. */
  millionRequests: 0.15,
  /** So many incoming WebSocket messages count as one request. Outgoing ones are free. */
  messagesPerRequest: 20,
  /** For a million gigabyte-seconds of being awake. */
  millionGigabyteSeconds: 12.5,
  /** What an object that is awake is billed for, in gigabytes. */
  gigabytes: 0.128,
  millionRowsRead: 0.001,
  millionRowsWritten: 1,
} as const;

/** What a room used. */
export interface Usage {
  requests: number;
  messages: number;
  rowsRead: number;
  rowsWritten: number;
  /** How long its object was awake, in seconds. */
  awake: number;
}

/** What that costs, in US dollars. */
export function price({ requests, messages, rowsRead, rowsWritten, awake }: Usage): number {
  const billed = requests + messages / PRICES.messagesPerRequest;
  return (
    (billed * PRICES.millionRequests +
      awake * PRICES.gigabytes * PRICES.millionGigabyteSeconds +
      rowsRead * PRICES.millionRowsRead +
      rowsWritten * PRICES.millionRowsWritten) /
    1e6
  );
}
