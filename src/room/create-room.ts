/** The parts of a room, made and put together. Each is given just what it needs, and can be made without this. */

import { signerOf } from "../auth/signer-of.ts";
import { configurationProblems, describeProblems } from "../config/configuration.ts";
import { directoryOf } from "../directory/directory-of.ts";
import type { Env } from "../env.ts";
import { networkOf } from "../platform/network.ts";
import type { Limits } from "../shared/limits.ts";
import { schemasFor } from "../shared/validation/schemas.ts";
import { AccessHandlers } from "./access/access-handlers.ts";
import { CredentialLimiter } from "./access/credential-limiter.ts";
import { CredentialRedeemer } from "./access/redeem-credentials.ts";
import { BotHandlers } from "./bots/bot-handlers.ts";
import { FrameBatcher } from "./broadcast/frame-batcher.ts";
import { SocketBroadcaster, socketCount } from "./broadcast/socket-broadcaster.ts";
import { TypingTracker } from "./broadcast/typing.ts";
import type { Clock } from "./clock.ts";
import { Admissions } from "./connections/admission.ts";
import { ConnectionHandler } from "./connections/connection-handler.ts";
import { ConnectionLimiter } from "./connections/connection-limiter.ts";
import { Disconnector } from "./connections/disconnect.ts";
import { echoHandshake } from "./connections/handshake-echo.ts";
import { MemberList } from "./connections/member-list.ts";
import type { PendingConnections } from "./connections/pending-connections.ts";
import { PresenceTracker } from "./connections/presence.ts";
import { FileRpc } from "./files/file-rpc.ts";
import { UploadLimiter } from "./files/upload-limiter.ts";
import { LazyHandlers } from "./lazy-handlers.ts";
import { MessageChanges } from "./messages/message-changes.ts";
import { MessageHandlers } from "./messages/message-handlers.ts";
import { MessagePoster } from "./messages/post-message.ts";
import { MessageRetention } from "./messages/retention.ts";
import { ModerationHandlers } from "./moderation/moderation-handlers.ts";
import { Permissions } from "./permissions.ts";
import { CHARACTERS_PER_UNIT } from "./rate-limits/event-cost.ts";
import type { EventGuardOptions } from "./rate-limits/event-rate-limiter.ts";
import { LoadLimiter } from "./rate-limits/load-limiter.ts";
import { MessageLimiter } from "./rate-limits/message-limiter.ts";
import { UserRateLimiter } from "./rate-limits/user-rate-limiter.ts";
import type { RoomServer, RoomSocket } from "./room-io.ts";
import { RoomLog } from "./room-log.ts";
import { MessageSearch } from "./search/message-search.ts";
import { RoomCreation } from "./settings/room-creation.ts";
import { SettingsUpdater } from "./settings/update-settings.ts";
import { type AlarmHandlers, type AlarmScheduler, Alarms } from "./storage/alarms.ts";
import { DirectoryPublisher, listingOf } from "./storage/directory-publisher.ts";
import { RoomExporter } from "./storage/export.ts";
import { RoomDeletion } from "./storage/room-deletion.ts";
import { emptyStorage, type RoomStorage, roomStorage } from "./storage/room-storage.ts";

/** What surrounds a room: its object and its deployment. */
export interface RoomSite extends AlarmScheduler {
  /** The room's name. */
  name: string;
  /** The id of its object. */
  id: string;
  io: RoomServer;
  storage: DurableObjectStorage;
  env: Env;
  clock: Clock;
  limits: Limits;
  pendingConnections: PendingConnections;
  /** Looks again whether the object needs an alarm. */
  rearm: () => Promise<void>;
}

/** What the object hands over to. */
export interface Room extends Pick<RoomStorage, "log" | "bots" | "settings"> {
  alarms: Alarms;
  alarmHandlers: AlarmHandlers;
  permissions: Permissions;
  admissions: Admissions;
  eventGuard: EventGuardOptions;
  connectionHandler: ConnectionHandler;
  messageHandlers: MessageHandlers;
  messagePoster: MessagePoster;
  fileRpc: FileRpc;
  roomExporter: RoomExporter;
  settingsUpdater: SettingsUpdater;
  roomDeletion: RoomDeletion;
  entry: DirectoryPublisher;
  roomLog: RoomLog;
  load: LoadLimiter;
}

