/** Builds what notifies people whose pages are closed. */
import { vapidKeys } from "../../auth/vapid-keys.ts";
import { logEvent } from "../../platform/log.ts";
import type { createCore, RoomSite } from "../create-core.ts";
import { PushNotifier } from "./push-notifier.ts";
import { PushRpc } from "./push-rpc.ts";
import { PushSender } from "./push-sender.ts";

/** Touches neither storage nor sockets. */
export function createPush({ name: room, id, env, storage, clock, limits }: RoomSite, core: Core) {
  const { stores, roomLog, alarms, permissions, presence, memberList, passiveSockets, rateLimiter } = core;
  const { messageStore, readReceipts, settings, sanctions, pushSubscriptions: subscriptions } = stores;
  const pushNotifier = new PushNotifier({
    room,
    title: () => settings.current.title || room,
    subscriptions,
    sender: new PushSender({ keys: () => vapidKeys(env), services: env.PUSH_SERVICES, limits }),
    messageStore,
    readReceipts,
    kv: storage.kv,
    clock,
    limits,
    ready: () => presence.ready(),
    members: () => memberList.all,
    isWatching: (person) =>
      memberList.isActive(person) &&
      memberList.socketsOf(person).some((socketId) => !passiveSockets.isHidden(socketId)),
    mayRead: (person) => permissions.isAdmitted(person) && !sanctions.has("banned", person),
    schedule: (at) => alarms.notifyAt(at),
    onError: (error) => roomLog.error("push", error),
    onRejected: (service, status) => logEvent("room.push-rejected", { room: id, service, status }),
  });
  const pushRpc = new PushRpc({
    subscriptions,
    notifier: pushNotifier,
    permissions,
    settings,
    messageStore,
    presence,
    rateLimiter,
    clock,
  });
  return { pushNotifier, pushRpc };
}

type Core = ReturnType<typeof createCore>;
