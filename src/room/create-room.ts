/** Builds the features of a room and hands each what it needs. */
import { verifyIdentity } from "../auth/identity/verify-identity.ts";
import { networkOf } from "../platform/network.ts";
import { schemasFor } from "../shared/validation/schemas.ts";
import { accessEvents } from "./access/access-handlers.ts";
import { botEvents } from "./bots/bot-handlers.ts";
import { createConnections } from "./connections/create-connections.ts";
import { memberEvents } from "./connections/member-handlers.ts";
import { createCore, type RoomSite } from "./create-core.ts";
import type { RoomEvents } from "./event-table.ts";
import { FileRpc } from "./files/file-rpc.ts";
import { UploadLimiter } from "./files/upload-limiter.ts";
import { Identities } from "./identity/identities.ts";
import { identityEvents } from "./identity/identity-handlers.ts";
import { MessageChanges } from "./messages/message-changes.ts";
import { messageEvents } from "./messages/message-handlers.ts";
import { MessagePoster } from "./messages/post-message.ts";
import { MessageReader } from "./messages/read-messages.ts";
import { MessageRetention } from "./messages/retention.ts";
import { MessageSender } from "./messages/send-message.ts";
import { moderationEvents } from "./moderation/moderation-handlers.ts";
import { OperatorActs } from "./operator/operator-acts.ts";
import { createPersonalData } from "./personal-data/create-personal-data.ts";
import { createPush } from "./push/create-push.ts";
import { RelayBatches } from "./relay/owner/relay-batches.ts";
import { createReports } from "./reports/create-reports.ts";
import { reportEvents } from "./reports/report-handlers.ts";
import { RequestHandler } from "./request-handler.ts";
import { MessageSearch } from "./search/message-search.ts";
import { RoomCreation } from "./settings/room-creation.ts";
import { settingsEvents } from "./settings/settings-handlers.ts";
import { SettingsUpdater } from "./settings/update-settings.ts";
import { createTransfer } from "./storage/create-transfer.ts";

/** What the object calls. */
export type Room = ReturnType<typeof createRoom>;