/** Touches neither storage nor sockets: what is made here is a cache that a wake finds empty. */
export function createRoom(site: RoomSite): Room {
  const { name: room, io, storage, env, clock, limits, pendingConnections } = site;
  const schemas = schemasFor(limits);
  const roomLog = new RoomLog(site.id);
  const onError = (error: unknown, socket: RoomSocket): void => roomLog.error("request", error, socket);
  const alarms = new Alarms(site, clock);

  const kept = roomStorage({ ...site, bucket: env.FILES, alarms });
  const { log, index, settings, sanctions, guests, keys, bots, files, fileCleanup } = kept;
  const changes = new MessageChanges(log, limits);
  const search = new MessageSearch(log, index, clock, limits);
  const retention = new MessageRetention(log, settings, files, clock, (at) => alarms.trimMessagesAt(at));
  const disconnector = new Disconnector(io);
  const roomDeletion: RoomDeletion = new RoomDeletion({
    io,
    kv: storage.kv,
    disconnector,
    runSoon: () => alarms.deleteRoomSoon(),
    unlist: () => entry.unlist(),
    emptyStorage: () => clear(),
    onError: (error) => roomLog.error("room-deletion", error),
  });
  const permissions = new Permissions({ roomDeletion, settings, sanctions, guests, bots, log, clock });

  const memberList = new MemberList(limits);
  const connectionLimiter = new ConnectionLimiter(limits);
  const userRateLimiter = new UserRateLimiter(clock, limits);
  const load = new LoadLimiter(clock, limits);
  const messages = new MessageLimiter(clock, limits);
  const sockets = () => socketCount(io);
  const presence = new PresenceTracker(io, memberList, connectionLimiter);
  const typingTracker: TypingTracker = new TypingTracker(clock, limits, () => frameBatcher.changed("typing"));
  const entry: DirectoryPublisher = new DirectoryPublisher({
    name: room,
    clock,
    limits,
    directory: () => directoryOf(env),
    listing: () => listingOf({ settings, presence, memberList, roomDeletion, log }),
    onError: (error) => roomLog.error("directory", error),
  });
  const frameBatcher = new FrameBatcher(new SocketBroadcaster(io, () => entry.changed()), clock, {
    ...{ presence: memberList, typing: typingTracker, room: settings },
  });
  const clear = async (): Promise<void> => {
    alarms.cancelAll();
    await emptyStorage(kept, storage);
    // The alarm is gone with the rest: what keeps it is to look again whether one is needed.
    await site.rearm();
  };
  const mayEnter = (id: string): void => permissions.enter(id);

  const shared = {
    ...kept,
    ...{
      room,
      schemas,
      clock,
      limits,
      changes,
      search,
      permissions,
      retention,
      memberList,
      presence,
      typingTracker,
    },
    ...{
      entry,
      frameBatcher,
      disconnector,
      pendingConnections,
      connectionLimiter,
      userRateLimiter,
      load,
      messages,
      sockets,
      mayEnter,
      onError,
    },
    roomCreation: new RoomCreation({ settings, env }),
    onPage: (characters: number, socket: RoomSocket) =>
      load.add({ network: networkOf(socket.handshake.address) }, characters / CHARACTERS_PER_UNIT),
  };
  const settingsUpdater = new SettingsUpdater(shared);
  const credentialRedeemer = new CredentialRedeemer({
    ...shared,
    tries: new CredentialLimiter(clock, limits),
  });
  const admissions = new Admissions({
    hasPassphrase: () => keys.inUse.passphrase,
    ...shared,
    showKeys: (person, shown, address) => credentialRedeemer.show(person, shown, address),
    signer: () => signerOf(env),
    misconfigured: describeProblems(configurationProblems(env)) || undefined,
    onError: (error, socket) => roomLog.error("admission", error, socket),
  });
  const rare = new LazyHandlers([
    new ModerationHandlers({ ...shared, settingsUpdater, roomDeletion }),
    new BotHandlers(shared),
    new AccessHandlers({ ...shared, keys }),
    { listen: (socket) => echoHandshake(socket, schemas, (error) => onError(error, socket)) },
  ]);
  const messageHandlers = new MessageHandlers(shared);
  return {
    ...{
      log,
      bots,
      settings,
      alarms,
      permissions,
      admissions,
      messageHandlers,
      settingsUpdater,
      roomDeletion,
      entry,
      roomLog,
      load,
    },
    alarmHandlers: {
      roomDeletion,
      retention,
      fileCleanup,
      onError: (error) => roomLog.error("files", error),
    },
    eventGuard: {
      ...{ clock, limits, userRateLimiter, load, messages, sockets },
      isStored: (author, nonce) => log.isKnown(author, nonce),
      onRare: (socket, event) => rare.addFor(socket, event),
      onFlood: (socket, reason) => {
        const network = networkOf(socket.handshake.address);
        if (network !== undefined) pendingConnections.penalize(network);
        roomLog.flood(socket);
        disconnector.disconnect(socket, reason);
      },
    },
    connectionHandler: new ConnectionHandler({
      ...shared,
      admissions,
      onError: (error, socket) => roomLog.error("welcome", error, socket),
    }),
    messagePoster: new MessagePoster({ ...shared, messageHandlers }),
    fileRpc: new FileRpc({ ...shared, uploads: new UploadLimiter(clock, limits) }),
    roomExporter: new RoomExporter(shared),
  };
}
