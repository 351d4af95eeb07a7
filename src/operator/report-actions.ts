/** What operators do about reports: one act for each, recorded, also if two operators press at the same time. */
import { KeyedQueue } from "../platform/keyed-queue.ts";
import { type Ack, failure } from "../shared/contract/errors.ts";
import type { Operator, OperatorReport, ReportAct } from "../shared/operator.ts";
import type { AuditLog } from "./audit-log.ts";
import type { Bans } from "./bans/bans.ts";
import type { RoomCall } from "./operated-room.ts";
import type { OperatorReportStore } from "./report-store.ts";

/** How long a network is banned by one press on a report, in milliseconds: an address soon belongs to other people. */
const NETWORK_BAN = 24 * 3_600_000;

const NO_REPORT = failure("not_found", "There is no such report (any more).");

/** With `changed: false`, what was done before, and by whom. */
export interface HandledReport {
  changed?: boolean;
  outcome?: string;
  by?: string;
  /** The message that was to be deleted was not there any more. */
  gone?: boolean;
}

export interface ReportActionsDependencies {
  reports: Pick<OperatorReportStore, "find" | "markHandled">;
  audit: Pick<AuditLog, "perform">;
  bans: Pick<Bans, "ban" | "banNetworkOf">;
  /** Sends an owner's event, and records that. */
  callInRoom: (operator: Operator, call: RoomCall) => Promise<Ack<{ changed?: boolean }>>;
}

export class ReportActions {
  /** Acts about each reported message. */
  readonly #queue = new KeyedQueue();

  constructor(private readonly deps: ReportActionsDependencies) {}

  /**
   * Does something about a report, and about the other reports of its message unless it is dismissed. Of two operators the second waits
   * for the first.
   */
  async handle(
    operator: Operator,
    id: string,
    choice: { act: ReportAct; reason: string },
  ): Promise<Ack<HandledReport>> {
    const { room, seq } = this.deps.reports.find(id) ?? {};
    return this.#queue.run(JSON.stringify([room, seq]), () => this.#handle(operator, id, choice));
  }

  async #handle(
    operator: Operator,
    id: string,
    { act, reason }: { act: ReportAct; reason: string },
  ): Promise<Ack<HandledReport>> {
    const { reports } = this.deps;
    const report = reports.find(id);
    if (report === undefined) return NO_REPORT;
    const { outcome, by = "" } = report;
    if (outcome !== undefined) return { ok: true, changed: false, outcome, by };
    const answer = await this.#actOnReport(operator, report, act, reason);
    if (!answer.ok) return answer;
    const handled = { outcome: act, by: operator.name, at: Date.now(), isOfMessage: act !== "dismiss" };
    reports.markHandled(report, handled);
    return { ok: true, changed: true, ...(act === "delete" && answer.changed === false && { gone: true }) };
  }

  #actOnReport(
    operator: Operator,
    { id, room, seq, context }: OperatorReport,
    act: ReportAct,
    reason: string,
  ): Promise<Ack<{ changed?: boolean }>> {
    const { audit, bans, callInRoom } = this.deps;
    const reported = context.find((message) => message.seq === seq);
    if (act === "dismiss")
      return audit.perform(operator, { act: "report:dismiss", room, target: id, reason }, () => ({
        ok: true,
      }));
    if (act === "delete") {
      const message = reported && { seq, at: reported.at };
      const call = {
        room,
        event: "message:delete",
        payload: { seq },
        message,
        isDoneIfGone: true,
        reason,
      } as const;
      return callInRoom(operator, { ...call, target: String(seq) });
    }
    const author = reported?.from;
    if (author === undefined)
      return Promise.resolve(failure("not_found", "The author of this message is not known."));
    if (act === "ban-everywhere")
      return bans.ban(operator, { kind: "person", value: author.id, name: author.name, reason }, room);
    if (act === "ban-network") {
      const ban = { name: author.name, reason, until: Date.now() + NETWORK_BAN };
      return bans.banNetworkOf(operator, author.id, ban, room);
    }
    const event = act === "mute" ? "member:mute" : "member:ban";
    return callInRoom(operator, {
      room,
      event,
      payload: { id: author.id, on: true },
      target: author.id,
      reason,
    });
  }
}
