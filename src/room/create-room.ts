/** Builds the features of a room and hands each what it needs. */
import { signerOf } from "../auth/signer-of.ts";
import { configurationProblems, describeProblems } from "../config/configuration.ts";
import { directoryOf } from "../directory/directory-of.ts";
import type { Env } from "../env.ts";
import { networkOf } from "../platform/network.ts";
import type { Limits } from "../shared/limits.ts";
import { schemasFor } from "../shared/validation/schemas.ts";
import { accessEvents } from "./access/access-handlers.ts";
import { CredentialLimiter } from "./access/credential-limiter.ts";
import { CredentialRedeemer } from "./access/redeem-credentials.ts";
import { botEvents } from "./bots/bot-handlers.ts";
import { FrameBatcher } from "./broadcast/frame-batcher.ts";
import { SocketBroadcaster, socketCount as socketCountOf } from "./broadcast/socket-broadcaster.ts";
import { TypingTracker } from "./broadcast/typing.ts";
import type { Clock } from "./clock.ts";
import { Admissions } from "./connections/admission.ts";
import { ConnectionHandler } from "./connections/connection-handler.ts";
import { ConnectionLimiter } from "./connections/connection-limiter.ts";
import { Disconnector } from "./connections/disconnect.ts";
import { memberEvents } from "./connections/member-handlers.ts";
import { MemberList } from "./connections/member-list.ts";
import type { PendingConnections } from "./connections/pending-connections.ts";
import { PresenceTracker } from "./connections/presence.ts";
import { WelcomeBuilder } from "./connections/welcome.ts";
import type { RoomEvents } from "./event-table.ts";
import { FileRpc } from "./files/file-rpc.ts";
import { UploadLimiter } from "./files/upload-limiter.ts";
import { MessageChanges } from "./messages/message-changes.ts";
import { messageEvents } from "./messages/message-handlers.ts";
import { MessagePoster } from "./messages/post-message.ts";
import { MessageReader } from "./messages/read-messages.ts";
import { MessageRetention } from "./messages/retention.ts";
import { MessageSender } from "./messages/send-message.ts";
import { moderationEvents } from "./moderation/moderation-handlers.ts";
import { Permissions } from "./permissions.ts";
import { EventRateLimiter } from "./rate-limits/event-rate-limiter.ts";
import { LoadLimiter } from "./rate-limits/load-limiter.ts";
import { MessageLimiter } from "./rate-limits/message-limiter.ts";
import { UserRateLimiter } from "./rate-limits/user-rate-limiter.ts";
import { RequestHandler } from "./request-handler.ts";
import type { RoomServer } from "./room-io.ts";
import { RoomLog } from "./room-log.ts";
import { MessageSearch } from "./search/message-search.ts";
import { RoomCreation } from "./settings/room-creation.ts";
import { settingsEvents } from "./settings/settings-handlers.ts";
import { SettingsUpdater } from "./settings/update-settings.ts";
import { type AlarmHandlers, type AlarmScheduler, Alarms } from "./storage/alarms.ts";
import { DirectoryPublisher, listingOf } from "./storage/directory-publisher.ts";
import { RoomExporter } from "./storage/export.ts";
import { RoomDeletion } from "./storage/room-deletion.ts";
import { emptyStorage, roomStorage } from "./storage/room-storage.ts";

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

/** What the object calls. */
export interface Room {
  admissions: Admissions;
  connectionHandler: ConnectionHandler;
  requestHandler: RequestHandler;
  messagePoster: MessagePoster;
  messageReader: MessageReader;
  fileRpc: FileRpc;
  settingsUpdater: SettingsUpdater;
  roomExporter: RoomExporter;
  directoryPublisher: DirectoryPublisher;
  alarms: Alarms;
  alarmHandlers: AlarmHandlers;
  roomLog: RoomLog;
}

