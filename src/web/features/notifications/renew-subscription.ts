/** A browser or its push service has replaced the subscription of this browser: the rooms get the new one. For the service worker. */
import { pushPath } from "../../../shared/push.ts";
import { roomPath } from "../../../shared/room-name.ts";
import { pushRooms } from "./push-rooms.ts";

/** How long the server may take for a room, in milliseconds. */
const TIMEOUT = 20_000;

/** The event `pushsubscriptionchange` (Push API, 10.3). Some browsers leave out one or both subscriptions. */
export interface SubscriptionChange {
  readonly oldSubscription?: PushSubscription | null;
  readonly newSubscription?: PushSubscription | null;
}

/** @returns how many rooms have the new subscription. A room that does not answer gets it when it is opened. */
export async function renewSubscription(
  { oldSubscription, newSubscription }: SubscriptionChange,
  pushManager: PushManager,
): Promise<number> {
  const rooms = Object.entries(await pushRooms());
  if (rooms.length === 0) return 0;
  const options = oldSubscription?.options;
  const renewed =
    newSubscription ??
    (await pushManager.getSubscription()) ??
    (options && (await pushManager.subscribe(options)));
  if (!renewed) return 0;
  const { endpoint, keys } = renewed.toJSON();
  const answers = await Promise.allSettled(
    rooms.map(async ([room, { level, language }]) => {
      const response = await fetch(pushPath(roomPath(room)), {
        method: "PUT",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ endpoint, keys: withoutPadding(keys), level, language }),
        signal: AbortSignal.timeout(TIMEOUT),
      });
      if (!response.ok) throw new Error(String(response.status));
    }),
  );
  return answers.filter(({ status }) => status === "fulfilled").length;
}

const withoutPadding = (keys: Record<string, string> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(keys ?? {}).map(([name, key]) => [name, key.replace(/=+$/, "")]));
