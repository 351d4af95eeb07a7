/** Builds what takes reports of messages. */
import type { createCore, RoomSite } from "../create-core.ts";
import type { MessageChanges } from "../messages/message-changes.ts";
import { TokenBuckets } from "../rate-limits/token-buckets.ts";
import { MessageReporter } from "./report-message.ts";

const HOUR = 3_600;

export interface ReportParts {
  messageChanges: Pick<MessageChanges, "find">;
}

/** Touches neither storage nor sockets. */
export function createReports({ name, clock, limits }: RoomSite, core: Core, parts: ReportParts) {
  const { stores, roomLog, alarms, presence, operations } = core;
  const { reportStore, messageStore, settings, roles } = stores;
  const notifyOwners = async (): Promise<void> => {
    await presence.ready();
    const { owner } = settings.current;
    for (const id of new Set([...roles.owners, ...(owner === undefined ? [] : [owner])]))
      presence.sendReported(id, reportStore.open);
  };
  const onError = (error: unknown) => roomLog.error("reports", error);
  const perAddress = limits.reportsPerAddress;
  return new MessageReporter({
    reportStore,
    messageStore,
    messageChanges: parts.messageChanges,
    networks: new TokenBuckets(clock, { perSecond: perAddress / HOUR, burst: perAddress }),
    clock,
    send: operations && ((reports) => operations().addReports(name, reports)),
    runAt: (at) => alarms.handleReportsAt(at),
    onReported: () => void notifyOwners().catch(onError),
    onError,
  });
}

type Core = ReturnType<typeof createCore>;