/** Touches neither storage nor sockets: everything here is a cache that is empty after a wake. */
export function createRoom(site: RoomSite): Room {
  const { name: room, id, io, storage, env, clock, limits, pendingConnections } = site;
  const schemas = schemasFor(limits);
  const roomLog = new RoomLog(id);
  const alarms = new Alarms(site, clock);
  const disconnector = new Disconnector(io);
  const socketCount = () => socketCountOf(io);

  const stores = roomStorage({ name: room, id, storage, bucket: env.FILES, alarms, clock, limits });
  const { settings, sanctions, guests, networkBans, bots, files, fileCleanup } = stores;
  const { log: messageStore, index: searchIndex, reads: readReceipts, keys: credentials } = stores;
  const messageChanges = new MessageChanges(messageStore, limits);
  const messageSearch = new MessageSearch(messageStore, searchIndex, clock, limits);
  const retention = new MessageRetention(messageStore, settings, files, clock, (at) =>
    alarms.trimMessagesAt(at),
  );

  const memberList = new MemberList(limits);
  const connectionLimiter = new ConnectionLimiter(limits);
  const presence = new PresenceTracker(io, memberList, connectionLimiter);
  const roomDeletion: RoomDeletion = new RoomDeletion({
    io,
    kv: storage.kv,
    disconnector,
    runSoon: () => alarms.deleteRoomSoon(),
    unlist: () => directoryPublisher.unlist(),
    emptyStorage: async () => {
      alarms.cancelAll();
      await emptyStorage(stores, storage);
      // The alarm is deleted with the rest: the object looks again whether it needs one.
      await site.rearm();
    },
    onError: (error) => roomLog.error("room-deletion", error),
  });
  const directoryPublisher: DirectoryPublisher = new DirectoryPublisher({
    name: room,
    clock,
    limits,
    directory: () => directoryOf(env),
    listing: () => listingOf({ settings, presence, memberList, roomDeletion, log: messageStore }),
    onError: (error) => roomLog.error("directory", error),
  });
  const broadcaster = new SocketBroadcaster(io, () => directoryPublisher.changed());
  const typingTracker: TypingTracker = new TypingTracker(clock, limits, () => frameBatcher.changed("typing"));
  const frameBatcher = new FrameBatcher(broadcaster, clock, {
    presence: memberList,
    typing: typingTracker,
    room: settings,
  });

  const permissions = new Permissions({
    roomDeletion,
    settings,
    sanctions,
    guests,
    bots,
    log: messageStore,
    clock,
  });
  const userRateLimiter = new UserRateLimiter(clock, limits);
  const loadLimiter = new LoadLimiter(clock, limits);
  const messageLimiter = new MessageLimiter(clock, limits);
  const rateLimiter = new EventRateLimiter({
    clock,
    limits,
    userRateLimiter,
    loadLimiter,
    messageLimiter,
    isStored: (author, nonce) => messageStore.isKnown(author, nonce),
    socketCount,
  });

  const roomCreation = new RoomCreation({ settings, env });
  const settingsUpdater = new SettingsUpdater({
    settings,
    guests,
    sanctions,
    presence,
    memberList,
    retention,
    frameBatcher,
    directoryPublisher,
    roomDeletion,
  });
  const messageSender = new MessageSender({
    messageStore,
    permissions,
    messageLimiter,
    files,
    retention,
    typingTracker,
    frameBatcher,
    clock,
  });

  const events: RoomEvents = {
    ...messageEvents({
      schemas,
      clock,
      limits,
      roomCreation,
      messageSender,
      messageStore,
      messageChanges,
      messageSearch,
      readReceipts,
      files,
      permissions,
      loadLimiter,
      presence,
      typingTracker,
      frameBatcher,
    }),
    ...memberEvents({ schemas, presence, memberList, frameBatcher }),
    ...settingsEvents({
      schemas,
      permissions,
      settings,
      settingsUpdater,
      roomDeletion,
      guests,
      sanctions,
      presence,
      frameBatcher,
    }),
    ...moderationEvents({
      schemas,
      messageStore,
      messageChanges,
      searchIndex,
      settings,
      sanctions,
      networkBans,
      readReceipts,
      files,
      guests,
      presence,
      frameBatcher,
      disconnector,
    }),
    ...accessEvents({
      room,
      schemas,
      limits,
      credentials,
      guests,
      permissions,
      settings,
      presence,
      disconnector,
    }),
    ...botEvents({ schemas, bots, presence, disconnector }),
  };
  const requestHandler = new RequestHandler(events, {
    permissions,
    rateLimiter,
    onFlood: (socket, reason) => {
      const network = networkOf(socket.handshake.address);
      if (network !== undefined) pendingConnections.penalize(network);
      roomLog.flood(socket);
      disconnector.disconnect(socket, reason);
    },
    onError: (error, socket) => roomLog.error("request", error, socket),
  });

  const credentialLimiter = new CredentialLimiter(clock, limits);
  const credentialRedeemer = new CredentialRedeemer({
    credentials,
    credentialLimiter,
    permissions,
    sanctions,
    guests,
    networkBans,
  });
  const admissions = new Admissions({
    schemas,
    limits,
    misconfigured: describeProblems(configurationProblems(env)) || undefined,
    clock,
    presence,
    connectionLimiter,
    userRateLimiter,
    bots,
    credentialRedeemer,
    credentials,
    permissions,
    signer: () => signerOf(env),
    onError: (error, socket) => roomLog.error("admission", error, socket),
  });
  const welcomeBuilder = new WelcomeBuilder({
    room,
    settings,
    messageStore,
    messageChanges,
    memberList,
    readReceipts,
    limits,
  });
  const connectionHandler = new ConnectionHandler({
    admissions,
    pendingConnections,
    permissions,
    sanctions,
    welcomeBuilder,
    presence,
    readReceipts,
    typingTracker,
    frameBatcher,
    disconnector,
    onError: (error, socket) => roomLog.error("welcome", error, socket),
  });

  const messagePoster = new MessagePoster({
    bots,
    permissions,
    roomCreation,
    messageSender,
    presence,
    userRateLimiter,
    loadLimiter,
    socketCount,
    clock,
    limits,
  });
  const messageReader = new MessageReader({ bots, permissions, loadLimiter, settings, messageStore });
  const uploads = new UploadLimiter(clock, limits);
  const fileRpc = new FileRpc({ files, uploads, bots, permissions, roomCreation });
  const roomExporter = new RoomExporter({
    room,
    log: messageStore,
    permissions,
    settings,
    bots,
    sanctions,
    clock,
  });
  const alarmHandlers = {
    roomDeletion,
    retention,
    fileCleanup,
    onError: (error: unknown) => roomLog.error("files", error),
  };

  return {
    admissions,
    connectionHandler,
    requestHandler,
    messagePoster,
    messageReader,
    fileRpc,
    settingsUpdater,
    roomExporter,
    directoryPublisher,
    alarms,
    alarmHandlers,
    roomLog,
  };
}
