/** Takes reports of messages, by event and by HTTP, and hands them to the operators of the deployment. */

import { Buffer } from "node:buffer";
import { answerWithin } from "../../platform/with-timeout.ts";
import type { Author, Message } from "../../shared/contract/message.ts";
import type { ReportPayload } from "../../shared/contract/settings.ts";
import type { Clock } from "../clock.ts";
import type { MessageChanges } from "../messages/message-changes.ts";
import type { MessageStore } from "../messages/message-store.ts";
import type { TokenBuckets } from "../rate-limits/token-buckets.ts";
import { RoomError } from "../room-error.ts";
import type { FullReport, ReportStore } from "./report-store.ts";

/** How many messages before and after a reported one are stored with it. */
const AROUND = 3;

/** How long the operations object may take, and how long after a failure it is asked again, in milliseconds. */
const DEADLINE = 10_000;
const RETRY_AFTER = 60_000;

/** Reports per call: a call has at most 32 MiB. */
const BATCH = 10;

/** How large those around may be together, in bytes of JSON: a row of the database has at most 2 MB. */
const AROUND_BYTES = 500_000;

/** Stores reports for the operators, each once. */
export type SendReports = (reports: FullReport[]) => Promise<{ ok: true }>;

export interface ReporterDependencies {
  reportStore: ReportStore;
  messageStore: Pick<MessageStore, "page">;
  messageChanges: Pick<MessageChanges, "find">;
  /** Reports by network. */
  networks: TokenBuckets;
  clock: Clock;
  /** Hands reports to the operators; undefined in a deployment without operators. */
  send: SendReports | undefined;
  /** Has {@link MessageReporter.run} called then. */
  runAt: (at: number) => void;
  /** A report was stored: the owner is told how many wait. */
  onReported: () => void;
  onError: (error: unknown) => void;
}

export class MessageReporter {
  #sending: Promise<void> | undefined;

  constructor(private readonly deps: ReporterDependencies) {}

  /**
   * Stores a report. A person who repeats it gets the same answer as for the first.
   *
   * @param payload validated
   * @param network see `networkOf`
   * @returns whether it is new
   * @throws {RoomError} `not_found` for a message that is not there or was deleted, `invalid` for an own one, `rate_limited`, `too_large`
   */
  report(reporter: Author, { seq, reason, words }: ReportPayload, network: string | undefined): boolean {
    const { reportStore, messageStore, messageChanges, networks, clock, onReported } = this.deps;
    if (reportStore.has(seq, reporter.id)) return false;
    const message = messageChanges.find(seq);
    if (message.deleted) throw new RoomError("not_found", "This message was deleted.");
    if (message.from.id === reporter.id)
      throw new RoomError("invalid", "seq: your own message. You can delete it.");
    const wait = network === undefined ? 0 : networks.wait(network);
    if (wait > 0) throw new RoomError("rate_limited", "Too many reports from your network.", wait);
    const { messages } = messageStore.page({ around: seq, limit: 2 * AROUND + 1 });
    const context = contextOf(message, messages).map(withoutNonce);
    const { id, name } = reporter;
    const at = clock.now();
    reportStore.add({ seq, reporter: { id, name }, reason, at, message, context, ...(words && { words }) });
    if (network !== undefined) networks.take(network);
    void this.run();
    onReported();
    return true;
  }

  /** Erases old reports, and sends those that the operators have not got. After a report, and by an alarm. */
  run(): Promise<void> {
    this.#sending ??= this.#run()
      .catch(this.deps.onError)
      .finally(() => {
        this.#sending = undefined;
      });
    return this.#sending;
  }

  async #run(): Promise<void> {
    const { reportStore, clock, runAt, send } = this.deps;
    if (send !== undefined) {
      for (let reports = reportStore.unsent(BATCH); reports.length > 0; reports = reportStore.unsent(BATCH)) {
        // Before it is sent: the object may be killed meanwhile.
        runAt(clock.now() + RETRY_AFTER);
        await answerWithin(DEADLINE, "the operations object", send(reports));
        for (const { id } of reports) reportStore.markSent(id);
      }
    }
    const next = reportStore.eraseOld(clock.now());
    if (next !== undefined) runAt(next);
  }
}

/** A message and those around it, the nearest first as long as they fit, ascending. */
function contextOf(message: Message, messages: readonly Message[]): Message[] {
  const { seq } = message;
  const distance = (other: Message): number => Math.abs(other.seq - seq);
  let bytes = 0;
  const around = messages
    .filter((other) => distance(other) > 0 && distance(other) <= AROUND)
    .toSorted((one, other) => distance(one) - distance(other))
    .filter((other) => {
      bytes += Buffer.byteLength(JSON.stringify(other));
      return bytes <= AROUND_BYTES;
    });
  return [message, ...around].toSorted((one, other) => one.seq - other.seq);
}

/** A nonce is its author's. */
function withoutNonce({ nonce: _, ...message }: Message): Message {
  return message;
}