/** Touches neither storage nor sockets: everything here is a cache that is empty after a wake. */
export function createRoom(site: RoomSite) {
  const { name: room, env, clock, limits, pendingConnections } = site;
  const schemas = schemasFor(limits);
  const core = createCore(site);
  const { stores, roomLog, alarms, roomDeletion, directoryPublisher, permissions, endedSessions } = core;
  const { banList, roomRegistration } = core;
  const { messageStore, searchIndex, readReceipts, settings, listingRequirement, sanctions, networkBans } =
    stores;
  const { guests, roles, credentials, bots, files, pushSubscriptions, fileCleanup } = stores;
  const {
    localSockets,
    relays,
    memberList,
    identityExpiry,
    presence,
    disconnector,
    typingTracker,
    frameBatcher,
  } = core;
  const { passiveSockets, loadLimiter, messageLimiter, rateLimiter } = core;

  const verify = (jwt: string) => verifyIdentity(jwt, env, clock.now());
  const identities = new Identities({ room, verify, roles, guests, sanctions, permissions, bots });
  const messageChanges = new MessageChanges(messageStore, limits);
  const messageSearch = new MessageSearch(messageStore, searchIndex, clock, limits);
  const retention = new MessageRetention(messageStore, settings, files, clock, (at) =>
    alarms.trimMessagesAt(at),
  );

  const roomCreation = new RoomCreation({ settings, env });
  const settingsUpdater = new SettingsUpdater({
    settings,
    permissions,
    guests,
    sanctions,
    presence,
    memberList,
    retention,
    frameBatcher,
    directoryPublisher,
    roomDeletion,
    roomRegistration,
    roomLog,
  });
  const { pushNotifier, pushRpc } = createPush(site, core);
  const messageSender = new MessageSender({
    messageStore,
    permissions,
    messageLimiter,
    files,
    retention,
    typingTracker,
    frameBatcher,
    pushNotifier,
    roomRegistration,
    settings,
    listingRequirement,
    roomLog,
    clock,
  });
  const messageReporter = createReports(site, core, { messageChanges });
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
    ...memberEvents({ schemas, presence, memberList, pushSubscriptions, passiveSockets, frameBatcher }),
    ...identityEvents({ schemas, identities, identityExpiry, presence, frameBatcher }),
    ...settingsEvents({
      schemas,
      permissions,
      settings,
      listingRequirement,
      settingsUpdater,
      roomDeletion,
      guests,
      sanctions,
      messageStore,
      presence,
      frameBatcher,
    }),
    ...moderationEvents({
      schemas,
      messageStore,
      messageChanges,
      searchIndex,
      settings,
      permissions,
      sanctions,
      networkBans,
      readReceipts,
      files,
      guests,
      credentials,
      pushSubscriptions,
      presence,
      frameBatcher,
      disconnector,
      roomLog,
    }),
    ...reportEvents({
      schemas,
      limits,
      permissions,
      reportStore: stores.reportStore,
      messageReporter,
      roomLog,
    }),
    ...accessEvents({
      room,
      schemas,
      limits,
      credentials,
      guests,
      pushSubscriptions,
      permissions,
      settings,
      presence,
      disconnector,
    }),
    ...botEvents({ schemas, bots, presence, disconnector }),
  };
  const requestHandler = new RequestHandler(events, {
    permissions,
    presence,
    rateLimiter,
    hasExpired: (socket) => identityExpiry.end(socket),
    onFlood: (socket, reason) => {
      const network = networkOf(socket.handshake.address);
      if (network !== undefined) pendingConnections.penalize(network);
      roomLog.flood(socket);
      disconnector.disconnect(socket, reason);
    },
    onError: (error, socket) => roomLog.error("request", error, socket),
    relaysSettled: (socket) => relays.settled(socket),
  });
  const operatorActs = new OperatorActs({ ...core, ...stores, name: room, requestHandler });

  const { admissions, connectionHandler } = createConnections(site, core, {
    schemas,
    identities,
    messageChanges,
  });

  const relayBatches = new RelayBatches({
    relays,
    admissions,
    pendingConnections,
    connectionHandler,
    requestHandler,
    presence,
    memberList,
    connectionLimiter: core.connectionLimiter,
    messageStore,
    messageChanges,
    settings,
    typingTracker,
    limits,
    frameBatcher,
    onError: (error, socket) => roomLog.error("relay", error, socket),
  });
  relays.watch(relayBatches);

  const messagePoster = new MessagePoster({
    bots: identities,
    permissions,
    roomCreation,
    messageSender,
    presence,
    rateLimiter,
  });
  const messageReader = new MessageReader({
    bots: identities,
    permissions,
    loadLimiter,
    settings,
    messageStore,
  });
  const uploads = new UploadLimiter(clock, limits);
  const fileRpc = new FileRpc({ files, uploads, bots: identities, permissions, roomCreation });
  const personalData = createPersonalData(site, core, { messageChanges, messageReporter });
  const { roomExporter, roomImporter } = createTransfer(site, core, { settingsUpdater, retention });
  const alarmHandlers = {
    roomDeletion,
    retention,
    fileCleanup,
    pushNotifier,
    identityExpiry,
    messageReporter,
    onError: (error: unknown) => roomLog.error("files", error),
  };

  return {
    relays,
    relayBatches,
    placeConnection: (full: number | undefined) =>
      relays.place(localSockets.count + pendingConnections.count, full),
    admissions,
    connectionHandler,
    requestHandler,
    identities,
    messagePoster,
    messageReader,
    verifications: core.verifications,
    permissions,
    fileRpc,
    pushRpc,
    settingsUpdater,
    ...personalData,
    roomExporter,
    roomImporter,
    endedSessions,
    presence,
    operatorActs,
    banList,
    directoryPublisher,
    alarms,
    alarmHandlers,
    roomLog,
  };
}
