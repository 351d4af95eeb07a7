/** The audit log: pages for people, and the whole of it for programs. */
import { Hono } from "hono";
import { operationsAnswer } from "../../operator/operations-stub.ts";
import type { AuditEntry } from "../../shared/operator.ts";
import { check } from "../../shared/validation/schemas.ts";
import type { AppEnv, RouteContext } from "../app-env.ts";
import { sendFailure } from "../middleware/errors.ts";
import { withNumbers } from "../query.ts";
import { operationsOf, operatorsOnly } from "./operator-access.ts";
import { schemasOf } from "./rooms.ts";

/** Entries per request to the operations object. */
const PAGE = 1_000;

/**
 * `GET /api/operator/audit?before&room&limit` answers `{ ok, entries, before? }`, the newest first.
 *
 * `GET /api/operator/audit.ndjson` and `.../audit.csv` stream all entries, the oldest first.
 */
export const audit = new Hono<AppEnv>()
  .get("/api/operator/audit", listEntries)
  .get("/api/operator/audit.ndjson", operatorsOnly, (c) =>
    exportEntries(c, "ndjson", "application/x-ndjson", "", (entry) => `${JSON.stringify(entry)}\n`),
  )
  .get("/api/operator/audit.csv", operatorsOnly, (c) =>
    exportEntries(c, "csv", "text/csv; charset=utf-8", `${COLUMNS.join(",")}\r\n`, toCsv),
  );

async function listEntries(c: RouteContext): Promise<Response> {
  const query = check(schemasOf(c).audit, withNumbers(c.req.query(), ["before", "limit"]));
  if (!query.ok) return sendFailure(c, query);
  const { limit } = query.value;
  const found = await operationsAnswer(operationsOf(c).audit({ ...query.value, limit: limit + 1 }));
  const entries = found.slice(0, limit);
  return c.json({ ok: true, entries, ...(found.length > limit && { before: entries.at(-1)?.id }) });
}

async function exportEntries(
  c: RouteContext,
  extension: string,
  type: string,
  head: string,
  toText: (entry: AuditEntry) => string,
): Promise<Response> {
  const operations = operationsOf(c);
  const pageAfter = (id: number): Promise<AuditEntry[]> => operationsAnswer(operations.auditAfter(id, PAGE));
  // Read before the response begins, so that a failure is an error response. A later failure aborts the download.
  let entries = await pageAfter(0);
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(head)),
    async pull(controller) {
      const last = entries.at(-1);
      if (last === undefined) {
        controller.close();
        return;
      }
      controller.enqueue(new TextEncoder().encode(entries.map(toText).join("")));
      entries = await pageAfter(last.id);
    },
  });
  return c.body(body, 200, {
    "Content-Type": type,
    "Content-Disposition": `attachment; filename="audit.${extension}"`,
    "Cache-Control": "private, no-store",
  });
}

const COLUMNS = ["id", "at", "operator", "operatorId", "role", "act", "room", "target", "reason", "outcome"];

/** A line (RFC 4180). */
function toCsv({ id, at, operator, act, room = "", target = "", reason, outcome }: AuditEntry): string {
  const { name, role } = operator;
  const fields = [
    String(id),
    new Date(at).toISOString(),
    name,
    operator.id,
    role,
    act,
    room,
    target,
    reason,
    outcome,
  ];
  return `${fields.map(toField).join(",")}\r\n`;
}

/** A spreadsheet would run a field that begins like a formula, some also with wide characters or after a line break (OWASP, "CSV Injection"). */
const FORMULA = /^\s*[=+\-@＝＋－＠\t\r\n]/;

function toField(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
