/** The core of a room: what its features share. It is a cache of storage and sockets that is empty after a wake. */
import type { IdentityEnv } from "../auth/identity/key-source.ts";
import type { SecretsEnv } from "../auth/session-signer.ts";
import type { AccountsEnv } from "../auth/signed-in.ts";
import { type TurnstileEnv, turnstileSiteKey } from "../auth/turnstile.ts";
import type { Directory } from "../directory/directory.ts";
import { directoryStub } from "../directory/directory-stub.ts";
import { hasOperators, type OperatorsEnv, operationsStub } from "../operator/operations-stub.ts";
import type { Limits } from "../shared/limits.ts";
import { EndedSessions } from "./access/ended-sessions.ts";
import { Verifications } from "./access/verifications.ts";
import { Audience } from "./broadcast/audience.ts";
import { FrameBatcher } from "./broadcast/frame-batcher.ts";
import { LocalSockets } from "./broadcast/local-sockets.ts";
import { PassiveSockets } from "./broadcast/passive-sockets.ts";
import { SocketBroadcaster } from "./broadcast/socket-broadcaster.ts";
import { TypingTracker } from "./broadcast/typing.ts";
import type { Clock } from "./clock.ts";
import { ConnectionLimiter } from "./connections/connection-limiter.ts";
import { Disconnector } from "./connections/disconnect.ts";
import { MemberList } from "./connections/member-list.ts";
import type { PendingConnections } from "./connections/pending-connections.ts";
import { PresenceTracker } from "./connections/presence.ts";
import { IdentityExpiry } from "./identity/identity-expiry.ts";
import { BanList } from "./operator/ban-list.ts";
import { RoomRegistration } from "./operator/room-registration.ts";
import { Permissions } from "./permissions.ts";
import { EventRateLimiter } from "./rate-limits/event-rate-limiter.ts";
import { LoadLimiter } from "./rate-limits/load-limiter.ts";
import { MessageLimiter } from "./rate-limits/message-limiter.ts";
import { UserRateLimiter } from "./rate-limits/user-rate-limiter.ts";
import type { Relay } from "./relay/messages.ts";
import { DistributedSockets } from "./relay/owner/distributed-sockets.ts";
import { Relays } from "./relay/owner/relays.ts";
import type { RoomServer } from "./room-io.ts";
import { RoomLog } from "./room-log.ts";
import { type AlarmScheduler, Alarms } from "./storage/alarms.ts";
import { DirectoryPublisher, listingOf } from "./storage/directory-publisher.ts";
import { RoomDeletion } from "./storage/room-deletion.ts";
import { emptyStorage, roomStorage } from "./storage/room-storage.ts";

/** The part of `Env` that a room needs. */
export interface RoomEnv extends SecretsEnv, IdentityEnv, AccountsEnv, OperatorsEnv, TurnstileEnv {
  DIRECTORY: DurableObjectNamespace<Directory>;
  FILES?: R2Bucket;
  RETENTION_DAYS?: string | number;
  ROOM_MAKING?: RateLimit;
  PUSH_SERVICES?: string;
}

/** What surrounds a room: its object and its deployment. */
export interface RoomSite extends AlarmScheduler {
  /** The room's name. */
  name: string;
  /** The id of its object. */
  id: string;
  io: RoomServer;
  storage: DurableObjectStorage;
  env: RoomEnv;
  clock: Clock;
  limits: Limits;
  pendingConnections: PendingConnections;
  /** The stub of a relay by its number, in a deployment that has them. */
  relay: ((number: number) => Relay) | undefined;
  /** Looks again whether the object needs an alarm. */
  rearm: () => Promise<void>;
}

