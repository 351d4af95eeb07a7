/** Subscribes this browser to Web Push for a room, and ends that. */
import type { Ack } from "../../../shared/contract/errors.ts";
import type { Language } from "../../../shared/language.ts";
import { PUSH_KEY_PATH, type PushLevel, pushPath } from "../../../shared/push.ts";
import { roomPath } from "../../../shared/room-name.ts";
import type { Store } from "../../storage/device-storage.ts";
import type { ClosedPageState } from "../context/room-context.ts";
import { savePushRoom } from "./push-rooms.ts";
import { activeWorker } from "./show-notification.ts";

/** How long the server may take, in milliseconds. A user may wait for the end of a subscription: it ends another way, too. */
const TIMEOUT = 20_000;
const REMOVAL_TIMEOUT = 3_000;

/** A room, and the session token of a browser without cookies. */
export interface PushTarget {
  room: string;
  token: string | undefined;
}

/** The number of the last choice for each room: to subscribe takes seconds, and the user may choose again meanwhile. */
const choices = new Map<string, number>();

/** Notes a choice. Returns a function that tells whether it is still the last one. */
function noteChoice(room: string): () => boolean {
  const choice = (choices.get(room) ?? 0) + 1;
  choices.set(room, choice);
  return () => choices.get(room) === choice;
}

/**
 * Has this browser notified of a room's messages while the page is closed. May be called again at any time: what is the same changes
 * nothing.
 *
 * @returns undefined if something else was chosen meanwhile, which then counts
 */
export async function subscribe(
  target: PushTarget,
  level: PushLevel,
  language: Language,
): Promise<ClosedPageState | undefined> {
  const isLast = noteChoice(target.room);
  const registration = await activeWorker();
  const { pushManager } = registration ?? {};
  // Safari on a phone has it only for an installed app.
  if (pushManager === undefined) return "missing";
  try {
    const key = await serverKey();
    if (!isLast()) return undefined;
    const { endpoint, keys } = (await subscription(pushManager, key)).toJSON();
    if (!isLast()) return undefined;
    const answer = await request("PUT", target, { endpoint, keys: keysOf(keys), level, language });
    if (!isLast()) return undefined;
    if (answer.ok) await savePushRoom(target.room, { level, language });
    return answer.ok ? "on" : "failed";
  } catch {
    // A browser without a push service (Chromium), one that blocks it, or no network.
    return "failed";
  }
}

/** Ends the notices of a room. Without a room that has any the browser is unsubscribed, too. */
export async function unsubscribe(target: PushTarget, store: Store): Promise<void> {
  noteChoice(target.room);
  await savePushRoom(target.room, undefined);
  const existing = await existingSubscription();
  if (existing === undefined) return;
  const { endpoint } = existing;
  await request("DELETE", target, { endpoint }).catch(() => undefined);
  const isUsed = store.keys("notify:").some((key) => store.get(key) !== "nothing");
  // If the request failed, this ends the notices, too: the push service refuses the next one.
  if (!isUsed) await existing.unsubscribe().catch(() => false);
}

/** Ends the notices of a room that the user removes from their list, and forgets what was chosen for it. */
export async function forgetRoom(target: PushTarget, store: Store): Promise<void> {
  store.remove(`notify:${target.room}`);
  await unsubscribe(target, store);
}

async function existingSubscription(): Promise<PushSubscription | undefined> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  return (await registration?.pushManager?.getSubscription().catch(() => null)) ?? undefined;
}

/** The subscription of this browser. One for the keys of another deployment is replaced. */
async function subscription(pushManager: PushManager, key: string): Promise<PushSubscription> {
  const existing = await pushManager.getSubscription();
  if (existing !== null) {
    const { applicationServerKey } = existing.options;
    if (applicationServerKey && base64url(applicationServerKey) === key) return existing;
    await existing.unsubscribe();
  }
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function serverKey(): Promise<string> {
  const response = await fetch(PUSH_KEY_PATH, { signal: AbortSignal.timeout(TIMEOUT) });
  const answer = (await response.json()) as Ack<{ key: string }>;
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.key;
}

async function request(method: "PUT" | "DELETE", { room, token }: PushTarget, body: object): Promise<Ack> {
  const response = await fetch(pushPath(roomPath(room)), {
    method,
    headers: {
      "Content-Type": "application/json",
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    keepalive: true,
    signal: AbortSignal.timeout(method === "PUT" ? TIMEOUT : REMOVAL_TIMEOUT),
  });
  return (await response.json()) as Ack;
}

/** The keys without padding, which a browser may add. */
const keysOf = (keys: Record<string, string> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(keys ?? {}).map(([name, key]) => [name, key.replace(/=+$/, "")]));

const base64url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
