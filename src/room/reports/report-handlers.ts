/** The events of reports: anyone reports a message, the owner reads and dismisses reports. */
import type { Limits } from "../../shared/limits.ts";
import { toCursor } from "../../shared/validation/cursor.ts";
import type { Schemas } from "../../shared/validation/schemas.ts";
import type { EventTable } from "../event-table.ts";
import type { Permissions } from "../permissions.ts";
import { DEFAULT_COST, type EventCost } from "../rate-limits/event-cost.ts";
import type { RoomLog } from "../room-log.ts";
import type { MessageReporter } from "./report-message.ts";
import type { ReportStore } from "./report-store.ts";

export interface ReportEventsDependencies {
  schemas: Schemas;
  limits: Pick<Limits, "membersPage">;
  permissions: Pick<Permissions, "requireVerified">;
  reportStore: ReportStore;
  messageReporter: Pick<MessageReporter, "report">;
  roomLog: Pick<RoomLog, "event">;
}

type ReportEventName = "message:report" | "reports:get" | "report:dismiss";

/** It reads and stores several messages. */
const REPORT_COST: EventCost = { weight: 4, isExpensive: true };

export function reportEvents(deps: ReportEventsDependencies): EventTable<ReportEventName> {
  const { schemas, limits, permissions, reportStore, messageReporter, roomLog } = deps;
  return {
    "message:report": {
      schema: schemas.report,
      permission: "connected",
      cost: REPORT_COST,
      handle(payload, { socket, network }) {
        permissions.requireVerified(socket.data.id);
        const isNew = messageReporter.report(socket.data, payload, network);
        if (isNew) roomLog.event("reported", { reason: payload.reason });
        return {};
      },
    },
    "reports:get": {
      schema: schemas.reports,
      permission: "own",
      cost: REPORT_COST,
      handle({ cursor }) {
        const page = reportStore.page(cursor && { at: cursor[0], id: cursor[1] }, limits.membersPage + 1);
        const reports = page.slice(0, limits.membersPage);
        const last = reports.at(-1);
        const result = { reports, open: reportStore.open };
        return page.length > reports.length && last !== undefined
          ? { ...result, cursor: toCursor([last.at, last.id]) }
          : result;
      },
    },
    "report:dismiss": {
      schema: schemas.dismiss,
      permission: "own",
      cost: DEFAULT_COST,
      handle({ id }) {
        reportStore.dismiss(id);
        return { open: reportStore.open };
      },
    },
  };
}
