/** Requests of an operator: `/api/operator`. The session is a cookie, which no script can read. */
import { signal } from "@preact/signals";
import type { Ack } from "../../../shared/contract/errors.ts";
import { sendJson } from "../../core/send-json.ts";
import { NO_RESPONSE, type OwnFailure } from "../../i18n/failure-text.ts";
import { operatorWords } from "../../i18n/operator/index.ts";

export class OperatorRequests {
  /** Whether the session has ended: every path answers that it does not exist. */
  readonly isOver = signal(false);

  /** Reads something. @param path relative to `/api/operator` */
  get<Answer extends object>(path: string): Promise<Ack<Answer>> {
    return this.#request("GET", path);
  }

  /** Sends an act. It may have been done also if no answer came, or an error of the server. @param path relative to `/api/operator` */
  async send<Answer extends object>(
    method: string,
    path: string,
    body?: object,
  ): Promise<Ack<Answer> | OwnFailure> {
    const answer = await this.#request<Answer>(method, path, body);
    if (answer.ok || answer.error.code !== "internal") return answer;
    return { ok: false, error: { code: "outcome_unknown", message: operatorWords().outcomeUnknown } };
  }

  async #request<Answer extends object>(method: string, path: string, body?: object): Promise<Ack<Answer>> {
    const answer = await send<Answer>(method, `/api/operator${path}`, body);
    if (!answer.ok && answer.error.code === "not_found") {
      const session = await send("GET", "/api/operator/session");
      if (!session.ok && session.error.code === "not_found") this.isOver.value = true;
    }
    return answer;
  }
}

/** The answer to a ban of a person's network. No network is known of a person who left before the room slept. */
export async function orUnknownNetwork<Answer extends object>(
  sent: Promise<Ack<Answer> | OwnFailure>,
): Promise<Ack<Answer> | OwnFailure> {
  const answer = await sent;
  if (answer.ok || answer.error.code !== "not_found") return answer;
  const { networkUnknown } = operatorWords().bans;
  return { ok: false, error: { code: "network_unknown", message: networkUnknown } };
}

/** Sends a request. A lost answer is a failure like any other, with a text of its own. */
export const send = <Answer extends object>(
  method: string,
  path: string,
  body?: object,
): Promise<Ack<Answer>> => sendJson({ method, path, body, noResponse: NO_RESPONSE });
