/** A browser or its push service has replaced the subscription of this browser: the rooms get the new one. For the service worker. */
import type { AccountState } from "../../../shared/account.ts";
import { type NotificationLevel, pushPath } from "../../../shared/push.ts";
import { roomPath } from "../../../shared/room-name.ts";
import { pushRooms } from "./push-rooms.ts";

/** How long the server may take for each request, in milliseconds. */
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
  const chosen = await chosenLevels();
  const answers = await Promise.allSettled(
    rooms.map(async ([room, { level: here, language }]) => {
      const level = chosen.get(room) ?? here;
      if (level === "nothing") return false;
      const body = { endpoint, keys: withoutPadding(keys), level, language };
      return (await request("PUT", pushPath(roomPath(room)), body)).ok;
    }),
  );
  return answers.filter((answer) => answer.status === "fulfilled" && answer.value).length;
}

/** What the user chose on any of their devices; empty without an account. A page has not taken it here yet. */
async function chosenLevels(): Promise<Map<string, NotificationLevel>> {
  const levels = new Map<string, NotificationLevel>();
  try {
    const response = await request("POST", "/api/account/state", { changes: [] });
    const { items = [] } = (await response.json()) as AccountState;
    for (const item of items)
      if (item.kind === "notifications") levels.set(item.room, item.value ?? "nothing");
  } catch {
    // What this browser knows is better than no notices.
  }
  return levels;
}

const request = (method: string, path: string, body: object): Promise<Response> =>
  fetch(path, {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT),
  });

const withoutPadding = (keys: Record<string, string> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(keys ?? {}).map(([name, key]) => [name, key.replace(/=+$/, "")]));
