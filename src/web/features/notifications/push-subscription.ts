/** Subscribes this browser to Web Push for the rooms whose user chose so, and ends that. */
import type { Ack } from "../../../shared/contract/errors.ts";
import { type NotificationLevel, PUSH_KEY_PATH, type PushLevel, pushPath } from "../../../shared/push.ts";
import { roomPath } from "../../../shared/room-name.ts";
import { isTemporary } from "../../core/connection/connection-state.ts";
import { withTimeout } from "../../core/lazy-module.ts";
import { language } from "../../i18n/language.ts";
import type { Store } from "../../storage/device-storage.ts";
import type { ClosedPageState } from "../context/room-context.ts";
import { savePushRoom } from "./push-rooms.ts";
import { activeWorker } from "./show-notification.ts";

/** How long the server and a push service may take, in milliseconds. */
const TIMEOUT = 20_000;
/** How long a user waits for the end of a subscription, in milliseconds. */
const REMOVAL_TIMEOUT = 3_000;
/** How long a choice waits for those before it, and may take itself, in milliseconds: a tab may be suspended, and a browser hang. */
const CHOICE_TIMEOUT = 60_000;

/** A room, and the session token of a browser without cookies. */
export interface PushTarget {
  room: string;
  token: string | undefined;
}

/**
 * The prefix of the storage keys of rooms that may not know what the user chose last. The value is the endpoint that such a room is to
 * forget, if it is known. (`features/room/background-features.ts` has the prefix, too.)
 */
const UNSENT = "notify-unsent:";

/**
 * Tells a room what the user chose for it last, as the device has stored it: notices of its messages while the page is closed, or none.
 * What the room does not hear is sent by {@link sendUnsentChoice}. May be called again at any time: what is the same changes nothing.
 *
 * @returns undefined without notices, or if something else was chosen meanwhile, which then counts
 */
export function sendChoice(target: PushTarget, store: Store): Promise<ClosedPageState | undefined> {
  markUnsent(target.room, store);
  return inOrder(() => send(target, store));
}

/** Notes that a room may not know what the user chose last. An endpoint that it is to forget stays noted. */
export function markUnsent(room: string, store: Store): void {
  store.set(UNSENT + room, store.get(UNSENT + room) ?? "");
}

/** The rooms that may not know what the user chose last. */
export const unsentRooms = (store: Store): string[] =>
  store.keys(UNSENT).map((key) => key.slice(UNSENT.length));

/** Does the same for a room that may not have heard it, unless it has by then. */
export async function sendUnsentChoice(
  target: PushTarget,
  store: Store,
): Promise<ClosedPageState | undefined> {
  return inOrder(async () =>
    store.get(UNSENT + target.room) === undefined ? undefined : send(target, store),
  );
}

/** Ends the notices of a room that the user removes from their list, and forgets what was chosen for it. */
export async function forgetRoom(target: PushTarget, store: Store): Promise<void> {
  store.remove(choiceKey(target.room));
  await withTimeout(sendChoice(target, store), REMOVAL_TIMEOUT).catch(() => undefined);
}

const choiceKey = (room: string): string => `notify:${room}`;

/** Runs one task after the other, in all tabs: requests of two choices must not overtake each other. The task must not reject. */
async function inOrder<Result>(task: () => Promise<Result>): Promise<Result | undefined> {
  const run = (): Promise<Result | undefined> => withTimeout(task(), CHOICE_TIMEOUT).catch(() => undefined);
  try {
    return await navigator.locks.request("push-choice", { signal: AbortSignal.timeout(CHOICE_TIMEOUT) }, run);
  } catch {
    return run();
  }
}

/** Never rejects. */
async function send(target: PushTarget, store: Store): Promise<ClosedPageState | undefined> {
  const level = (store.get(choiceKey(target.room)) ?? "nothing") as NotificationLevel;
  /** Whether the user has chosen nothing else meanwhile: to subscribe takes seconds. */
  const isLast = (): boolean => (store.get(choiceKey(target.room)) ?? "nothing") === level;
  /** To be called when the room knows, or never will. */
  const settle = (): void => {
    if (isLast()) store.remove(UNSENT + target.room);
  };
  try {
    if (level !== "nothing") return await subscribe(target, level, isLast, settle);
    await unsubscribe(target, store, settle);
  } catch {
    // There is no network.
    if (level !== "nothing") return "failed";
  }
  return undefined;
}

/**
 * Has this browser notified of a room's messages while the page is closed.
 *
 * @returns undefined if something else was chosen meanwhile
 * @throws Error if the server does not answer
 */
async function subscribe(
  target: PushTarget,
  level: PushLevel,
  isLast: () => boolean,
  settle: () => void,
): Promise<ClosedPageState | undefined> {
  const registration = await activeWorker();
  const { pushManager } = registration ?? {};
  // Safari on a phone has it only for an installed app. Without the permission the user would be asked at a time of our choice.
  if (pushManager === undefined || Notification.permission !== "granted") {
    settle();
    return "missing";
  }
  const key = await serverKey();
  if (!isLast()) return undefined;
  // A browser without a push service (Chromium), or one that blocks it.
  const made = await withTimeout(subscription(pushManager, key), TIMEOUT).catch(() => undefined);
  if (made === undefined) {
    settle();
    return "failed";
  }
  if (!isLast()) return undefined;
  const { endpoint, keys } = made.toJSON();
  const body = { endpoint, keys: keysOf(keys), level, language: language.peek() };
  const answer = await request("PUT", target, body);
  if (answer.ok) await savePushRoom(target.room, { level, language: body.language });
  if (answer.ok || !isTemporary(answer.error.code)) settle();
  return answer.ok ? "on" : "failed";
}

/**
 * Ends the notices of a room. Without a room that has any the browser is unsubscribed, too.
 *
 * @throws Error if the server does not answer
 */
async function unsubscribe(target: PushTarget, store: Store, settle: () => void): Promise<void> {
  await savePushRoom(target.room, undefined);
  const existing = await existingSubscription();
  const endpoint = store.get(UNSENT + target.room) || existing?.endpoint;
  if (endpoint === undefined) {
    settle();
    return;
  }
  store.set(UNSENT + target.room, endpoint);
  const isUsed = store.keys(choiceKey("")).some((key) => store.get(key) !== "nothing");
  // It ends the notices also if the request fails: the push service refuses the next one.
  if (!isUsed) await existing?.unsubscribe().catch(() => false);
  const answer = await request("DELETE", target, { endpoint });
  if (answer.ok || !isTemporary(answer.error.code)) settle();
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
    signal: AbortSignal.timeout(TIMEOUT),
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
