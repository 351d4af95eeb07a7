/** Requests of an operator: `/api/operator`. The session is a cookie, which no script can read. */
import { signal } from "@preact/signals";
import type { Ack } from "../../../shared/contract/errors.ts";
import { NO_RESPONSE } from "../../i18n/failure-text.ts";

/** How long the server may take, in milliseconds. */
const TIMEOUT = 30_000;

export class OperatorRequests {
  /** Whether the session has ended: every path answers that it does not exist. */
  readonly isOver = signal(false);

  get<Answer extends object>(path: string): Promise<Ack<Answer>> {
    return this.send("GET", path);
  }

  /** @param path relative to `/api/operator` */
  async send<Answer extends object>(method: string, path: string, body?: object): Promise<Ack<Answer>> {
    const answer = await sendJson<Answer>(method, `/api/operator${path}`, body);
    if (!answer.ok && answer.error.code === "not_found") {
      const session = await sendJson("GET", "/api/operator/session");
      if (!session.ok && session.error.code === "not_found") this.isOver.value = true;
    }
    return answer;
  }
}

/** Sends a request. A lost answer is a failure like any other. */
export async function sendJson<Answer extends object>(
  method: string,
  path: string,
  body?: object,
): Promise<Ack<Answer>> {
  try {
    const response = await fetch(path, {
      method,
      headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return (await response.json()) as Ack<Answer>;
  } catch {
    return { ok: false, error: NO_RESPONSE };
  }
}