/** Touches neither storage nor sockets. */
export function createCore(site: RoomSite) {
  const { name: room, id, io, storage, env, clock, limits } = site;
  const roomLog = new RoomLog(id);
  const alarms = new Alarms(site, clock);
  const localSockets = new LocalSockets(io);

  const stores = roomStorage({
    name: room,
    id,
    storage,
    bucket: env.FILES,
    alarms,
    clock,
    limits,
    retentionDays: Number(env.RETENTION_DAYS) || undefined,
  });
  const { messageStore, settings, listingRequirement, roles, sanctions, guests, bots, importState } = stores;
  const relays: Relays = new Relays({
    kv: storage.kv,
    clock,
    limits,
    messageStore,
    relay: site.relay,
    flush() {
      frameBatcher.flushMessagesExcept("");
      broadcaster.startOver();
    },
  });
  const sockets = new DistributedSockets(localSockets, relays);
  const disconnector = new Disconnector(sockets);
  const memberList = new MemberList(limits);
  const connectionLimiter = new ConnectionLimiter(limits);
  const presence = new PresenceTracker(sockets, memberList, connectionLimiter, stores.readReceipts);
  const identityExpiry = new IdentityExpiry({
    sockets,
    clock,
    disconnector,
    runAt: (at) => alarms.endConnectionsAt(at),
  });
  const roomDeletion: RoomDeletion = new RoomDeletion({
    sockets,
    kv: storage.kv,
    disconnector,
    relaysSettled: (socket) => relays.settled(socket),
    runSoon: () => alarms.deleteRoomSoon(),
    unlist: async () => {
      await Promise.all([directoryPublisher.unlist(), roomRegistration.remove()]);
    },
    emptyStorage: async () => {
      await emptyStorage(stores, storage, () => {
        alarms.cancelAll();
        identityExpiry.forget();
      });
      roomLog.event("deleted");
      // The alarm is deleted with the rest: the object looks again whether it needs one.
      await site.rearm();
    },
    onError: (error) => roomLog.error("room-deletion", error),
  });
  const directoryPublisher: DirectoryPublisher = new DirectoryPublisher({
    name: room,
    clock,
    limits,
    directory: () => directoryStub(env),
    listing: () =>
      listingOf({ settings, presence, memberList, roomDeletion, messageStore, listingRequirement }),
    onError: (error) => roomLog.error("directory", error),
  });
  const audience = new Audience(sockets);
  const passiveSockets: PassiveSockets = new PassiveSockets({
    roomSockets: sockets,
    audience,
    clock,
    memberList,
    typing: () => typingTracker,
    shortHead: () => broadcaster.shortHead,
    onSent: (count) => loadLimiter.addBroadcast(count),
  });
  const broadcaster = new SocketBroadcaster({
    roomSockets: sockets,
    audience,
    passiveSockets,
    memberList,
    onWritten: (flush) => relays.reached(flush),
    onPublicChange: () => directoryPublisher.changed(),
  });
  const typingTracker: TypingTracker = new TypingTracker(clock, limits, () => frameBatcher.changed("typing"));
  const frameBatcher = new FrameBatcher(broadcaster, clock, {
    presence: memberList,
    typing: typingTracker,
    room: settings,
  });

  const operations = operationsOf(env);
  const banList = new BanList(operations);
  const roomRegistration: RoomRegistration = new RoomRegistration({
    name: room,
    settings,
    roomDeletion,
    registry: operations,
    onError: (error) => roomLog.error("registration", error),
  });
  const verifications = new Verifications({
    kv: storage.kv,
    settings,
    messageStore,
    siteKey: turnstileSiteKey(env),
  });
  const permissions = new Permissions({
    roomDeletion,
    settings,
    roles,
    sanctions,
    guests,
    bots,
    importState,
    verifications,
    messageStore,
    banList,
    clock,
  });
  const endedSessions = new EndedSessions({
    room,
    sockets,
    kv: storage.kv,
    accounts: env.ACCOUNTS,
    settings,
    pushSubscriptions: stores.pushSubscriptions,
    presence,
    disconnector,
    relaysSettled: () => relays.settled(),
  });
  const userRateLimiter = new UserRateLimiter(clock, limits);
  const loadLimiter: LoadLimiter = new LoadLimiter(clock, limits);
  const messageLimiter = new MessageLimiter(clock, limits);
  const rateLimiter = new EventRateLimiter({
    clock,
    limits,
    userRateLimiter,
    loadLimiter,
    messageLimiter,
    isStored: (author, nonce) => messageStore.isKnown(author, nonce),
    // Frames to those that are hidden are few, and counted when they are sent.
    socketCount: () => broadcaster.sockets,
  });

  return {
    stores,
    operations,
    roomLog,
    localSockets,
    sockets,
    relays,
    alarms,
    memberList,
    banList,
    roomRegistration,
    connectionLimiter,
    presence,
    disconnector,
    identityExpiry,
    roomDeletion,
    directoryPublisher,
    audience,
    broadcaster,
    passiveSockets,
    typingTracker,
    frameBatcher,
    permissions,
    verifications,
    endedSessions,
    userRateLimiter,
    loadLimiter,
    messageLimiter,
    rateLimiter,
  };
}

/** The operations object, where the deployment has operators. */
function operationsOf(env: RoomEnv) {
  return hasOperators(env)
    ? () => {
        const operations = operationsStub(env);
        if (operations === undefined) throw new Error("the variables of a deployment do not change");
        return operations;
      }
    : undefined;
}
