/** Sends a notice to a push service (RFC 8030), encrypted for the device (RFC 8291) and signed for the deployment (RFC 8292). */
import { buildPushPayload } from "@block65/webcrypto-web-push";
import type { VapidKeys } from "../../auth/secret-store.ts";
import { isPushService } from "../../config/push-services.ts";
import type { Limits } from "../../shared/limits.ts";
import type { PushNotice } from "../../shared/push.ts";
import type { StoredSubscription } from "./subscription-store.ts";

/** How long a push service keeps a notice for a device that is off, in seconds. */
const TIME_TO_LIVE = 86_400;

/** The longest wait that a push service can ask for, in milliseconds. */
const MAX_RETRY_AFTER = 3_600_000;

/** What became of a notice. */
export type PushOutcome =
  /** The push service has it. */
  | { kind: "sent" }
  /** The subscription is not valid any more, or never was: it is to be removed. */
  | { kind: "gone" }
  /** The push service does not take this notice. */
  | { kind: "rejected"; status: number }
  /** It may take it later. `after` is in milliseconds, where it says when; `isSilent`: there was no answer at all. */
  | { kind: "failed"; after?: number; isSilent?: boolean };

export interface PushSenderDependencies {
  keys: () => Promise<VapidKeys>;
  /** Origins of push services besides the known ones. */
  services: string | undefined;
  limits: Pick<Limits, "pushTimeoutMs">;
}

export class PushSender {
  constructor(private readonly deps: PushSenderDependencies) {}

  /** Sends a notice. Never rejects because of the push service or the subscription. */
  async send(subscription: StoredSubscription, notice: PushNotice): Promise<PushOutcome> {
    // A service may have been removed from the variable.
    if (!isPushService(subscription.endpoint, this.deps.services)) return { kind: "gone" };
    // Without them nothing can be sent, and it is not the fault of a subscription.
    const keys = await this.deps.keys();
    const request = await encrypted(subscription, notice, keys).catch(() => undefined);
    // A key that is not a point on the curve.
    if (request === undefined) return { kind: "gone" };
    try {
      const response = await fetch(subscription.endpoint, {
        ...request,
        // An address that a push service names could be any other.
        redirect: "manual",
        signal: AbortSignal.timeout(this.deps.limits.pushTimeoutMs),
      });
      await response.body?.cancel();
      return outcomeOf(response);
    } catch {
      return { kind: "failed", isSilent: true };
    }
  }
}

function encrypted(
  { endpoint, p256dh, auth, site }: StoredSubscription,
  notice: PushNotice,
  { publicKey, privateKey }: VapidKeys,
): ReturnType<typeof buildPushPayload> {
  return buildPushPayload(
    { data: JSON.stringify(notice), options: { ttl: TIME_TO_LIVE, urgency: "high" } },
    { endpoint, expirationTime: null, keys: { p256dh, auth } },
    { subject: site, publicKey, privateKey },
  );
}

/** What an answer means (RFC 8030, 5 and 8.4). */
export function outcomeOf({ status, headers }: Pick<Response, "status" | "headers">): PushOutcome {
  if (status >= 200 && status < 300) return { kind: "sent" };
  // 404 and 410: it has ended. 401 and 403: it is for the keys of another deployment.
  if (status === 404 || status === 410 || status === 401 || status === 403) return { kind: "gone" };
  if (status !== 429 && status < 500) return { kind: "rejected", status };
  const after = retryAfter(headers.get("Retry-After"));
  return after === undefined ? { kind: "failed" } : { kind: "failed", after };
}

/** `Retry-After` (RFC 9110, 10.2.3) in milliseconds from now: seconds or a date. */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), MAX_RETRY_AFTER);
}
