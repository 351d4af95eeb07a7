/** Posts unexpected errors to an address of the operator (`ERROR_WEBHOOK`): what the log has, and never content. */
import { isSecureAddress } from "../config/variable-types.ts";
import { type ErrorReport, onLoggedError } from "./log.ts";

/** How long the receiver may take, in milliseconds. */
const DEADLINE = 5_000;

/** How many errors an isolate posts at once, and how long it takes until it may post one more, in milliseconds. */
const BURST = 5;
const INTERVAL = 30_000;

interface Surroundings {
  fetch: (address: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Keeps the work going after the answer to a request. */
  waitUntil: (work: Promise<unknown>) => void;
}

/** Posts each error that is logged from now on, in a deployment with a valid `ERROR_WEBHOOK`. */
export function startErrorWebhook({ ERROR_WEBHOOK }: { ERROR_WEBHOOK?: string }, deps: Surroundings): void {
  if (!ERROR_WEBHOOK || !isSecureAddress(ERROR_WEBHOOK)) return;
  const webhook = new ErrorWebhook(ERROR_WEBHOOK, deps);
  onLoggedError((report) => webhook.report(report));
}

export class ErrorWebhook {
  #allowed = BURST;
  /** When the last of them was regained, or the first one used. */
  #since = 0;
  /** Errors since the last post that were not posted. */
  #skipped = 0;

  constructor(
    private readonly address: string,
    private readonly deps: Surroundings,
  ) {}

  /** Posts an error, or counts it where too many were posted. Never throws. */
  report(report: ErrorReport): void {
    const now = this.deps.now();
    const regained = Math.floor((now - this.#since) / INTERVAL);
    this.#allowed += regained;
    this.#since += regained * INTERVAL;
    // Without the whole intervals before the first error, the next one would end at any moment: during a burst, too.
    if (this.#allowed >= BURST) {
      this.#allowed = BURST;
      this.#since = now;
    }
    if (this.#allowed === 0) {
      this.#skipped++;
      return;
    }
    this.#allowed--;
    const skipped = this.#skipped;
    this.#skipped = 0;
    // `text` is what chat products show.
    const body = { text: `${report.event}: ${report.error}`, ...report, at: report.at ?? "", skipped };
    this.deps.waitUntil(this.#post(body));
  }

  async #post(body: object): Promise<void> {
    try {
      const response = await this.deps.fetch(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        // To no other address than the operator's.
        redirect: "manual",
        signal: AbortSignal.timeout(DEADLINE),
      });
      await response.body?.cancel();
      if (!response.ok) this.#warn(String(response.status));
    } catch (error) {
      this.#warn(error instanceof Error ? error.name : "unknown");
    }
  }

  /** Not with `logError`, which would post it. */
  #warn(reason: string): void {
    console.error(JSON.stringify({ event: "error-webhook.failed", reason }));
  }
}
